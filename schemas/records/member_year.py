"""A member's year: schooling, health, work, insurance.

Named by `schemas.naming.member_year_id`. What decides on an exit or an entitlement (schooling, insurance, dibao) is
reviewed where it conflicts.
"""

from typing import Annotated

from pydantic import Field as Constraint

from schemas.codes.member import (
    DIBAO_CLASS,
    DISABILITY_GRADE,
    DISABILITY_TYPE,
    DROPOUT_REASON,
    EDUCATION,
    HEALTH,
    LABOUR,
    PUBLIC_POST,
    SCHOOL_STATUS,
    WORK_PLACE,
)
from schemas.fields import Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.values import Fen, Months, Uuid, Year, YesNo

PERSONAL, HEALTH_DATA, INCOME = Sensitivity.PERSONAL, Sensitivity.HEALTH, Sensitivity.INCOME
REVIEW = MergePolicy.REVIEW

MEMBER_YEAR = RecordType(
    "member_year",
    Label("成员年度", "member's year"),
    "What a member learns, does and is entitled to in one year.",
    (
        Field("member", Uuid, Label("成员", "member"), PERSONAL, merge=REVIEW, required=True),
        Field("household", Uuid, Label("户", "household"), PERSONAL, merge=REVIEW, required=True),
        Field("year", Year, Label("年度", "year"), PERSONAL, merge=REVIEW, required=True),
        Field("education", Annotated[str, EDUCATION], Label("文化程度", "education"), PERSONAL, source="V8"),
        Field(
            "school_status",
            Annotated[str, SCHOOL_STATUS],
            Label("在校生状况", "school attendance"),
            PERSONAL,
            merge=REVIEW,
            source="V8",
        ),
        Field(
            "dropout_reason",
            Annotated[str, DROPOUT_REASON],
            Label("失学或辍学原因", "reason for leaving school"),
            PERSONAL,
            merge=REVIEW,
            source="V7,V9",
        ),
        Field(
            "health",
            Annotated[list[Annotated[str, HEALTH]], Constraint(strict=True, max_length=4)],
            Label("健康状况", "health"),
            HEALTH_DATA,
            note="Several may hold together, as disabled and chronically ill; forms that allow one give a list of one.",
            source="V8",
        ),
        Field("labour", Annotated[str, LABOUR], Label("劳动技能", "capacity for work"), PERSONAL, source="V7,V8"),
        Field("work_place", Annotated[str, WORK_PLACE], Label("务工地区", "place of work"), PERSONAL, source="V8"),
        Field("work_months", Months, Label("务工时间", "months worked away"), PERSONAL, source="V5,V8"),
        Field(
            "public_post",
            Annotated[str, PUBLIC_POST],
            Label("公益性岗位", "public-welfare post"),
            PERSONAL,
            source="V7",
        ),
        Field("public_post_months", Months, Label("公益性岗位月数", "months in the post"), PERSONAL, source="V7"),
        Field(
            "medical_ins",
            YesNo,
            Label("参加城乡居民基本医保", "basic medical insurance"),
            HEALTH_DATA,
            merge=REVIEW,
            source="V5,V7",
        ),
        Field(
            "serious_illness_ins",
            YesNo,
            Label("参加大病保险", "serious-illness insurance"),
            HEALTH_DATA,
            merge=REVIEW,
            source="V5,V7",
        ),
        Field(
            "supplement_ins",
            YesNo,
            Label("参加大病补充保险", "supplementary insurance"),
            HEALTH_DATA,
            merge=REVIEW,
            source="S",
        ),
        Field("pension_ins", YesNo, Label("参加城乡居民养老保险", "pension insurance"), PERSONAL, source="V8"),
        Field("pension_receiving", YesNo, Label("领取养老保险", "receives a pension"), PERSONAL, source="V8"),
        Field("is_dibao", YesNo, Label("享受低保", "receives dibao"), PERSONAL, merge=REVIEW, source="V5,V7"),
        Field(
            "is_tekun",
            YesNo,
            Label("享受特困（五保）供养", "supported as destitute"),
            PERSONAL,
            merge=REVIEW,
            source="V5,V7",
        ),
        Field("dibao_class", Annotated[str, DIBAO_CLASS], Label("低保类别", "dibao class"), PERSONAL, source="V9"),
        Field(
            "disability_type",
            Annotated[str, DISABILITY_TYPE],
            Label("残疾类别", "type of disability"),
            HEALTH_DATA,
            note="As on the certificate.",
            source="V14",
        ),
        Field(
            "disability_grade",
            Annotated[str, DISABILITY_GRADE],
            Label("残疾等级", "grade of disability"),
            HEALTH_DATA,
            note="As on the certificate; 1 and 2 are severe.",
            source="V14",
        ),
        Field("chronic_signed", YesNo, Label("慢病签约", "contract for chronic care"), HEALTH_DATA, source="S"),
        Field("training_done", YesNo, Label("参加技能培训", "trained"), PERSONAL, source="S"),
        Field("startup_loan", Fen, Label("创业担保贷款", "start-up loan"), INCOME, note="The principal.", source="S"),
        Field("active_soldier", YesNo, Label("现役军人", "soldier in service"), PERSONAL, source="V8"),
        Field("wants_work", YesNo, Label("就业愿望", "wants work"), PERSONAL),
        Field("training_eligible", YesNo, Label("符合受训条件", "eligible for training"), PERSONAL),
        Field("training_wish", YesNo, Label("培训愿望", "wants training"), PERSONAL),
        Field("loan_wish", YesNo, Label("创业贷款需求", "wants a start-up loan"), PERSONAL),
    ),
    deleted_by=frozenset({"collector", "township", "server"}),  # the server by an amendment that was approved
)

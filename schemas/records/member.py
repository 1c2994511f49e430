"""The member: identity and place in the household. What changes each year is in `member_year`."""

from typing import Annotated

from schemas.codes.ethnicity import ETHNICITY
from schemas.codes.member import CHANGE_CODE, ID_TYPE, RELATION, SEX
from schemas.fields import Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.values import CalendarDate, IdNumber, PersonName, Phone, RecordLink, RegistryNumber, ShortText, Uuid, YesNo

PERSONAL, IDENTITY = Sensitivity.PERSONAL, Sensitivity.IDENTITY
REVIEW = MergePolicy.REVIEW

MEMBER = RecordType(
    "member",
    Label("家庭成员", "member"),
    "A person of a household.",
    (
        Field("household", Uuid, Label("户", "household"), PERSONAL, merge=REVIEW, required=True),
        Field("person_no", RegistryNumber, Label("人编号", "person number"), PERSONAL, merge=REVIEW, source="V6"),
        Field("name", PersonName, Label("姓名", "name"), PERSONAL, merge=REVIEW, required=True, source="V20"),
        Field("sex", Annotated[str, SEX], Label("性别", "sex"), PERSONAL, merge=REVIEW, source="V16"),
        Field(
            "id_type",
            Annotated[str, ID_TYPE],
            Label("证件类型", "type of certificate"),
            IDENTITY,
            merge=REVIEW,
            note="The holder of a disability certificate reports that number instead.",
            source="V20",
        ),
        Field(
            "id_number",
            IdNumber,
            Label("证件号码", "certificate number"),
            IDENTITY,
            merge=REVIEW,
            note="Kept as typed: a wrong length or check character is a question of the rules, not an error.",
            source="V5,V15",
        ),
        Field(
            "no_id_reason",
            ShortText,
            Label("无证件原因", "reason for having no certificate"),
            PERSONAL,
            note="For a newborn, for instance.",
        ),
        Field(
            "identified_on",
            CalendarDate,
            Label("人员识别时间", "identified on"),
            PERSONAL,
            note="Later than the household's where somebody joined it.",
            source="V6",
        ),
        Field("phone", Phone, Label("人联系电话", "phone"), Sensitivity.CONTACT, source="V6"),
        Field(
            "birth_date",
            CalendarDate,
            Label("出生日期", "date of birth"),
            PERSONAL,
            merge=REVIEW,
            note="As declared, beside the one in the certificate's number.",
        ),
        Field("ethnicity", Annotated[str, ETHNICITY], Label("民族", "ethnic group"), PERSONAL, source="G"),
        Field(
            "relation", Annotated[str, RELATION], Label("与户主关系", "relation to the head"), PERSONAL, merge=REVIEW
        ),
        Field(
            "in_household",
            YesNo,
            Label("是否在户", "counted in the household"),
            PERSONAL,
            merge=REVIEW,
            note="Counts in the denominator of income per head.",
        ),
        Field(
            "change_code",
            Annotated[str, CHANGE_CODE],
            Label("变更类型", "change of membership"),
            PERSONAL,
            merge=REVIEW,
            note="01-04 and 08 leave the denominator of income per head.",
            source="V8",
        ),
        Field("changed_on", CalendarDate, Label("变更日期", "date of the change"), PERSONAL, merge=REVIEW),
        Field(
            "moved_to",
            RecordLink,
            Label("转入户", "household joined"),
            PERSONAL,
            merge=REVIEW,
            note="The registered household in which they count since they left this one.",
        ),
        Field(
            "person",
            Uuid,
            Label("本人首份记录", "first record of the person"),
            PERSONAL,
            merge=REVIEW,
            note="Of whoever joined from another registered household; null in the first record itself.",
        ),
    ),
    deleted_by=frozenset({"collector", "township"}),
)

"""The exit 退出 of a household from the registry, from the plan at the start of a year to the follow-up (domain §4.3).

The household's signature is part of it, and a household that does not sign is not delisted: the case is rejected with
that reason. What a review returns is verified at the door again. After a relapse 返贫 a new identification begins, at
the village's verification. Named by `schemas.naming.exit_decision_id`: one case a household and year, so a case that
was rejected too early is taken up again by the township. How long a notice hangs is policy.
"""

from typing import Annotated, NotRequired

from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.procedure import EXIT_STATE
from schemas.fields import Collection, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.procedure import VILLAGE, VILLAGE_LEADERS, Reasoned, Status
from schemas.records.document import Document
from schemas.values import CalendarDate, Fen, RecordLink, Sha256, Uuid, Year, YesNo
from schemas.workflow import StateMachine, Step

PERSONAL, INCOME = Sensitivity.PERSONAL, Sensitivity.INCOME
REVIEW = MergePolicy.REVIEW


class ExitStatus(Status):
    """Where an exit stands."""

    state: Annotated[str, EXIT_STATE, Label("状态", "state")]


@with_config(extra="allow")
class ExitConditions(TypedDict):
    """What was found when the household was verified: `schemas.exit_conditions`, null where something was not asked."""

    line: NotRequired[Annotated[Fen | None, Label("扶贫标准", "poverty line")]]
    income_ok: NotRequired[Annotated[YesNo | None, Label("收入超过标准", "income above the line")]]
    stable_income_ok: NotRequired[Annotated[YesNo | None, Label("收入稳定", "lasting source of income")]]
    food_ok: NotRequired[Annotated[YesNo | None, Label("不愁吃", "food and water assured")]]
    clothes_ok: NotRequired[Annotated[YesNo | None, Label("不愁穿", "clothing assured")]]
    education_ok: NotRequired[Annotated[YesNo | None, Label("义务教育有保障", "compulsory education")]]
    medical_ok: NotRequired[Annotated[YesNo | None, Label("基本医疗有保障", "basic medical care")]]
    housing_ok: NotRequired[Annotated[YesNo | None, Label("住房安全有保障", "safe housing")]]


EXIT_PROCEDURE = StateMachine(
    Step((None,), ("pre_exit",), (*VILLAGE_LEADERS, "county_office")),
    Step(("pre_exit",), ("candidate",), VILLAGE_LEADERS),
    Step(("candidate",), ("democratic_review",), VILLAGE_LEADERS),
    Step(("democratic_review",), ("joint_verify",), VILLAGE),
    Step(("joint_verify",), ("consented",), VILLAGE),
    Step(("consented",), ("notice",), VILLAGE_LEADERS),
    Step(("notice",), ("township_reported",), ("township",), four_eyes=True),
    Step(("township_reported",), ("county_approved",), ("county_office",), four_eyes=True),
    Step(("county_approved",), ("announced",), ("county_office",)),
    Step(("announced",), ("delisted",), ("county_office",)),
    Step(("delisted",), ("follow_up",), (*VILLAGE, "county_office")),
    Step(("delisted", "follow_up"), ("relapsed",), ("county_office",)),
    Step(("notice", "township_reported"), ("objection",), (*VILLAGE, "county_office")),
    Step(("notice",), ("returned",), ("township",)),
    Step(("township_reported",), ("returned",), ("county_office",)),
    Step(("township_reported",), ("rejected",), ("county_office",), four_eyes=True),
    Step(("objection", "returned"), ("joint_verify",), VILLAGE),
    Step(
        ("pre_exit", "candidate", "democratic_review", "joint_verify", "objection", "returned"),
        ("rejected",),
        VILLAGE_LEADERS,
    ),
    Step(("rejected",), ("candidate",), ("township",)),
)

EXIT_DECISION = RecordType(
    "exit_decision",
    Label("贫困户退出", "exit of a household"),
    "A household's way out of the registry in one year.",
    (
        Field("household", Uuid, Label("户", "household"), PERSONAL, merge=REVIEW, required=True),
        Field("year", Year, Label("脱贫年度", "year of exit"), PERSONAL, merge=REVIEW, required=True),
        Field("review_on", CalendarDate, Label("民主评议日期", "day of the democratic review"), PERSONAL),
        Field("verified_in", Uuid, Label("核实走访", "visit that verified it"), PERSONAL, note="A visit record."),
        Field(
            "conditions",
            ExitConditions,
            Label("退出条件", "conditions of the exit"),
            INCOME,
            merge=REVIEW,
            note="As found when it was verified; a rule compares them with what is recorded now.",
            source="V1",
        ),
        Field(
            "signature_attachment_id",
            Sha256,
            Label("农户签字", "household's signature"),
            PERSONAL,
            merge=REVIEW,
            note="The household's consent is part of an exit; a rule asks where it is missing.",
            source="V2",
        ),
        Collection("notices", RecordLink, Label("公示公告", "notices"), PERSONAL, key=Uuid, note="By their record."),
        Collection("documents", Document, Label("材料", "documents"), PERSONAL, key=Sha256),
        Field(
            "status",
            Annotated[ExitStatus, Reasoned("relapsed", "objection", "returned", "rejected")],
            Label("退出状态", "status"),
            PERSONAL,
            merge=REVIEW,
            workflow=EXIT_PROCEDURE,
            source="V2",
        ),
    ),
)

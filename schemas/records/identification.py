"""The identification 识别 of a household: two notices and one announcement (domain §4.2).

Each state says at whose desk the case lies; entering a review hands it over, and leaving the review is the decision,
for which other eyes are needed. An objection, whoever raises it, sends the case back to the village's verification. A
household that fell back into poverty 返贫 enters there too. A rejection needs its reason and ends the case; the
household applies anew with another record. How long a notice hangs is policy: a rule asks, not this schema.
"""

from typing import Annotated

from schemas.codes.household import IDENTIFY_STANDARD
from schemas.codes.procedure import IDENTIFICATION_KIND, IDENTIFICATION_STATE
from schemas.fields import Collection, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.procedure import VILLAGE, VILLAGE_LEADERS, Reasoned, Status
from schemas.records.document import Document
from schemas.values import CalendarDate, Count, RecordLink, Sha256, Uuid, Year
from schemas.workflow import StateMachine, Step

PERSONAL = Sensitivity.PERSONAL
REVIEW = MergePolicy.REVIEW


class IdentificationStatus(Status):
    """Where an identification stands."""

    state: Annotated[str, IDENTIFICATION_STATE, Label("状态", "state")]


IDENTIFICATION_PROCEDURE = StateMachine(
    Step((None,), ("applied", "village_verify"), VILLAGE),
    Step(("applied",), ("democratic_review",), VILLAGE_LEADERS),
    Step(("democratic_review",), ("village_verify",), VILLAGE),
    Step(("village_verify",), ("notice_1",), VILLAGE_LEADERS),
    Step(("notice_1",), ("township_review",), VILLAGE_LEADERS),
    Step(("township_review",), ("notice_2",), ("township",), four_eyes=True),
    Step(("notice_2",), ("county_review",), ("township",)),
    Step(("county_review",), ("announced",), ("county_office",), four_eyes=True),
    Step(("announced",), ("registered",), ("county_office",)),
    Step(("notice_1", "township_review", "notice_2", "county_review"), ("objection",), (*VILLAGE, "county_office")),
    Step(("objection",), ("village_verify",), VILLAGE),
    Step(("township_review",), ("rejected",), ("township",), four_eyes=True),
    Step(("county_review",), ("rejected",), ("county_office",), four_eyes=True),
    Step(("democratic_review", "village_verify"), ("rejected",), VILLAGE_LEADERS),
)

IDENTIFICATION = RecordType(
    "identification",
    Label("识别", "identification"),
    "One application of a household to be registered as poor, and its way through the reviews.",
    (
        Field("household", Uuid, Label("户", "household"), PERSONAL, merge=REVIEW, required=True),
        Field("year", Year, Label("年度", "year"), PERSONAL, merge=REVIEW, required=True),
        Field(
            "kind",
            Annotated[str, IDENTIFICATION_KIND],
            Label("识别类别", "kind of identification"),
            PERSONAL,
            merge=REVIEW,
            required=True,
        ),
        Field("standard", Annotated[str, IDENTIFY_STANDARD], Label("识别标准", "standard"), PERSONAL, merge=REVIEW),
        Field("applied_on", CalendarDate, Label("申请日期", "applied on"), PERSONAL),
        Field("review_on", CalendarDate, Label("民主评议日期", "day of the democratic review"), PERSONAL),
        Field("review_present", Count, Label("评议到会人数", "people at the review"), PERSONAL),
        Field("review_for", Count, Label("评议同意人数", "votes for it"), PERSONAL),
        Field("verified_in", Uuid, Label("核实走访", "visit that verified it"), PERSONAL, note="A visit record."),
        Collection("notices", RecordLink, Label("公示公告", "notices"), PERSONAL, key=Uuid, note="By their record."),
        Collection("documents", Document, Label("材料", "documents"), PERSONAL, key=Sha256),
        Field(
            "status",
            Annotated[IdentificationStatus, Reasoned("objection", "rejected")],
            Label("识别状态", "status"),
            PERSONAL,
            merge=REVIEW,
            workflow=IDENTIFICATION_PROCEDURE,
            source="V4",
        ),
    ),
)

"""The rectification item 整改: one line of the ledger of problems that inspections found (domain §4.7).

It is kept where it is to be mended: in the village's stream, so that its tablets show it as a task, or in that of the
township or county. That it is overdue, under special supervision or recurring are marks beside its state, computed or
recorded apart, so that no mark hides how far the mending is. Those who mend write their measures and evidence, not what
is asked of them. Whoever asks for closing does not verify, and whoever verified does not close.
"""

from collections.abc import Mapping
from typing import Annotated

from schemas.codes.supervision import RECTIFICATION_SEVERITY, RECTIFICATION_SOURCE, RECTIFICATION_STATE
from schemas.fields import Authority, Collection, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.procedure import VILLAGE, Reasoned, Status
from schemas.records.document import Document
from schemas.values import AreaText, CalendarDate, LongText, RecordLink, Sha256, ShortText, YesNo
from schemas.workflow import StateMachine, Step

PUBLIC, PERSONAL = Sensitivity.PUBLIC, Sensitivity.PERSONAL
REVIEW = MergePolicy.REVIEW


class RectificationStatus(Status):
    """How far the mending is."""

    state: Annotated[str, RECTIFICATION_STATE, Label("状态", "state")]


_SUPERVISORS = ("township", "county_office", "city_office", "inspector")
_MENDERS = (*VILLAGE, "county_office", "department")

RECTIFICATION_PROCEDURE = StateMachine(
    Step((None,), ("registered",), (*_SUPERVISORS, "server")),
    Step(("registered",), ("dispatched",), _SUPERVISORS),
    Step(("dispatched",), ("received",), _MENDERS),
    Step(("received", "returned"), ("in_progress",), _MENDERS),
    Step(("in_progress",), ("submitted",), _MENDERS),
    Step(("submitted",), ("verifying",), _SUPERVISORS, four_eyes=True),
    Step(("verifying",), ("closed",), _SUPERVISORS, four_eyes=True),
    Step(("verifying",), ("returned",), _SUPERVISORS),
)

RECTIFICATION_ITEM = RecordType(
    "rectification_item",
    Label("整改事项", "rectification item"),
    "One problem that was found and how far it is mended, in the stream of the village or office that mends it.",
    (
        Field("item_no", ShortText, Label("问题编号", "number of the item"), PUBLIC, merge=REVIEW, required=True),
        Field("round", ShortText, Label("督查轮次", "round of inspection"), PUBLIC),
        Field(
            "source",
            Annotated[str, RECTIFICATION_SOURCE],
            Label("问题来源", "source"),
            PUBLIC,
            merge=REVIEW,
            required=True,
        ),
        Field("place", AreaText, Label("问题所在地区", "area concerned"), PUBLIC, merge=REVIEW, required=True),
        Field("household", RecordLink, Label("户", "household"), PERSONAL, note="Null where it is about no household."),
        Field(
            "flag", RecordLink, Label("疑点", "flag"), PERSONAL, note="The flag that was confirmed, if it came of one."
        ),
        Field("category", ShortText, Label("问题类别", "category"), PUBLIC, note="In the words of the inspection."),
        Field("description", LongText, Label("问题描述", "description"), PERSONAL, merge=REVIEW, required=True),
        Field("severity", Annotated[str, RECTIFICATION_SEVERITY], Label("严重程度", "severity"), PUBLIC, merge=REVIEW),
        Field("responsible_unit", ShortText, Label("责任单位", "unit responsible"), PUBLIC),
        Field("responsible_person", ShortText, Label("责任人", "person responsible"), PERSONAL),
        Field("measures", LongText, Label("整改措施", "measures"), PUBLIC, also_by=frozenset(_MENDERS)),
        Field("deadline", CalendarDate, Label("整改时限", "deadline"), PUBLIC, merge=REVIEW),
        Collection(
            "evidence",
            Document,
            Label("整改佐证", "evidence of the mending"),
            PERSONAL,
            key=Sha256,
            also_by=frozenset(_MENDERS),
        ),
        Field("verified_by", ShortText, Label("核查人", "verified by"), PERSONAL),
        Field("verified_on", CalendarDate, Label("核查日期", "verified on"), PUBLIC),
        Field("supervised", YesNo, Label("挂牌督办", "under special supervision"), PUBLIC),
        Field(
            "recurrence_of",
            RecordLink,
            Label("反弹自", "recurrence of"),
            PUBLIC,
            note="The closed item whose problem has come back; an item that names one is recurring 反弹.",
        ),
        Field(
            "status",
            Annotated[RectificationStatus, Reasoned("returned")],
            Label("整改状态", "status"),
            PUBLIC,
            merge=REVIEW,
            workflow=RECTIFICATION_PROCEDURE,
        ),
    ),
    authority=Authority.SERVER_CREATES,
    written_by=frozenset({*_SUPERVISORS, "server"}),
)


def overdue(item: Mapping[str, object], today: str) -> bool:
    """Tell whether an item (its shown values) is past its deadline on a day (`YYYY-MM-DD`) and not closed."""
    deadline, state = item.get("deadline"), RECTIFICATION_PROCEDURE.state_of(item.get("status"))
    return isinstance(deadline, str) and deadline < today and state != "closed"

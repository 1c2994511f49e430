"""The spot check 抽查: a household drawn to be visited again by somebody else, and whether the two visits agree.

It is kept in the stream of the township or county that draws it, never in the village's: the village must not know
whom it will meet. Whoever drew a household does not visit it, and nobody visits whom they surveyed.
"""

from collections.abc import Mapping
from typing import Annotated

from schemas.codes.supervision import CHECK_OCCASION, CHECK_STATE
from schemas.fields import Authority, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.procedure import Reasoned, Status
from schemas.values import CalendarDate, Identifier, RecordLink, Share, ShortText, Year, YesNo
from schemas.workflow import StateMachine, Step

PUBLIC, PERSONAL = Sensitivity.PUBLIC, Sensitivity.PERSONAL
REVIEW = MergePolicy.REVIEW


class CheckStatus(Status):
    """How far a spot check is."""

    state: Annotated[str, CHECK_STATE, Label("状态", "state")]


_CHECKERS = ("township", "county_office", "city_office", "inspector")

SPOT_CHECK_PROCEDURE = StateMachine(
    Step((None,), ("drawn",), (*_CHECKERS, "server")),
    Step(("drawn",), ("visited",), _CHECKERS, four_eyes=True),
    Step(("drawn",), ("replaced",), _CHECKERS),
    Step(("visited",), ("agreed", "differs"), (*_CHECKERS, "server")),
)

SPOT_CHECK = RecordType(
    "spot_check",
    Label("抽查", "spot check"),
    "A household drawn for a second visit and what it found, in the stream of the township or county that draws it.",
    (
        Field(
            "occasion",
            Annotated[str, CHECK_OCCASION],
            Label("抽查类别", "occasion"),
            PUBLIC,
            merge=REVIEW,
            required=True,
        ),
        Field("round", ShortText, Label("抽查批次", "round"), PUBLIC),
        Field("year", Year, Label("年度", "year"), PUBLIC, merge=REVIEW, required=True),
        Field("household", RecordLink, Label("户", "household"), PERSONAL, merge=REVIEW, required=True),
        Field(
            "subject", RecordLink, Label("抽查事项", "subject"), PERSONAL, note="The identification or exit checked."
        ),
        Field("drawn_on", CalendarDate, Label("抽取日期", "drawn on"), PUBLIC),
        Field("checker", Identifier, Label("核查人", "who visits"), PERSONAL),
        Field("blind", YesNo, Label("盲查", "blind"), PUBLIC, note="The checker did not see the earlier answers."),
        Field("visit", RecordLink, Label("复核走访", "second visit"), PERSONAL),
        Field("agreement", Share, Label("一致率", "share of equal answers"), PUBLIC, merge=REVIEW),
        Field(
            "status",
            Annotated[CheckStatus, Reasoned("differs", "replaced")],
            Label("抽查状态", "status"),
            PERSONAL,
            merge=REVIEW,
            workflow=SPOT_CHECK_PROCEDURE,
        ),
    ),
    authority=Authority.SERVER_CREATES,
    written_by=frozenset({*_CHECKERS, "server"}),
)


def supervision_state(status: Mapping[str, object] | None) -> str:
    """Return what supervision apps store of a household: a code of `supervision_state`, by its latest spot check."""
    return {"agreed": "2", "differs": "1"}.get(SPOT_CHECK_PROCEDURE.state_of(status) or "", "0")

"""The flag: what the verification engine found odd, and what people decided about it.

The engine writes only `finding`, people write only `decision` and what follows from it, and the state shown is computed
from both: so machine and people never conflict. A flag is a question for a person, never a rejection.
Named by `schemas.naming.flag_id`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, NotRequired

from pydantic import Field as Constraint
from pydantic import with_config
from typing_extensions import TypedDict

from schemas.codes.administration import DECISION_STATE, SEVERITY
from schemas.fields import Authority, Field, Label, MergePolicy, RecordType, Sensitivity
from schemas.values import CalendarDate, Count, Identifier, Instant, LongText, Uuid, Year, YesNo
from schemas.workflow import StateMachine, Step

PUBLIC, PERSONAL, INCOME = Sensitivity.PUBLIC, Sensitivity.PERSONAL, Sensitivity.INCOME


@with_config(extra="allow")
class Finding(TypedDict):
    """What the engine found when it last looked."""

    present: Annotated[YesNo, Label("仍存在", "still present")]
    evidence: Annotated[dict[str, Any], Constraint(strict=True), Label("依据", "evidence")]
    evidence_hash: Annotated[Identifier, Label("依据指纹", "hash of the evidence")]
    evaluated_at: Annotated[Instant, Label("核查时间", "evaluated at")]


@with_config(extra="allow")
class Decision(TypedDict):
    """What a person decided, and on which evidence."""

    state: Annotated[str, DECISION_STATE, Label("状态", "state")]
    evidence_hash: Annotated[Identifier, Label("所依据的指纹", "hash of the evidence judged")]
    note: NotRequired[Annotated[LongText | None, Label("说明", "note")]]
    by: NotRequired[Annotated[Identifier | None, Label("办理人", "decided by")]]


_ANY_DECISION = tuple(DECISION_STATE.codes)

REVIEWERS: Final = ("township", "county_office", "city_office")
"""Who assigns and decides; inspectors find problems of their own and leave the flags to the offices."""

FLAG_DECISION = StateMachine(
    # New evidence re-opens a flag whatever was decided on the old, so it can be assigned from every state.
    Step((None, *_ANY_DECISION), ("assigned",), (*REVIEWERS, "server")),
    Step(("assigned", "revisit"), ("explained", "corrected"), ("collector", "township")),
    Step(("assigned",), ("disputed",), ("collector", "township")),
    Step(("assigned", "disputed", "expired"), ("revisit",), REVIEWERS),
    Step(("explained", "disputed"), ("accepted", "false_positive", "returned"), REVIEWERS, four_eyes=True),
    Step(("revisit", "disputed"), ("confirmed_problem",), REVIEWERS, four_eyes=True),
    Step(("assigned", "revisit", "returned", "disputed"), ("expired",), ("server",)),
)


def flag_state(finding: Mapping[str, object] | None, decision: Mapping[str, object] | None) -> str:
    """Return the state of a flag as shown: a code of the list `flag_state`.

    `resolved_auto` where nothing is found any more; `open` where nobody decided on the present evidence; otherwise what
    was decided.
    """
    if finding is None or not finding["present"]:
        return "resolved_auto"
    if decision is None or decision["evidence_hash"] != finding["evidence_hash"]:
        return "open"
    return str(decision["state"])


FLAG = RecordType(
    "flag",
    Label("疑点", "flag"),
    "What is odd about a household's income, and what was decided about it.",
    (
        Field("rule", Identifier, Label("规则", "rule"), PUBLIC, required=True, machine=True),
        Field("rule_version", Count, Label("规则版本", "version of the rule"), PUBLIC, required=True, machine=True),
        Field(
            "subjects",
            Annotated[list[Uuid], Constraint(strict=True, min_length=1, max_length=1000)],
            Label("对象", "subjects"),
            PERSONAL,
            required=True,
            machine=True,
            note="The records that the rule asks about.",
        ),
        Field("period", Year, Label("年度", "year"), PUBLIC, machine=True, note="Null where the rule knows no year."),
        Field("severity", Annotated[str, SEVERITY], Label("级别", "severity"), PUBLIC, required=True, machine=True),
        Field("finding", Finding, Label("核查发现", "finding"), INCOME, required=True, machine=True),
        Field(
            "decision",
            Decision,
            Label("处理结果", "decision"),
            PERSONAL,
            merge=MergePolicy.REVIEW,
            workflow=FLAG_DECISION,
        ),
        Field("assigned_to", Identifier, Label("交办对象", "assigned to"), PERSONAL, note="A user."),
        Field("deadline", CalendarDate, Label("办理期限", "deadline"), PUBLIC),
    ),
    authority=Authority.SERVER_CREATES,
    written_by=frozenset({*REVIEWERS, "server"}),
)

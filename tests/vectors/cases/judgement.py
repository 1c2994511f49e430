"""Revisions with what a home says of them."""

from collections.abc import Iterable
from typing import Any

from schemas import REGISTRY
from sync import merge
from sync.history import ancestors
from sync.judgement import judge
from sync.revision import RecordKey, Revision
from tests.replicas import NOW, revise, uuid

FLAG = RecordKey("flag", uuid(3))
FOUND = {"present": True, "evidence": {}, "evidence_hash": "e1", "evaluated_at": NOW}


def cases() -> list[dict[str, Any]]:
    """Return revisions with what a home says of them."""
    raised = revise({"finding": FOUND}, key=FLAG, actor="city", device="city")

    def decide(state: str | None, *parents: Revision, deleted: bool | None = None) -> Revision:
        decision = None if state is None else {"state": state, "evidence_hash": "e1"}
        return revise({"decision": decision}, parents, key=FLAG, deleted=deleted)

    assigned = decide("assigned", raised)
    explained, disputed, revisit = (decide(state, assigned) for state in ("explained", "disputed", "revisit"))
    flag = [raised, assigned]
    collector, township, supervisor = ["collector", "team_member"], ["township"], ["supervisor", "county_office"]
    inspector, machine = ["supervisor", "inspector"], ["server"]
    cases: list[tuple[str, Revision, list[Revision], list[str], int]] = [
        ("nothing to object to", revise({"hamlet": "东", "phone": "13912345678"}), [], collector, NOW),
        ("a telephone number of nine digits", revise({"hamlet": "东", "phone": "139123456"}), [], collector, NOW),
        ("null clears, but not what is required", revise({"hamlet": None, "household_no": None}), [], collector, NOW),
        ("a code that is not in its list", revise({"poverty_status": "7"}), [], collector, NOW),
        ("a field that this version does not know", revise({"newer": [1]}), [], collector, NOW),
        ("a type that it does not know", revise({"hamlet": 5}, key=RecordKey("newer", uuid(4))), [], collector, NOW),
        ("a clock five minutes ahead", revise({"hamlet": "东"}, time=NOW + 300_000), [], collector, NOW),
        ("a clock a little more ahead", revise({"hamlet": "东"}, time=NOW + 300_001), [], collector, NOW),
        ("a clock that lags", revise({"hamlet": "东"}, time=0), [], collector, NOW),
        ("deleted by one who may", revise({}, deleted=True), [], collector, NOW),
        ("deleted by one who may not", revise({"hamlet": "东"}, deleted=True), [], supervisor, NOW),
        ("revived by nobody", revise({"hamlet": "东"}, deleted=False), [], [], NOW),
        ("a step that is allowed", explained, flag, collector, NOW),
        ("a step that skips one", decide("accepted", assigned), flag, township, NOW),
        ("a step of another role", decide("accepted", explained), [*flag, explained], collector, NOW),
        ("from the state at its own parents", decide("explained", raised), flag, collector, NOW),
        (
            "from two states, both of which allow it",
            decide("accepted", explained, disputed),
            [*flag, explained, disputed],
            township,
            NOW,
        ),
        (
            "from two states, one of which does not",
            decide("confirmed_problem", explained, disputed),
            [*flag, explained, disputed],
            township,
            NOW,
        ),
        ("to one of two states", decide("explained", explained, revisit), [*flag, explained, revisit], collector, NOW),
        (
            "to one of two states by one who may not write it",
            decide("explained", explained, revisit),
            [*flag, explained, revisit],
            supervisor,
            NOW,
        ),
        ("nobody moves it back to nothing", decide(None, assigned), flag, township, NOW),
        ("a state that there is not, and a deletion", decide("finished", assigned, deleted=True), flag, township, NOW),
        (
            "what the machine finds, from a person",
            revise({"finding": FOUND}, [assigned], key=FLAG),
            flag,
            township,
            NOW,
        ),
        (
            "what the machine finds, from the machine",
            revise({"finding": FOUND}, [assigned], key=FLAG),
            flag,
            machine,
            NOW,
        ),
        ("surveyed by one who only inspects", revise({"hamlet": "东"}), [], inspector, NOW),
        ("an answer by one who only inspects", explained, flag, inspector, NOW),
    ]
    return [
        {
            "what": what,
            "revision": one.body.decode(),
            "history": [each.body.decode() for each in history],
            "who": who,
            "arrival": arrival,
            "verdict": _verdict(one, history, who, arrival),
        }
        for what, one, history, who, arrival in cases
    ]


def _verdict(one: Revision, history: Iterable[Revision], who: list[str], arrival: int) -> dict[str, Any] | None:
    seen = ancestors(one.parents, {each.id: each for each in history})
    said = judge(REGISTRY, one, lambda: merge.materialise(seen.values(), {}), who, arrival)
    return None if said is None else {"void": dict(sorted(said.void.items())), "cap": said.cap}

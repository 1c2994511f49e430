"""Histories with the state that follows from them."""

from collections.abc import Iterable
from typing import Any

import msgspec

from sync import merge, verdict
from sync.revision import Revision
from sync.verdict import Verdict
from tests.replicas import NOW, revise


def cases() -> list[dict[str, Any]]:
    """Return histories with the state that follows from them."""
    root = revise({"household_no": "1", "hamlet": "东"})
    left = revise({"hamlet": "西"}, [root], time=NOW + 2)
    right = revise({"hamlet": "南"}, [root], time=NOW + 1, actor="bob", device="second")
    deletes = revise({}, [root], deleted=True, time=NOW + 3)
    revives = revise({}, [root], deleted=False, time=NOW + 4, actor="bob")
    ahead = revise({"hamlet": "北", "phone": "1"}, [root], time=NOW + 10**9)
    tie = [revise({"newer": value}, [root], actor="bob") for value in (1, True, "1", None)]
    items = [revise({f"photos/{name}": {"kind": "house"}}, [root], actor=name) for name in ("a", "b")]
    cases: list[tuple[str, list[Revision], list[Verdict]]] = [
        ("nothing", [], []),
        ("one revision", [root], []),
        (
            "a write that has seen the other replaces it, whatever the clocks say",
            [root, revise({"hamlet": "西"}, [root], time=5)],
            [],
        ),
        ("writes that have not seen each other", [root, left, right], []),
        ("settled by one that has seen both", [root, left, right, revise({"hamlet": "南"}, [left, right])], []),
        ("equal values are no conflict", [root, left, revise({"hamlet": "西"}, [root], actor="bob")], []),
        ("unlike types are unlike values; ties go by id", [root, *tie], []),
        ("items of a collection are fields of their own", [root, *items], []),
        ("two roots", [root, revise({"household_no": "2"}, actor="bob")], []),
        ("deleted", [root, deletes], []),
        ("edited by one who had seen the deletion", [root, deletes, revise({"hamlet": "西"}, [deletes])], []),
        ("edited by one who had not", [root, deletes, right], []),
        (
            "and deleted again by one who had seen the edit",
            [root, deletes, right, revise({}, [deletes, right], deleted=True)],
            [],
        ),
        ("an empty merge settles nothing", [root, deletes, right, revise({}, [deletes, right])], []),
        ("deleted and revived", [root, deletes, revives], []),
        ("a void deletion", [root, deletes, right], [Verdict(deletes.id, {"@deleted": "role"})]),
        ("a void field and a cap", [root, ahead, right], [Verdict(ahead.id, {"phone": "bad_format"}, NOW)]),
        (
            "verdicts are joined: all that any voids, the lowest cap",
            [root, ahead],
            [
                Verdict(ahead.id, {"phone": "x"}, NOW + 7),
                Verdict(ahead.id, {"hamlet": "x"}, NOW + 5),
                Verdict(ahead.id),
            ],
        ),
        (
            "a void write has still been seen",
            [root, left, revise({"hamlet": "中"}, [left])],
            [Verdict(left.id, {"hamlet": "x"})],
        ),
        ("a redaction voids all", [root, left], [Verdict(root.id, redacts=True)]),
    ]
    return [
        {
            "what": what,
            "revisions": [one.body.decode() for one in history],
            "verdicts": [msgspec.to_builtins(one) for one in said],
            **_state(history, said),
        }
        for what, history, said in cases
    ]


def _state(history: Iterable[Revision], said: Iterable[Verdict]) -> dict[str, Any]:
    by_revision: dict[str, list[Verdict]] = {}
    for one in said:
        by_revision.setdefault(one.revision, []).append(one)
    state = merge.materialise(history, {one: verdict.join(found) for one, found in by_revision.items()})
    return {
        "heads": list(state.heads),
        "candidates": {
            field: [[one.time, one.revision, one.value] for one in found]
            for field, found in sorted(state.candidates.items())
        },
        "stray": state.stray,
        "deleted": state.deleted,
        "shown": dict(sorted(state.values().items())),
        "differ": state.conflicts(lambda _: True),
    }

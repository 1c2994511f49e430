"""Judgement: what a home says of each revision is what docs/protocol.md gives, in whatever order they arrived."""

import random
from collections.abc import Collection, Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from schemas import REGISTRY
from schemas.codes.administration import DECISION_STATE
from sync.directory import MACHINE
from sync.intake.touched import TouchedRecords
from sync.revision import RecordKey, Revision
from sync.seal import seal
from sync.verdict import Verdict
from tests.property import reference
from tests.property.test_intake import batches
from tests.replicas import CITY, NOW, TOWNSHIP, VILLAGE, People, Server, key_of, revise, uuid

WHO = {
    "anna": ["collector", "team_member"],
    "tang": ["township"],
    "sun": ["supervisor", "city_office"],
    "xu": ["supervisor", "inspector"],
}
DEVICES = {"anna": "tablet", "tang": "office", "sun": "county", "xu": "county"}
FLAG = RecordKey("flag", uuid(3))

PEOPLE = People()
PEOPLE.server("township", TOWNSHIP)
PEOPLE.home("township", TOWNSHIP)
PEOPLE.assign("anna", VILLAGE, "collector")
PEOPLE.assign("tang", TOWNSHIP, "township")
PEOPLE.assign("sun", CITY, "supervisor")
PEOPLE.tablet("tablet", ["anna"])
PEOPLE.tablet("office", ["tang"])
PEOPLE.assign("xu", CITY, "supervisor", grants=["inspector"])
PEOPLE.tablet("county", ["sun", "xu"], CITY)

FOUND = {"present": True, "evidence": {}, "evidence_hash": "e", "evaluated_at": NOW}
STATES = st.sampled_from((None, "no such state", *DECISION_STATE.codes))


def _decision(state: str | None) -> dict[str, Any] | None:
    return None if state is None else {"state": state, "evidence_hash": "e"}


SETS: st.SearchStrategy[Mapping[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "decision": STATES.map(_decision),
        "finding": st.just(FOUND),
        "deadline": st.sampled_from(("2018-11-01", "2018-02-30", None)),
        "newer": st.integers(0, 1),
    },
)


@st.composite
def flags(draw: DrawFn) -> list[Revision]:
    """Draw a flag that the machine has raised, and what people on several devices did with it."""
    root = revise({"finding": FOUND}, key=FLAG, actor="township", device="township")
    history = [root]
    for _ in range(draw(st.integers(1, 6))):
        actor = draw(st.sampled_from(sorted(WHO)))
        latest = [one for one in history if not any(one.id in other.parents for other in history)]
        some = st.lists(st.sampled_from(history), min_size=1, max_size=2, unique_by=lambda one: one.id)
        one = revise(
            draw(SETS),
            draw(st.just(latest) | some),
            key=FLAG,
            actor=actor,
            device=DEVICES[actor],
            time=NOW + draw(st.sampled_from((0, 300_000, 300_001))),
            deleted=draw(st.sampled_from((None, None, True))),
        )
        if one.id not in {other.id for other in history}:
            history.append(one)
    return history


class Objecting:
    """House rules that object to some fields of some revisions, and look at what they are shown."""

    def __init__(self, objections: Mapping[str, Mapping[str, str]]) -> None:
        self.against = objections

    def objections(self, revision: Revision, who: Collection[str], records: TouchedRecords) -> Mapping[str, str]:
        assert set(who) == set(WHO.get(revision.actor, [MACHINE]))
        seen = {one.id for one in records.history(revision.key)}
        assert seen >= set(revision.parents)
        assert set(records.standing(revision.key).heads) <= seen
        return self.against.get(revision.id, {})


@st.composite
def objected(draw: DrawFn) -> tuple[list[Revision], dict[str, dict[str, str]]]:
    """Draw a flag's history, and what the house rules object to in it."""
    history = draw(flags())
    objections: dict[str, dict[str, str]] = {}
    for one in history[1:]:
        fields = [*one.set, *(["@deleted"] if one.deleted is not None else [])]
        if fields:
            objections[one.id] = dict.fromkeys(draw(st.lists(st.sampled_from(fields), unique=True)), "own_work")
    return history, objections


@given(objected(), st.randoms(use_true_random=False))
def test_a_home_judges_as_the_protocol_says(
    drawn: tuple[list[Revision], dict[str, dict[str, str]]], chance: random.Random
):
    history, objections = drawn
    server = Server("township", PEOPLE.directory, Objecting(objections))
    seals = [
        seal(key_of(device), VILLAGE, [one.id for one in history if one.device == device], NOW)
        for device in {one.device for one in history}
    ]
    for group in batches(history, chance):
        server.take(group, *seals)
    done = server.take(history, *seals)
    verdicts: dict[str, list[Verdict]] = {}
    for one in history[1:]:
        against = objections.get(one.id, {})
        void, cap = reference.judge(
            REGISTRY, one, history, verdicts, who=WHO[one.actor], arrival=NOW, objections=against
        )
        assert (done.outcomes[one.id].void, done.outcomes[one.id].cap) == (void, cap)
        verdicts[one.id] = [Verdict(one.id, void, cap)]
    expected = reference.materialise(history, verdicts)
    state = server.state(key=FLAG)
    assert {field: [tuple(one) for one in found] for field, found in state.candidates.items()} == expected.candidates
    assert len({row.id for row in server.rows()}) == len(server.rows())

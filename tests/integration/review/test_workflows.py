"""Every workflow of every record type, walked on a real server: what its machine allows passes, and nothing else.

Each step is taken by somebody who may take it; every other record takes its last step on a tablet, where that has such
a person. The confirmation of a year and the amendment have conditions besides; their tests walk them.
"""

from collections import deque
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

import pytest

from schemas import REGISTRY
from schemas.capacity import ACTIVE, Grant, capacities
from schemas.fields import Authority
from schemas.workflow import StateMachine
from server.identity.assignments import assign
from server.review.transitions import Trial, workflows
from server.services import Services
from sync.authoring import Draft, Rejected
from sync.directory import MACHINE
from sync.revision import RecordKey
from tests.integration.review.scene import CITY, COUNTY, TOWNSHIP, VILLAGE, Scene
from tests.integration.verification.village import Clock, Tablet

FOUND = {"present": True, "evidence": {}, "evidence_hash": "e1", "evaluated_at": 0}
ON_THE_TABLET = ("first_secretary", "team_member", "village_group", "village_head", "township")

Pair = tuple[str | None, str]


class Walked(NamedTuple):
    """A workflow field of a record type."""

    type: str
    field: str
    machine: StateMachine

    def pairs(self) -> list[Pair]:
        """Return the steps, whoever takes them."""
        return sorted({(source, target) for _, source, target in self.machine.transitions}, key=str)


MACHINES = [
    Walked(of.name, field.name, field.workflow)
    for of in REGISTRY.types
    for field in of.fields
    if field.workflow is not None and of.name not in {"household_year", "amendment"}
]


@cache
def people() -> dict[str, tuple[str, str, tuple[str, ...]]]:
    """Return three people of each finer role, and two of the sync roles without grants: role, area, grants."""
    areas = {"collector": VILLAGE, "township": TOWNSHIP, "supervisor": COUNTY, "admin": CITY}
    role_of = {grant: role for role, grants in ACTIVE.items() for grant in grants}
    found: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for grant in get_args(Grant):
        role = role_of.get(grant, "supervisor")
        area = CITY if grant == "city_office" else areas[role]
        found |= {f"{grant}-{number}": (role, area, (grant,)) for number in range(3)}
    return found


def who(actor: str) -> frozenset[str]:
    role, area, grants = people()[actor]
    return frozenset(capacities(role, grants, area))


class Walk:
    """The server with all these people, and a tablet of those of the village and township."""

    def __init__(self, services: Services, clock: Clock) -> None:
        self.scene = Scene(services, clock)
        for actor, (role, area, grants) in people().items():
            with self.scene.replica.begin() as (tx, node):
                assign(tx, node, actor, role=role, area=area, grants=grants, record=self.scene.new_id(), now=clock())
        self.on_tablet = [one for one in people() if one.rpartition("-")[0] in ON_THE_TABLET]
        self.tablet = Tablet(self.scene, "tablet", self.on_tablet)

    def step(self, record: "Walking", target: str, *, by_tablet: bool = False) -> None:
        """Let somebody take a step that is theirs: one who had no hand in the record, as far as there is one."""
        self.scene.clock.now += 1000
        draft = Draft(VILLAGE, record.key, record.value(target), "desk_edit")
        able = [one for one in people() if record.expected(one, target) is None]
        actors = sorted(able, key=lambda one: one in record.wrote)
        if by_tablet and (carried := [one for one in actors if one in self.on_tablet]):
            self.tablet.deliver()
            (written,) = self.tablet.write(carried[0], draft)
            assert self.tablet.deliver()[written.id].void == {}
            record.went(carried[0], target)
        elif actors:
            self.scene.write(draft, actor=actors[0])
            record.went(actors[0], target)
        else:
            assert record.walked.machine.allowed({MACHINE}, record.state, target)
            self.scene.write(draft, actor=self.scene.device)
            record.went(None, target)

    def start(self, walked: Walked) -> "Walking":
        record = Walking(walked, RecordKey(walked.type, self.scene.new_id()))
        if REGISTRY.authority(walked.type) is Authority.SERVER_CREATES:
            values = {"finding": FOUND} if walked.type == "flag" else {}
            self.scene.write(Draft(VILLAGE, record.key, values, "verification"), actor=self.scene.device)
        return record

    def void(self, record: "Walking", actor: str, target: str) -> str | None:
        """Return the code by which a step is void at a desk; nothing is written."""
        draft = Draft(VILLAGE, record.key, record.value(target), "desk_edit")
        with pytest.raises(Rejected) as rejected:
            self.scene.write(draft, actor=actor)
        return rejected.value.void.get(record.walked.field)


class Walking:
    """A record on its way, and who wrote which of its states."""

    def __init__(self, walked: Walked, key: RecordKey) -> None:
        self.walked = walked
        self.key = key
        self.state: str | None = None
        self.wrote: dict[str, set[str]] = {}

    def went(self, actor: str | None, target: str) -> None:
        self.state = target
        if actor is not None:
            self.wrote.setdefault(actor, set()).add(target)

    def value(self, target: str) -> dict[str, Any]:
        return {self.walked.field: {"state": target, "note": "事由", **self.basis()}}

    def basis(self) -> dict[str, str]:
        return {"evidence_hash": "e1"} if self.walked.type == "flag" else {}

    def expected(self, actor: str, target: str) -> str | None:
        machine = self.walked.machine
        if not machine.allowed(who(actor), self.state, target):
            return "transition"
        return "own_work" if self.wrote.get(actor, set()) & machine.judges(target) else None


def paths(walked: Walked) -> dict[str | None, tuple[str, ...]]:
    """Return the shortest way from nothing to each state."""
    found: dict[str | None, tuple[str, ...]] = {None: ()}
    todo: deque[str | None] = deque([None])
    while todo:
        source = todo.popleft()
        for origin, target in walked.pairs():
            if origin == source and target not in found:
                found[target] = (*found[source], target)
                todo.append(target)
    return found


def records(walk: Walk, walked: Walked) -> Iterator[tuple[Walking, list[str]]]:
    """Walk a record to each state, and yield it with the states that follow."""
    for state, path in paths(walked).items():
        following = [target for source, target in walked.pairs() if source == state]
        record = walk.start(walked)
        for target in path:
            walk.step(record, target)
        yield record, following


@pytest.fixture
def walk(services: Services, clock: Clock) -> Walk:
    return Walk(services, clock)


@pytest.mark.parametrize("walked", MACHINES, ids=lambda walked: walked.type)
def test_every_step_passes_for_whom_it_is(walk: Walk, walked: Walked):
    for number, (source, target) in enumerate(walked.pairs()):
        record = walk.start(walked)
        for before in paths(walked)[source]:
            walk.step(record, before)
        walk.step(record, target, by_tablet=number % 2 == 0)
        with walk.scene.replica.reading() as (tx, _):
            state = tx.state(VILLAGE, record.key)
        assert state is not None
        assert state.value(walked.field)["state"] == target


@pytest.mark.parametrize("walked", MACHINES, ids=lambda walked: walked.type)
def test_everybody_is_told_what_passes_and_nothing_else_does(walk: Walk, walked: Walked):
    fresh = [one for one in people() if one.endswith("-2")]
    for record, following in records(walk, walked):
        for actor in [*fresh, *record.wrote]:
            with walk.scene.replica.reading() as (tx, node):
                trial = Trial(actor, VILLAGE, record.key, walk.scene.clock())
                (told,) = [one for one in workflows(tx, node, trial) if one.field.name == walked.field]
            assert [one.state for one in told.targets] == sorted(following)
            assert {one.state: one.objection for one in told.targets} == {
                target: record.expected(actor, target) for target in following
            }
        refused = next((t for t in following if record.expected(fresh[-1], t)), None)
        if refused is not None:
            assert walk.void(record, fresh[-1], refused) == record.expected(fresh[-1], refused)

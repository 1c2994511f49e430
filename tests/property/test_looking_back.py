"""The state of a moment is that of what had entered by then; a difference leads from one version to the other."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from sqlalchemy import delete

from server.reading import difference, past
from server.reading.difference import Change, Path
from server.store.engine import open_engine
from server.store.inserting import insert
from server.store.log import LogStore
from server.store.migrate import upgrade
from server.store.tables.log import LOG
from sync import canonical, merge, verdict
from sync.canonical import Json
from sync.history import ancestors
from sync.revision import Revision
from sync.seal import Seal, seal
from tests.integration.store.scene import rows_of
from tests.property.histories import histories
from tests.replicas import HOUSEHOLD, NOW, VILLAGE, key_of

JUDGE = "city"

scalars = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "甲"])
lines = st.lists(st.dictionaries(st.sampled_from("abc"), scalars, max_size=3), max_size=5)
inner = scalars | lines | st.dictionaries(st.sampled_from("xy"), scalars)
maps = st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
values = st.dictionaries(st.sampled_from("fgh"), scalars | lines | maps | st.lists(scalars, max_size=3))


class Stream(NamedTuple):
    """Revisions and verdicts in the order of a stream: when each arrived, and the seal of who judged it, if any."""

    revisions: list[Revision]
    arrivals: list[int]
    seals: list[Seal | None]

    def entered(self) -> list[int]:
        """Return when each entered: on arrival, or when this server judged it."""
        return [
            max(arrival, sealed.time) if sealed is not None and sealed.by == JUDGE else arrival
            for arrival, sealed in zip(self.arrivals, self.seals, strict=True)
        ]


@st.composite
def streams(draw: DrawFn) -> Stream:
    history = draw(histories())
    written = {one.id: one for one in (*history.written(), *history.revisions)}
    moments = st.integers(NOW, NOW + 5)
    seals = [
        draw(
            st.none()
            | st.builds(
                seal, st.sampled_from([key_of(JUDGE), key_of("other")]), st.just(VILLAGE), st.just([one]), moments
            )
        )
        for one in written
    ]
    return Stream(list(written.values()), [draw(moments) for _ in written], seals)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogStore]:
    file = tmp_path_factory.mktemp("past") / "log.db"
    engine = open_engine(f"sqlite:///{file}")
    upgrade(engine)
    yield LogStore(engine)
    engine.dispose()


@given(streams(), st.integers(NOW - 1, NOW + 6))
def test_the_state_of_a_moment_is_that_of_what_had_entered_by_then(store: LogStore, stream: Stream, at: int):
    with store.begin() as tx:
        tx.connection.execute(delete(LOG))
        rows = [
            msgspec.structs.replace(row, arrival=arrival, judge_seal=None if sealed is None else sealed.id)
            for row, arrival, sealed in zip(rows_of(stream.revisions), stream.arrivals, stream.seals, strict=True)
        ]
        tx.save_seals(one for one in stream.seals if one is not None)
        insert(
            tx.connection,
            LOG,
            [{"township": VILLAGE[:9], "area": VILLAGE} | msgspec.structs.asdict(row) for row in rows],
        )
        found = past.load_one(tx, VILLAGE, HOUSEHOLD, judge=JUDGE, at=at)
    there = [one for one, entered in zip(stream.revisions, stream.entered(), strict=True) if entered <= at]
    verdicts: dict[str, verdict.Joined] = {}
    for said in (verdict.read(one) for one in there if one.type == verdict.TYPE):
        verdicts[said.revision] = verdicts.get(said.revision, verdict.NONE).with_(said)
    expected = [one for one in there if one.key == HOUSEHOLD]
    assert (found is None) == (not expected)
    if found is not None:
        assert merge.encode(found.state()) == merge.encode(merge.materialise(expected, verdicts))
        for version in expected:
            seen = ancestors([version.id], {one.id: one for one in expected})
            assert found.state_at(version.id) == merge.materialise(seen.values(), verdicts)


@given(values, values)
def test_a_difference_applied_to_the_one_gives_the_other(before: Mapping[str, Any], after: Mapping[str, Any]):
    changes = difference.changes(before, after)
    assert alike(apply(before, changes), after)
    for change in changes:
        if change.parts:
            assert alike(apply_parts(change), change.after)


@given(values)
def test_nothing_differs_from_itself(given_values: Mapping[str, Any]):
    assert difference.changes(given_values, copy.deepcopy(given_values)) == ()


def apply(before: Mapping[str, Any], changes: Sequence[Change]) -> dict[str, Any]:
    assert all(alike(before.get(change.field), change.before) for change in changes)
    return {**before, **{change.field: change.after for change in changes}}


def apply_parts(change: Change) -> Json:
    """Take away and put in whole lines first, which moves the others; then set what is within them."""
    value = copy.deepcopy(change.before)
    for path in sorted((one.was_at for one in change.parts if one.at is None), key=order, reverse=True):
        del reach(value, path[:-1])[int(path[-1])]
    for one in sorted((one for one in change.parts if one.was_at is None), key=lambda one: order(one.at)):
        value = inserted(value, one.at, one.after)
    for one in change.parts:
        if one.at is not None and one.was_at is not None:
            value = put(value, one.at, one.after)
    return value


def order(path: Path) -> tuple[Path, int]:
    return path[:-1], int(path[-1])


def reach(value: Json, path: Path) -> Json:
    for step in path:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def inserted(value: Json, path: Path, line: Json) -> Json:
    if len(path) == 1:
        value = value or []
        value.insert(int(path[0]), line)
    elif isinstance(value, list):
        value[int(path[0])] = inserted(value[int(path[0])], path[1:], line)
    else:
        value = value or {}
        value[path[0]] = inserted(value.get(path[0]), path[1:], line)
    return value


def put(value: Json, path: Path, new: Json) -> Json:
    if not path:
        return new
    if isinstance(value, list):
        value[int(path[0])] = put(value[int(path[0])], path[1:], new)
    else:
        value = value or {}
        value[path[0]] = put(value.get(path[0]), path[1:], new)
    return value


def alike(one: Json, other: Json) -> bool:
    return canonical.encode(bare(one)) == canonical.encode(bare(other))


def bare(value: Json) -> Json:
    """Leave out of maps what has no value: never written and cleared are the same here."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if one is not None and bare(one) is not None}
    return [bare(one) for one in value] if isinstance(value, list) else value

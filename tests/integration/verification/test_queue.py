"""The outbox of touched households, and the index of what belongs to one."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from server.services import Services
from server.store import household_index, queue
from server.store.queue import Entry
from sync.revision import RecordKey

AREA, NEXT_AREA, OTHER_TOWNSHIP = "410822104203", "410822104205", "410822105201"
NOW = 1_540_000_000_000


@pytest.fixture
def connection(services: Services) -> Iterator[Connection]:
    with services.engine.begin() as opened:
        yield opened


def household(number: int) -> str:
    return f"01665100-0000-7000-8000-{number:012d}"


def pending(connection: Connection, after: Entry | None = None, now: int = NOW) -> list[tuple[str, str]]:
    return [(one.area, one.household) for one in queue.pending(connection, now, 100, after)]


def only(connection: Connection) -> Entry:
    (entry,) = queue.pending(connection, NOW, 100)
    return entry


class TestQueue:
    def test_a_household_stands_in_it_once(self, connection: Connection):
        queue.enqueue(connection, AREA, [household(1), household(2)])
        queue.enqueue(connection, AREA, [household(1)])
        assert pending(connection) == [(AREA, household(1)), (AREA, household(2))]

    def test_the_same_uuid_in_two_areas_is_two_households(self, connection: Connection):
        queue.enqueue(connection, OTHER_TOWNSHIP, [household(1)])
        queue.enqueue(connection, AREA, [household(1)])
        assert pending(connection) == [(AREA, household(1)), (OTHER_TOWNSHIP, household(1))]

    def test_it_is_gone_through_area_by_area(self, connection: Connection):
        for area in (OTHER_TOWNSHIP, NEXT_AREA, AREA):
            queue.enqueue(connection, area, [household(2), household(1)])
        first = queue.pending(connection, NOW, 3)
        assert [(one.area, one.household) for one in first] == [
            (AREA, household(1)),
            (AREA, household(2)),
            (NEXT_AREA, household(1)),
        ]
        assert pending(connection, after=first[-1]) == [
            (NEXT_AREA, household(2)),
            (OTHER_TOWNSHIP, household(1)),
            (OTHER_TOWNSHIP, household(2)),
        ]

    def test_what_is_settled_is_gone(self, connection: Connection):
        queue.enqueue(connection, AREA, [household(1), household(2)])
        first, _ = queue.pending(connection, NOW, 100)
        assert queue.settle(connection, AREA, [first]) == {household(1)}
        assert pending(connection) == [(AREA, household(2))]

    def test_what_was_touched_since_it_was_read_stays(self, connection: Connection):
        queue.enqueue(connection, AREA, [household(1), household(2)])
        entries = queue.pending(connection, NOW, 100)
        queue.enqueue(connection, AREA, [household(1)])
        assert queue.settle(connection, AREA, entries) == {household(2)}
        assert pending(connection) == [(AREA, household(1))]

    def test_what_was_settled_and_touched_again_is_not_settled_by_who_read_it_before(self, connection: Connection):
        queue.enqueue(connection, AREA, [household(1)])
        slow = only(connection)
        queue.settle(connection, AREA, [slow])
        queue.enqueue(connection, AREA, [household(1)])
        assert queue.settle(connection, AREA, [slow]) == frozenset()
        assert pending(connection) == [(AREA, household(1))]

    def test_of_two_workers_one_settles(self, connection: Connection):
        queue.enqueue(connection, AREA, [household(1)])
        entry = only(connection)
        assert queue.settle(connection, AREA, [entry]) == {household(1)}
        assert queue.settle(connection, AREA, [entry]) == frozenset()

    def test_what_is_put_off_waits_until_then(self, connection: Connection):
        queue.enqueue(connection, AREA, [household(1)])
        queue.postpone(connection, AREA, [only(connection)], NOW + 1)
        assert pending(connection) == []
        assert pending(connection, now=NOW + 1) == [(AREA, household(1))]

    def test_a_new_touch_ends_the_wait(self, connection: Connection):
        queue.enqueue(connection, AREA, [household(1)])
        queue.postpone(connection, AREA, [only(connection)], NOW + 1)
        queue.enqueue(connection, AREA, [household(1)])
        assert pending(connection) == [(AREA, household(1))]

    def test_a_household_touched_meanwhile_is_not_put_off(self, connection: Connection):
        queue.enqueue(connection, AREA, [household(1)])
        entry = only(connection)
        queue.enqueue(connection, AREA, [household(1)])
        queue.postpone(connection, AREA, [entry], NOW + 1)
        assert pending(connection) == [(AREA, household(1))]


class TestIndex:
    member, visit = RecordKey("member", household(11)), RecordKey("visit", household(12))

    def test_finds_the_records_of_a_household_by_type(self, connection: Connection):
        household_index.link(connection, AREA, {self.member: household(1), self.visit: household(1)})
        assert household_index.records(connection, AREA, [household(1)], ["member"]) == [self.member]
        assert household_index.records(connection, AREA, [household(2)], ["member"]) == []
        assert household_index.records(connection, NEXT_AREA, [household(1)], ["member"]) == []

    def test_names_the_household_that_lost_a_record(self, connection: Connection):
        assert household_index.link(connection, AREA, {self.member: household(1)}) == frozenset()
        assert household_index.link(connection, AREA, {self.member: household(1)}) == frozenset()
        assert household_index.link(connection, AREA, {self.member: household(2)}) == {household(1)}
        assert household_index.records(connection, AREA, [household(1)], ["member"]) == []
        assert household_index.records(connection, AREA, [household(2)], ["member"]) == [self.member]

    def test_finds_flags_about_a_household_and_about_what_belongs_to_it(self, connection: Connection):
        household_index.link(connection, AREA, {self.member: household(1)})
        about = {"flag-1": [household(1)], "flag-2": [self.member.record], "flag-3": [household(2)]}
        household_index.link_flags(connection, AREA, about)
        household_index.link_flags(connection, AREA, about)
        assert household_index.flags(connection, AREA, [household(1)]) == {"flag-1", "flag-2"}
        assert household_index.flags(connection, NEXT_AREA, [household(1)]) == frozenset()

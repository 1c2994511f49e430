"""The outbox of touched households: who is to be verified, written in the transaction that touched them.

A household is in it once, however often it was touched. Each touch gives its entry a new mark, and `settle` removes an
entry only under the mark that was read: one that was touched meanwhile stays, whoever verified it. So nobody claims an
entry, nothing is lost when a worker dies, and of two workers with the same entry only one settles it. A mark is a
UUIDv7: it says when the household was touched.
"""

from collections.abc import Collection
from typing import NamedTuple

import uuid_utils
from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, select, tuple_, update

from schemas.area import township_of
from server.store.among import among
from server.store.inserting import upsert
from server.store.reading import of_area
from server.store.tables.verification import TOUCHED_HOUSEHOLD as QUEUE

_MARK_LENGTH = 36

_PLACE = (QUEUE.c.township, QUEUE.c.area, QUEUE.c.household)


class Entry(NamedTuple):
    """One household of the queue, as it was when it was read."""

    area: str
    household: str
    mark: str

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands in the queue's order, which is that of areas."""
        return township_of(self.area), self.area, self.household


def enqueue(connection: Connection, area: str, households: Collection[str]) -> None:
    """Note in this transaction that these households of an area were touched; they are due at once."""
    mark = str(uuid_utils.uuid7())
    township = township_of(area)
    upsert(
        connection,
        QUEUE,
        [
            {"township": township, "area": area, "household": one, "not_before": 0, "mark": mark}
            for one in sorted(households)  # in one order, so that no two writers wait for each other
        ],
    )


def pending(connection: Connection, now: int, limit: int, after: Entry | None = None) -> list[Entry]:
    """Return at most `limit` entries that are due at `now` (unix ms), in the queue's order, from behind `after` on.

    Going on from where one was, instead of always from the start, no area waits behind one that is touched all day.
    """
    due = select(QUEUE.c.area, QUEUE.c.household, QUEUE.c.mark).where(QUEUE.c.not_before <= now)
    if after is not None:
        due = due.where(tuple_(*_PLACE) > tuple_(*after.place))
    return [Entry(*found) for found in connection.execute(due.order_by(*_PLACE).limit(limit))]


class Length(NamedTuple):
    """How long the queue is.

    Attributes:
        due: households that are due.
        postponed: households on which a rule failed, and that are due later.
        oldest: when the longest untouched of those that are due was touched last (unix ms).
    """

    due: int
    postponed: int
    oldest: int | None


def length(connection: Connection, now: int) -> Length:
    """Return how long the queue is at `now` (unix ms)."""
    due = case((QUEUE.c.not_before <= now, 1))
    # A mark of an earlier version, which was shorter, tells no time.
    told = and_(QUEUE.c.not_before <= now, func.length(QUEUE.c.mark) == _MARK_LENGTH)
    counted = select(func.count(due), func.count() - func.count(due), func.min(case((told, QUEUE.c.mark))))
    count, postponed, mark = connection.execute(counted).one()
    return Length(count, postponed, None if mark is None else uuid_utils.UUID(mark).timestamp)


def waits(connection: Connection, area: str, household: str) -> bool:
    """Tell whether a household of an area is still to be verified."""
    found = select(QUEUE.c.mark).where(of_area(QUEUE, area), QUEUE.c.household == household)
    return connection.execute(found).first() is not None


def settle(connection: Connection, area: str, entries: Collection[Entry]) -> frozenset[str]:
    """Remove those of an area's entries that were not touched since they were read, and return their households."""
    settled = delete(QUEUE).where(*_unchanged(area, entries)).returning(QUEUE.c.household)
    return frozenset(connection.execute(settled).scalars())


def postpone(connection: Connection, area: str, entries: Collection[Entry], until: int) -> None:
    """Put off those of an area's entries that were not touched since they were read, `until` then (unix ms)."""
    connection.execute(update(QUEUE).where(*_unchanged(area, entries)).values(not_before=until))


def _unchanged(area: str, entries: Collection[Entry]) -> tuple[ColumnElement[bool], ...]:
    # A mark is given once: an entry that has any of these marks now has the one that was read with it.
    return (
        of_area(QUEUE, area),
        among(QUEUE.c.household, {one.household for one in entries}),
        among(QUEUE.c.mark, {one.mark for one in entries}),
    )

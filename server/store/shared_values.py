"""The index of values that records of several households may have in common, as one person's number has.

By it a change in one household finds the others that it concerns: in the transaction that makes the change.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from schemas.area import township_of
from server.store.among import among
from server.store.inserting import upsert
from server.store.reading import of_area
from server.store.tables.verification import HOUSEHOLD_RECORD, SHARED_VALUE


class Shared(NamedTuple):
    """The value of a record that belongs to a household."""

    household: str
    value: str


def note(connection: Connection, area: str, kind: str, records: Mapping[str, Shared | None]) -> frozenset[str]:
    """Note what these records of an area (by uuid) have now, None for nothing.

    Returns:
        The households of all records that share a value with one that changed, as it was or as it is.
    """
    if not records:
        return frozenset()
    before = _of_records(connection, area, kind, records.keys())
    changed = {record: now for record, now in records.items() if before.get(record) != now}
    if not changed:
        return frozenset()
    place = {"township": township_of(area), "area": area, "kind": kind}
    gone = [record for record, now in changed.items() if now is None]
    if gone:
        connection.execute(
            delete(SHARED_VALUE).where(
                of_area(SHARED_VALUE, area), SHARED_VALUE.c.kind == kind, among(SHARED_VALUE.c.record, gone)
            )
        )
    there = {record: now for record, now in changed.items() if now is not None}
    upsert(
        connection,
        SHARED_VALUE,
        [place | {"record": record} | there[record]._asdict() for record in sorted(there)],
    )
    values = {now.value for now in there.values()} | {before[record].value for record in changed if record in before}
    return _holders(connection, area, kind, values)


def forget(connection: Connection, area: str) -> None:
    """Empty the index of an area, to be made anew in the same transaction."""
    connection.execute(delete(SHARED_VALUE).where(of_area(SHARED_VALUE, area)))


def neighbours(connection: Connection, area: str, kind: str, households: Collection[str]) -> frozenset[str]:
    """Return the households of all records that share a value of this kind with a record of these households."""
    belonging = select(HOUSEHOLD_RECORD.c.record).where(
        of_area(HOUSEHOLD_RECORD, area), among(HOUSEHOLD_RECORD.c.household, households)
    )
    held = select(SHARED_VALUE.c.value).where(
        of_area(SHARED_VALUE, area), SHARED_VALUE.c.kind == kind, SHARED_VALUE.c.record.in_(belonging)
    )
    return _holders(connection, area, kind, connection.execute(held).scalars().all())


def _of_records(connection: Connection, area: str, kind: str, records: Collection[str]) -> dict[str, Shared]:
    table = SHARED_VALUE
    found = select(table.c.record, table.c.household, table.c.value).where(
        of_area(table, area), table.c.kind == kind, among(table.c.record, records)
    )
    return {record: Shared(household, value) for record, household, value in connection.execute(found)}


def _holders(connection: Connection, area: str, kind: str, values: Collection[str]) -> frozenset[str]:
    if not values:
        return frozenset()
    table = SHARED_VALUE
    found = select(table.c.household).where(of_area(table, area), table.c.kind == kind, among(table.c.value, values))
    return frozenset(connection.execute(found).scalars())

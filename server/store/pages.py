"""Pages of lists: some records within an area prefix, in one fixed order, from behind the last page on.

The order is that of areas and, within one, of uuids. It never changes for a record, so that a reader who goes on from
the last key misses nothing that was there, whatever is written meanwhile.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, or_, select, tuple_

from schemas.area import township_of
from server.store import search
from server.store.among import among
from server.store.reading import area_by_area, of_area, within
from server.store.tables.listing import FLAG_ENTRY, HOUSEHOLD_ENTRY, HOUSEHOLD_FLAGS, HOUSEHOLD_YEAR_ENTRY
from server.store.tables.log import RECORD, STREAM
from sync.revision import RecordKey

Terms = Collection[tuple[str, str]]
"""Kinds and beginnings of terms; one of them must fit."""


class Place(NamedTuple):
    """A record in the order of lists."""

    area: str
    record: str


START = Place("", "")
"""Before the first one."""


class HouseholdFilter(NamedTuple):
    """Which households are listed; None for all.

    Attributes:
        flagged: those with a flag of one of these severities that is not settled.
        year: those with a record of that year.
        begins: those that are found by such a term, or one of whose members is.
        only: none but these.
    """

    poverty_status: str | None = None
    household_attr: str | None = None
    flagged: Collection[str] | None = None
    year: int | None = None
    begins: Terms | None = None
    only: Collection[str] | None = None


class FlagFilter(NamedTuple):
    """Which flags are listed; None for all."""

    rule: str | None = None
    severity: str | None = None
    year: int | None = None
    states: Collection[str] | None = None


def households(connection: Connection, prefix: str, chosen: HouseholdFilter, *, after: Place, rows: int) -> list[Place]:
    """Return at most `rows` households within an area prefix."""
    table = HOUSEHOLD_ENTRY
    conditions = _equal(table, poverty_status=chosen.poverty_status, household_attr=chosen.household_attr)
    itself = tuple_(table.c.township, table.c.area, table.c.household)
    if chosen.flagged is not None:
        conditions.append(
            itself.in_(_of(HOUSEHOLD_FLAGS, prefix).where(among(HOUSEHOLD_FLAGS.c.severity, chosen.flagged)))
        )
    if chosen.year is not None:
        years = HOUSEHOLD_YEAR_ENTRY
        conditions.append(itself.in_(_of(years, prefix).where(years.c.year == chosen.year)))
    if chosen.begins is not None:
        conditions.append(itself.in_(search.households(prefix, chosen.begins)))
    if chosen.only is not None:
        conditions.append(among(table.c.household, chosen.only))
    return _page(connection, prefix, table, conditions, after=after, rows=rows)


def flags(connection: Connection, prefix: str, chosen: FlagFilter, *, after: Place, rows: int) -> list[Place]:
    """Return at most `rows` flags within an area prefix."""
    table = FLAG_ENTRY
    conditions = _equal(table, rule=chosen.rule, severity=chosen.severity, year=chosen.year)
    if chosen.states is not None:
        conditions.append(among(table.c.state, chosen.states))
    return _page(connection, prefix, table, conditions, after=after, rows=rows)


def members(connection: Connection, prefix: str, begins: Terms, *, after: Place, rows: int) -> list[Place]:
    """Return at most `rows` members within an area prefix that are found by one of these terms."""
    found = search.members(prefix, begins).subquery()
    _, area, record = found.columns
    page = select(area, record).where(tuple_(area, record) > tuple_(*after)).distinct().order_by(area, record)
    return [Place(*one) for one in connection.execute(page.limit(rows))]


def records(
    connection: Connection, prefix: str, record_type: str, *, after: Place, rows: int, deleted: bool = False
) -> list[Place]:
    """Return at most `rows` records of a type within an area prefix, those that are deleted if `deleted`."""
    beyond = and_(STREAM.c.area >= after.area, or_(STREAM.c.area > after.area, RECORD.c.record > after.record))
    page = (
        select(STREAM.c.area, RECORD.c.record)
        .select_from(area_by_area(RECORD))
        .where(within(STREAM, prefix), beyond, RECORD.c.type == record_type, RECORD.c.deleted.is_(deleted))
        .order_by(STREAM.c.township, STREAM.c.area, RECORD.c.record)
        .limit(rows)
    )
    return [Place(*one) for one in connection.execute(page)]


def flag_counts(connection: Connection, area: str, some: Collection[str]) -> dict[str, dict[str, int]]:
    """Return how many flags that are not settled these households of an area have, by severity."""
    table = HOUSEHOLD_FLAGS
    found = select(table.c.household, table.c.severity, table.c.flags).where(
        of_area(table, area), among(table.c.household, some)
    )
    counts: dict[str, dict[str, int]] = {one: {} for one in some}
    for household, severity, number in connection.execute(found):
        counts[household][severity] = number
    return counts


def years(connection: Connection, area: str, some: Collection[str]) -> dict[str, list[int]]:
    """Return the years of which these households of an area have a record, sorted."""
    table = HOUSEHOLD_YEAR_ENTRY
    found = select(table.c.household, table.c.year).where(of_area(table, area), among(table.c.household, some))
    listed: dict[str, list[int]] = {one: [] for one in some}
    for household, year in sorted(map(tuple, connection.execute(found))):
        listed[household].append(year)
    return listed


def keys(places: Collection[Place], record_type: str) -> dict[str, list[RecordKey]]:
    """Return the names of these records of one type by their area."""
    by_area: dict[str, list[RecordKey]] = {}
    for area, record in places:
        by_area.setdefault(area, []).append(RecordKey(record_type, record))
    return by_area


def _page(
    connection: Connection,
    prefix: str,
    table: Table,
    conditions: Collection[ColumnElement[bool]],
    *,
    after: Place,
    rows: int,
) -> list[Place]:
    key = tuple(table.primary_key.columns)
    page = (
        select(*key[1:])
        .where(within(table, prefix), tuple_(*key) > _key(after), *conditions)
        .order_by(*key)
        .limit(rows)
    )
    return [Place(*one) for one in connection.execute(page)]


def _of(table: Table, prefix: str) -> Select[Any, Any, Any]:
    """Return the statement that selects the household of each row of a table within an area prefix."""
    return select(table.c.township, table.c.area, table.c.household).where(within(table, prefix))


def _key(after: Place) -> Any:  # noqa: ANN401 -- SQLAlchemy's tuples have no useful type
    return tuple_(township_of(after.area), *after)


def _equal(table: Table, **values: str | int | None) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in values.items() if value is not None]

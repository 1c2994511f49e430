"""Keeping what lists are filtered by (`tables.listing`), area by area; what is in it is said in `server.reading`."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, and_, delete, func, select, union

from schemas.area import township_of
from server.store.among import among
from server.store.inserting import insert, upsert
from server.store.reading import of_area
from server.store.tables.listing import (
    FLAG_ENTRY,
    HOUSEHOLD_ENTRY,
    HOUSEHOLD_FLAGS,
    HOUSEHOLD_YEAR_ENTRY,
    LISTING_VERSION,
    SEARCH_TERM,
)
from server.store.tables.verification import FLAG_SUBJECT, HOUSEHOLD_RECORD

_LINKED: Final = and_(
    HOUSEHOLD_RECORD.c.township == FLAG_SUBJECT.c.township,
    HOUSEHOLD_RECORD.c.area == FLAG_SUBJECT.c.area,
    HOUSEHOLD_RECORD.c.record == FLAG_SUBJECT.c.subject,
)
"""A flag's subject is a record of a household."""

Entries = Mapping[str, Mapping[str, object] | None]
"""By uuid, the columns of an entry besides its key; None for a record that no list shows."""

ENTRIES: Final = {"household": HOUSEHOLD_ENTRY, "household_year": HOUSEHOLD_YEAR_ENTRY, "flag": FLAG_ENTRY}
"""The record types of which there are entries."""


def keep(connection: Connection, area: str, record_type: str, entries: Entries) -> None:
    """Store these entries of records of one type in place of those before."""
    table = ENTRIES[record_type]
    name = table.primary_key.columns.keys()[-1]
    place = {"township": township_of(area), "area": area}
    upsert(connection, table, [{**place, name: one, **entry} for one, entry in entries.items() if entry is not None])
    gone = [one for one, entry in entries.items() if entry is None]
    if gone:
        connection.execute(delete(table).where(of_area(table, area), among(table.c[name], gone)))


def households_of_flags(connection: Connection, area: str, flags: Collection[str]) -> frozenset[str]:
    """Return the households that these flags ask about, by themselves or by their records."""
    about = FLAG_SUBJECT.join(HOUSEHOLD_RECORD, _LINKED, isouter=True)
    household = func.coalesce(HOUSEHOLD_RECORD.c.household, FLAG_SUBJECT.c.subject)
    found = select(household).select_from(about).where(of_area(FLAG_SUBJECT, area), among(FLAG_SUBJECT.c.flag, flags))
    return frozenset(connection.execute(found).scalars())


def count_flags(connection: Connection, area: str, households: Collection[str], settled: Sequence[str]) -> None:
    """Count anew the flags about these households whose state is none of `settled`."""
    if not households:
        return
    table = HOUSEHOLD_FLAGS
    connection.execute(delete(table).where(of_area(table, area), among(table.c.household, households)))
    about = union(
        select(FLAG_SUBJECT.c.subject.label("household"), FLAG_SUBJECT.c.flag).where(
            of_area(FLAG_SUBJECT, area), among(FLAG_SUBJECT.c.subject, households)
        ),
        select(HOUSEHOLD_RECORD.c.household, FLAG_SUBJECT.c.flag)
        .select_from(HOUSEHOLD_RECORD.join(FLAG_SUBJECT, _LINKED))
        .where(of_area(HOUSEHOLD_RECORD, area), among(HOUSEHOLD_RECORD.c.household, households)),
    ).subquery()
    counted = (
        select(about.c.household, FLAG_ENTRY.c.severity, func.count())
        .select_from(about.join(FLAG_ENTRY, and_(of_area(FLAG_ENTRY, area), FLAG_ENTRY.c.flag == about.c.flag)))
        .where(FLAG_ENTRY.c.severity.is_not(None), FLAG_ENTRY.c.state.not_in(settled))
        .group_by(about.c.household, FLAG_ENTRY.c.severity)
    )
    place = {"township": township_of(area), "area": area}
    rows = [
        {**place, "household": household, "severity": severity, "flags": flags}
        for household, severity, flags in connection.execute(counted)
    ]
    insert(connection, table, rows)


def forget(connection: Connection, area: str) -> None:
    """Drop everything that is kept of an area."""
    for table in (*ENTRIES.values(), HOUSEHOLD_FLAGS, SEARCH_TERM):
        connection.execute(delete(table).where(of_area(table, area)))


def version(connection: Connection) -> str | None:
    """Return by which version all of it was made; None where it never was."""
    return connection.execute(select(LISTING_VERSION.c.version)).scalar()


def note_version(connection: Connection, made_by: str) -> None:
    """Note by which version all of it is made."""
    upsert(connection, LISTING_VERSION, [{"id": 1, "version": made_by}])

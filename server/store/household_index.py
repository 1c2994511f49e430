"""The index of households: which records make one up, and which flags ask about them.

It is kept up in the transaction that changes the records, so that it says of any snapshot what the records say.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, or_, select

from schemas.area import township_of
from server.store.among import among
from server.store.inserting import insert_new, upsert
from server.store.reading import of_area
from server.store.tables.verification import FLAG_SUBJECT, HOUSEHOLD_RECORD
from sync.revision import RecordKey


def link(connection: Connection, area: str, households: Mapping[RecordKey, str]) -> frozenset[str]:
    """Note to which household each of these records of an area belongs now; return those that lost one to another."""
    if not households:
        return frozenset()
    before = _links(connection, area, households)
    changed = {key: household for key, household in households.items() if before.get(key) != household}
    place = {"township": township_of(area), "area": area}
    upsert(
        connection,
        HOUSEHOLD_RECORD,
        [place | key._asdict() | {"household": household} for key, household in changed.items()],
    )
    return frozenset(before[key] for key in changed if key in before)


def records(connection: Connection, area: str, households: Collection[str], types: Collection[str]) -> list[RecordKey]:
    """Return the records of these types that belong to these households."""
    table = HOUSEHOLD_RECORD
    found = select(table.c.type, table.c.record).where(
        of_area(table, area), among(table.c.household, households), among(table.c.type, types)
    )
    return [RecordKey(*one) for one in connection.execute(found)]


def households_of(connection: Connection, area: str, uuids: Collection[str]) -> frozenset[str]:
    """Return the households to which these records of an area (their uuids, of whatever types) belong."""
    found = select(HOUSEHOLD_RECORD.c.household).where(
        of_area(HOUSEHOLD_RECORD, area), among(HOUSEHOLD_RECORD.c.record, uuids)
    )
    return frozenset(connection.execute(found).scalars())


def link_flags(connection: Connection, area: str, subjects: Mapping[str, Collection[str]]) -> None:
    """Note which records each of these flags (by its uuid) asks about; a flag's subjects never change."""
    place = {"township": township_of(area), "area": area}
    rows = [place | {"subject": one, "flag": flag} for flag, about in subjects.items() for one in about]
    insert_new(connection, FLAG_SUBJECT, rows)


def flags(connection: Connection, area: str, households: Collection[str]) -> frozenset[str]:
    """Return the flags (their uuids) that ask about these households or about records that belong to them."""
    belonging = select(HOUSEHOLD_RECORD.c.record).where(
        of_area(HOUSEHOLD_RECORD, area), among(HOUSEHOLD_RECORD.c.household, households)
    )
    about = or_(among(FLAG_SUBJECT.c.subject, households), FLAG_SUBJECT.c.subject.in_(belonging))
    found = select(FLAG_SUBJECT.c.flag).where(of_area(FLAG_SUBJECT, area), about)
    return frozenset(connection.execute(found).scalars())


def flagged_together(connection: Connection, area: str, households: Collection[str]) -> frozenset[str]:
    """Return the households to which the subjects belong of all flags that ask about these households."""
    asking = flags(connection, area, households)
    if not asking:
        return frozenset()
    subjects = select(FLAG_SUBJECT.c.subject).where(of_area(FLAG_SUBJECT, area), among(FLAG_SUBJECT.c.flag, asking))
    return households_of(connection, area, connection.execute(subjects).scalars().all())


def households(connection: Connection, area: str) -> list[str]:
    """Return all households of an area, sorted."""
    table = HOUSEHOLD_RECORD
    found = select(table.c.household).where(of_area(table, area)).distinct().order_by(table.c.household)
    return list(connection.execute(found).scalars())


def flags_about(connection: Connection, area: str, subjects: Collection[str]) -> frozenset[str]:
    """Return the flags (their uuids) that ask about any of these records of an area."""
    found = select(FLAG_SUBJECT.c.flag).where(of_area(FLAG_SUBJECT, area), among(FLAG_SUBJECT.c.subject, subjects))
    return frozenset(connection.execute(found).scalars())


def forget(connection: Connection, area: str) -> None:
    """Drop all that is known of an area, to be noted anew."""
    for table in (HOUSEHOLD_RECORD, FLAG_SUBJECT):
        connection.execute(delete(table).where(of_area(table, area)))


def _links(connection: Connection, area: str, keys: Collection[RecordKey]) -> dict[RecordKey, str]:
    table = HOUSEHOLD_RECORD
    found = select(table.c.type, table.c.record, table.c.household).where(
        of_area(table, area), among(table.c.record, {key.record for key in keys})
    )
    return {RecordKey(kind, record): household for kind, record, household in connection.execute(found)}

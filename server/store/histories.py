"""Reading the rows of many records at once, and the rows that name a record: what looking back needs."""

from collections.abc import Collection

from sqlalchemy import Connection, LargeBinary, func, literal, select

from server.store.among import among
from server.store.reading import of_area
from server.store.tables.log import LOG, RECORD
from sync import merge
from sync.merge import State
from sync.revision import RecordKey
from sync.storage import Row

_ROW = tuple(LOG.c[name] for name in Row.__struct_fields__)
"""The columns of a `Row`, in the order of its attributes."""


def rows_of(connection: Connection, area: str, keys: Collection[RecordKey]) -> dict[RecordKey, list[Row]]:
    """Return the rows of those of these records that have any, in the order of the area's stream."""
    if not keys:
        return {}
    wanted = set(keys)
    found: dict[RecordKey, list[Row]] = {}
    rows = select(*_ROW).where(of_area(LOG, area), among(LOG.c.record, {key.record for key in wanted}))
    # Sorted here: to have them in order, SQLite would read through the whole stream.
    for row in sorted((Row(*columns) for columns in connection.execute(rows)), key=lambda row: row.number):
        if (key := RecordKey(row.type, row.record)) in wanted:
            found.setdefault(key, []).append(row)
    return found


def naming(connection: Connection, area: str, types: Collection[str], record: str) -> set[RecordKey]:
    """Return the records of these types of which some revision holds this UUID, in whatever field.

    It reads through the area's stream: a village's has some thousand rows.
    """
    name = literal(record.encode(), LargeBinary)
    on_postgresql = connection.dialect.name == "postgresql"
    place = func.position(name.op("IN")(LOG.c.body)) if on_postgresql else func.instr(LOG.c.body, name)
    found = select(LOG.c.type, LOG.c.record).where(of_area(LOG, area), among(LOG.c.type, types), place > 0).distinct()
    return {RecordKey(*one) for one in connection.execute(found)}


def states_of_type(connection: Connection, area: str, record_type: str) -> dict[str, State]:
    """Return the states of all records of a type in one area, by their uuids."""
    found = select(RECORD.c.record, RECORD.c.state).where(of_area(RECORD, area), RECORD.c.type == record_type)
    return {record: merge.decode(state) for record, state in connection.execute(found)}

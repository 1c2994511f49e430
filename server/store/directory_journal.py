"""The journal of the directory: which enrolments, assignments and homes there are, and by which version each changed.

A version is one committed transaction that changed any of them. Its row is locked until the commit, so versions become
visible in order, and whoever knows all up to one number misses none.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, and_, select
from sqlalchemy.dialects import postgresql, sqlite

from schemas.area import township_of
from server.store.inserting import upsert
from server.store.tables.accounts import DIRECTORY_RECORD, DIRECTORY_VERSION
from server.store.tables.log import RECORD
from sync import merge
from sync.merge import State
from sync.revision import RecordKey

_SINGLE_ROW = 1


def version(connection: Connection) -> int:
    """Return the newest version; 0 where nothing was ever noted."""
    return connection.execute(select(DIRECTORY_VERSION.c.version)).scalar() or 0


def note(connection: Connection, changed: Collection[tuple[str, RecordKey]]) -> None:
    """Note that this transaction changed these records, each with its area. Call it last: it takes a lock for all."""
    table = DIRECTORY_VERSION
    first = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
    counted = first.values(id=_SINGLE_ROW, version=1).on_conflict_do_update(
        index_elements=[table.c.id], set_={"version": table.c.version + 1}
    )
    reached = connection.execute(counted.returning(table.c.version)).scalar_one()
    upsert(
        connection,
        DIRECTORY_RECORD,
        [
            {"township": township_of(area), "area": area, **key._asdict(), "version": reached}
            for area, key in sorted(changed)
        ],
    )


def changes(connection: Connection, after: int) -> Iterator[tuple[str, RecordKey, State]]:
    """Yield the records that changed after this version: area, name, and state as it is now."""
    same = and_(*(DIRECTORY_RECORD.c[column.name] == column for column in RECORD.primary_key))
    found = select(RECORD.c.area, RECORD.c.type, RECORD.c.record, RECORD.c.state).join(DIRECTORY_RECORD, same)
    for area, kind, record, state in connection.execute(found.where(DIRECTORY_RECORD.c.version > after)):
        yield area, RecordKey(kind, record), merge.decode(state)


def areas_of(connection: Connection, kind: str) -> list[str]:
    """Return the areas that have records of this type, sorted."""
    found = select(DIRECTORY_RECORD.c.area).where(DIRECTORY_RECORD.c.type == kind).distinct()
    return sorted(connection.execute(found).scalars())


def records_of(connection: Connection, kind: str, area: str) -> list[str]:
    """Return the names of an area's records of this type, sorted."""
    of = DIRECTORY_RECORD.c
    here = select(of.record).where(of.township == township_of(area), of.area == area, of.type == kind)
    return sorted(connection.execute(here).scalars())

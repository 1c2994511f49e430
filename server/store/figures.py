"""Figures of the store as a whole, for those who run it: how much waits, since when, and how large its files are."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, and_, extract, func, select, text

from server.store import queue
from server.store.tables.audit import AUDIT_ENTRY
from server.store.tables.log import LOG, STREAM, WAITING


class Figures(NamedTuple):
    """How the store stands.

    Attributes:
        streams, revisions: areas that have revisions, and how many they have together.
        waiting: revisions outside the streams by their status, `parked` and `quarantined`.
        queue: the households that are to be verified.
    """

    streams: int
    revisions: int
    waiting: dict[str, int]
    queue: queue.Length


def figures(connection: Connection, now: int) -> Figures:
    """Return how the store stands at `now` (unix ms)."""
    held = select(func.count(), func.coalesce(func.sum(STREAM.c.number), 0)).where(STREAM.c.number > 0)
    waiting = select(WAITING.c.status, func.count().label("revisions")).group_by(WAITING.c.status)
    streams, revisions = connection.execute(held).one()
    return Figures(
        streams,
        int(revisions),
        {row.status: row.revisions for row in connection.execute(waiting)},
        queue.length(connection, now),
    )


def oldest_waiting(connection: Connection, status: str) -> int | None:
    """Return when the first of the revisions that wait under this status arrived (unix ms)."""
    return connection.execute(select(func.min(WAITING.c.arrival)).where(WAITING.c.status == status)).scalar()


def newest_arrival(connection: Connection) -> int | None:
    """Return when the last revision arrived (unix ms), by the clock that the server had then."""
    last = and_(LOG.c.township == STREAM.c.township, LOG.c.area == STREAM.c.area, LOG.c.number == STREAM.c.number)
    return connection.execute(select(func.max(LOG.c.arrival)).select_from(STREAM.join(LOG, last))).scalar()


def newest_entry(connection: Connection, action: str) -> int | None:
    """Return when an action was last noted in the audit log (unix ms)."""
    return connection.execute(select(func.max(AUDIT_ENTRY.c.time)).where(AUDIT_ENTRY.c.action == action)).scalar()


def wal_bytes(engine: Engine) -> int | None:
    """Return the length of SQLite's write-ahead log; None on PostgreSQL, which looks after its own."""
    if engine.dialect.name != "sqlite":
        return None
    wal = Path(f"{engine.url.database}-wal")
    return wal.stat().st_size if wal.exists() else 0


def database_bytes(connection: Connection) -> int:
    """Return how large the database is."""
    if connection.dialect.name == "sqlite":
        pages, size = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        )
        return pages * size
    return connection.execute(select(func.pg_database_size(func.current_database()))).scalar_one()


def database_version(connection: Connection) -> str:
    """Return the version of the database's software."""
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    return connection.execute(text("SHOW server_version")).scalar_one()


def database_time(connection: Connection) -> int | None:
    """Return the time by the database's own clock (unix ms); None for SQLite, which has none."""
    if connection.dialect.name == "sqlite":
        return None
    now = extract("epoch", func.clock_timestamp())
    return int(connection.execute(select(now)).scalar_one() * 1000)

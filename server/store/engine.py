"""The database engine: SQLite for a township without a database, PostgreSQL for a city.

On SQLite every transaction begins as a writer (`BEGIN IMMEDIATE`): one that read first and wrote later would fail at
once when another has written meanwhile, whatever the timeout. Transactions that only read say so with `for_reading`.
"""

from typing import Final

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from server.store.errors import UnknownDatabase, UnsafeSqlite

SAFE_SQLITE: Final = (3, 51, 3)
"""The first SQLite without the WAL-reset bug, which corrupts databases (3.7.0 to 3.51.2)."""

READING: Final = "ruhu_reading"
"""The execution option of a transaction that only reads."""

BUSY_SECONDS: Final = 30.0
"""How long a writer of another process is waited for. Writers of this process queue in `LogStore`."""

THREADS: Final = 48
"""Connections at most: one for each of the web framework's 40 threads, and some for the workers beside them. With
fewer, a busy thread takes the connection that it has just given back, and others wait until they give up."""

PRAGMAS: Final = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # an acknowledgement must survive a power cut
    "foreign_keys": "ON",
    "wal_autocheckpoint": "20000",  # pages: checkpoints cost more than the longer WAL file
    "cache_size": "-65536",  # KiB
    "mmap_size": "1073741824",
}


def open_engine(url: str | URL) -> Engine:
    """Return an engine for `sqlite:///…` or `postgresql://…`.

    Raises:
        UnsafeSqlite: the SQLite library is older than 3.51.3.
        UnknownDatabase: the URL is of another kind.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            return _open_sqlite(parsed)
        case "postgresql":
            return create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                pool_size=THREADS // 2,
                max_overflow=THREADS // 2,
                pool_pre_ping=True,
                hide_parameters=True,  # an error's text goes to terminals and logs
            )
        case other:
            raise UnknownDatabase(other)


def for_reading(engine: Engine) -> Engine:
    """Return the same engine for transactions that only read, each from one consistent snapshot."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{READING: True})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _open_sqlite(url: URL) -> Engine:
    if sqlite.sqlite_version_info < SAFE_SQLITE:
        raise UnsafeSqlite(sqlite.sqlite_version_info, SAFE_SQLITE)
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        module=sqlite,
        # The driver would begin transactions by itself, and deferred; `_begin` does it.
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS, "check_same_thread": False},
        pool_size=THREADS,
        max_overflow=0,
        hide_parameters=True,  # an error's text goes to terminals and logs
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for name, value in PRAGMAS.items():
        cursor.execute(f"PRAGMA {name} = {value}")
    cursor.close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

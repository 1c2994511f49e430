"""What the database alone can do: the same rows, tables, indexes and settings, and the bare driver.

A batch goes in with one bulk statement a table and one transaction, which is on disk when it ends. The driver is told
what to write: it reads, checks, merges and judges nothing.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import psycopg
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Table
from sqlalchemy.engine import make_url

from schemas.area import township_of
from server.store.engine import BUSY_SECONDS, PRAGMAS, open_engine
from server.store.migrate import upgrade
from sync.limits import PAGE_ROWS
from tests.bench.written import REPLACED, TABLES, LogRun, RowsOf


class RawDatabase(Protocol):
    """A database with the server's tables and nothing in front of it."""

    def writer(self) -> AbstractContextManager[Callable[[Sequence[RowsOf]], None]]:
        """Open a connection that writes batches; each is on disk when the call returns."""
        ...

    def reader(self) -> AbstractContextManager[Callable[[LogRun], int]]:
        """Open a connection that reads runs of rows, and says how many there were."""
        ...


def open_raw(url: str) -> RawDatabase:
    """Make the server's tables in an empty database and return it."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    return RawSqlite(url) if engine.dialect.name == "sqlite" else RawPostgres(url)


class RawSqlite:
    """SQLite through pysqlite3. It has one writer at a time, so writers take turns, as the server's do."""

    def __init__(self, url: str) -> None:
        self._path = make_url(url).database or ""
        self._turn = threading.Lock()
        self._statements = {table: _insert_rows(table) for table in TABLES}

    @contextmanager
    def writer(self) -> Iterator[Callable[[Sequence[RowsOf]], None]]:
        """Open a connection that writes batches."""
        with self._connection() as connection:

            def write(batch: Sequence[RowsOf]) -> None:
                with self._turn:
                    connection.execute("BEGIN IMMEDIATE")
                    for table, rows in batch:
                        connection.executemany(self._statements[table], rows)
                    connection.execute("COMMIT")

            yield write

    @contextmanager
    def reader(self) -> Iterator[Callable[[LogRun], int]]:
        """Open a connection that reads runs of rows."""
        with self._connection() as connection:
            yield lambda run: len(connection.execute(_page("?"), _bounds(run)).fetchall())

    @contextmanager
    def _connection(self) -> Iterator[sqlite.Connection]:
        connection = sqlite.connect(self._path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
        try:
            for name, value in PRAGMAS.items():
                connection.execute(f"PRAGMA {name} = {value}")
            yield connection
        finally:
            connection.close()


class RawPostgres:
    """PostgreSQL through psycopg, with the fastest bulk insert that was found for it: `unnest` of binary arrays."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._statements = {table: _insert_arrays(table) for table in TABLES}

    @contextmanager
    def writer(self) -> Iterator[Callable[[Sequence[RowsOf]], None]]:
        """Open a connection that writes batches."""
        with psycopg.connect(self._url, autocommit=True) as connection:

            def write(batch: Sequence[RowsOf]) -> None:
                with connection.transaction():
                    for table, rows in batch:
                        connection.execute(
                            self._statements[table], [list(column) for column in zip(*rows, strict=True)]
                        )

            yield write

    @contextmanager
    def reader(self) -> Iterator[Callable[[LogRun], int]]:
        """Open a connection that reads runs of rows."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            yield lambda run: len(connection.execute(_page("%s"), _bounds(run), binary=True).fetchall())


_ARRAYS = {str: "text[]", int: "bigint[]", bool: "boolean[]", bytes: "bytea[]"}
"""The PostgreSQL type that takes a column of rows, by the type of its values in Python."""


def _insert_rows(table: Table) -> str:
    return _insert(table, f"VALUES ({', '.join('?' for _ in table.c)})")


def _insert_arrays(table: Table) -> str:
    arrays = ", ".join(f"%b::{_ARRAYS[column.type.python_type]}" for column in table.c)
    return _insert(table, f"SELECT * FROM unnest({arrays})")


def _insert(table: Table, source: str) -> str:
    statement = f"INSERT INTO {table.name} ({', '.join(table.c.keys())}) {source}"
    if table not in REPLACED:
        return statement
    key = ", ".join(table.primary_key.columns.keys())
    replaced = ", ".join(f"{column.name} = excluded.{column.name}" for column in table.c if not column.primary_key)
    return f"{statement} ON CONFLICT ({key}) DO UPDATE SET {replaced}"


def _page(place: str) -> str:
    return (
        f"SELECT number, id, body, author_seal, judge_seal, via FROM log"
        f" WHERE township = {place} AND area = {place} AND number > {place} ORDER BY number LIMIT {PAGE_ROWS}"
    )


def _bounds(run: LogRun) -> tuple[str, str, int]:
    return township_of(run.area), run.area, run.after

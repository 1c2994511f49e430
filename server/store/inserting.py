"""Inserts: many rows in one statement, and what to do where a row is there already.

The statements are written out here, from the tables, because SQLAlchemy's own cost several times as much for many rows:
on PostgreSQL it sends them one by one, in text. Here they go as one binary array a column (60,000 rows of 2 KB a second
instead of 20,000); on SQLite as plain tuples.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Rows = Sequence[Mapping[str, object]]
"""Rows of one table, each with a value for every column."""

_ARRAYS = {str: "text[]", bytes: "bytea[]", int: "int8[]", bool: "bool[]"}
"""PostgreSQL's arrays, by what a column holds in Python."""


def insert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows, none of which is there yet."""
    _insert(connection, table, rows, "")


def insert_new(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert those of these rows of which no key is taken."""
    _insert(connection, table, rows, " ON CONFLICT DO NOTHING")


def upsert(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows in place of those with the same primary key; no two of them have the same."""
    _insert(connection, table, rows, _replacing(table))


def add_new(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert a row unless one of its keys is taken, and tell whether it was inserted."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = dialect.insert(table).values(**row).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(added).first() is not None


def _insert(connection: Connection, table: Table, rows: Rows, conflict: str) -> None:
    if not rows:
        return
    names = table.c.keys()
    if connection.dialect.name == "postgresql":
        arrays = tuple([row[name] for row in rows] for name in names)
        connection.exec_driver_sql(_from_arrays(table) + conflict, arrays)
    else:
        connection.exec_driver_sql(_from_values(table) + conflict, [tuple(row[name] for name in names) for row in rows])


@cache
def _from_arrays(table: Table) -> str:
    # SQLModel's own type of text says nothing of what it holds; the type that it stands for does.
    types = [getattr(column.type, "impl_instance", column.type).python_type for column in table.c]
    arrays = ", ".join(f"%b::{_ARRAYS[one]}" for one in types)
    return f"{_into(table)} SELECT * FROM unnest({arrays})"  # noqa: S608 -- of our own tables


@cache
def _from_values(table: Table) -> str:
    return f"{_into(table)} VALUES ({', '.join('?' for _ in table.c)})"


@cache
def _replacing(table: Table) -> str:
    key = ", ".join(table.primary_key.columns.keys())
    rest = ", ".join(f"{column.name} = excluded.{column.name}" for column in table.c if not column.primary_key)
    return f" ON CONFLICT ({key}) DO UPDATE SET {rest}"


def _into(table: Table) -> str:
    return f"INSERT INTO {table.name} ({', '.join(table.c.keys())})"

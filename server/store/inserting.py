"""Inserts that know what to do where a row is there already; both engines spell them alike."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert those of these rows whose primary key is not there yet."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def add_new(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert a row unless one of its keys is taken, and tell whether it was inserted."""
    return connection.execute(_insert(connection, table).values(**row).on_conflict_do_nothing()).rowcount == 1


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, and replace those that have the same primary key."""
    if rows:
        statement = _insert(connection, table)
        values = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
        statement = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values)
        connection.execute(statement, rows)


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)

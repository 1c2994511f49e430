"""What the tables share: the names of tables and constraints, and column types.

Every distributed table leads each key with `township`, then `area`, so that it can be sharded; a reference table, which
every shard holds whole, says so with `REFERENCE`. A test over the metadata keeps this.
"""

import re
from typing import Any, Final

from sqlalchemy import BigInteger, Integer, LargeBinary, Text
from sqlalchemy.orm import declared_attr
from sqlmodel import SQLModel

# Alembic can only alter or drop what has a name, SQLite itself gives none. Set before any table is declared.
SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Table(SQLModel):
    """The base of all tables: each is named for its class, in snake case."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 # pyright: ignore[reportIncompatibleVariableOverride] - as SQLModel's own
        """Return the table's name."""
        return re.sub("(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()


REFERENCE: Final[dict[str, Any]] = {"info": {"distribution": "reference"}}
"""Table arguments of a table that is small and the same on every shard."""

BODIES: Final[dict[str, Any]] = {"postgresql_with": {"toast_tuple_target": 8160}}
"""Table arguments for bodies of a few KB. PostgreSQL would compress each, and take twice as long to write it."""

STATES: Final[dict[str, Any]] = {"postgresql_with": {"toast_tuple_target": 8160, "fillfactor": 50}}
"""Table arguments for bodies that are replaced time and again. Where the page has room for the new row, PostgreSQL
touches no index, and takes the old one's room back without a vacuum; of rows of 2 KB in half of the time."""

ASCII = Text().with_variant(Text(collation="C"), "postgresql")
"""Codes, ids and digests: compared byte by byte on both engines, whatever the database's own collation is."""

NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""A place in a stream, or a time in unix ms."""

BYTES = LargeBinary()
"""Canonical bytes, stored as they came."""

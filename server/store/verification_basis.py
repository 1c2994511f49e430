"""By which rules and which policy the flags of this server came about, as one digest."""

from sqlalchemy import Connection, select

from server.store.inserting import upsert
from server.store.tables.verification import VERIFICATION_BASIS

_THE_ONE = 1


def read(connection: Connection) -> str | None:
    """Return the digest, None where nothing was verified yet."""
    return connection.execute(select(VERIFICATION_BASIS.c.digest)).scalar()


def write(connection: Connection, digest: str) -> None:
    """Store the digest."""
    upsert(connection, VERIFICATION_BASIS, [{"id": _THE_ONE, "digest": digest}])

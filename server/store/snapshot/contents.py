"""What a copy of a database holds, by which one that was put back is recognised."""

from typing import NamedTuple

from alembic.migration import MigrationContext
from sqlalchemy import Connection, select

from server.store.tables.log import STREAM
from sync.storage import Cut


class Contents(NamedTuple):
    """The schema of a database (the number of its last migration), and the end of each stream in it."""

    schema: str | None
    streams: dict[str, Cut]

    @property
    def revisions(self) -> int:
        """How many revisions its streams have."""
        return sum(end.number for end in self.streams.values())


def read_contents(connection: Connection) -> Contents:
    """Return what is in a database, as a transaction sees it."""
    schema = MigrationContext.configure(connection).get_current_revision()
    ends = select(STREAM.c.area, STREAM.c.number, STREAM.c.digest).where(STREAM.c.number > 0).order_by(STREAM.c.area)
    return Contents(schema, {area: Cut(number, digest) for area, number, digest in connection.execute(ends)})

"""The tables of the log: what a replica holds of every area (`sync.storage`), keyed by township and area.

The store itself speaks SQLAlchemy Core, by the constants at the end.
"""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from server.store.tables.columns import ASCII, BODIES, BYTES, NUMBER, STATES, Table


class Stream(Table, table=True):
    """How long an area's stream is, and its digest. Whoever appends holds this row's lock."""

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    number: int = Field(sa_type=NUMBER)
    digest: str = Field(sa_type=ASCII)


class Log(Table, table=True):
    """One revision of a stream; the attributes are those of `sync.storage.Row`."""

    __table_args__ = (
        UniqueConstraint("township", "area", "id"),
        Index(None, "township", "area", "record"),
        BODIES,
    )

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    number: int = Field(sa_type=NUMBER, primary_key=True)
    digest: str = Field(sa_type=ASCII)
    id: str = Field(sa_type=ASCII)
    type: str = Field(sa_type=ASCII)
    record: str = Field(sa_type=ASCII)
    body: bytes = Field(sa_type=BYTES)
    arrival: int = Field(sa_type=NUMBER)
    author_seal: str | None = Field(sa_type=ASCII)
    judge_seal: str | None = Field(sa_type=ASCII)
    via: str | None = Field(sa_type=ASCII)
    held_by: str | None = Field(sa_type=ASCII)


class Record(Table, table=True):
    """A record as its revisions make it: the bytes of `sync.merge.encode`, and what lists are filtered by."""

    __table_args__ = STATES

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    type: str = Field(sa_type=ASCII, primary_key=True)
    record: str = Field(sa_type=ASCII, primary_key=True)
    state: bytes = Field(sa_type=BYTES)
    conflicts: int
    """How many fields are open conflicts under the schema's merge policies."""
    deleted: bool


class Seal(Table, table=True):
    """One seal under its id, as JSON."""

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    id: str = Field(sa_type=ASCII, primary_key=True)
    body: bytes = Field(sa_type=BYTES)


class Waiting(Table, table=True):
    """One revision outside the stream; the attributes are those of `sync.storage.Waiting`."""

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    id: str = Field(sa_type=ASCII, primary_key=True)
    body: bytes = Field(sa_type=BYTES)
    status: str = Field(sa_type=ASCII)
    reason: str = Field(sa_type=ASCII)
    missing: str = Field(sa_type=ASCII)
    """The ids of missing revisions, in their order, parted by blanks."""
    because: str | None = Field(sa_type=ASCII)
    arrival: int = Field(sa_type=NUMBER)
    author_seal: str | None = Field(sa_type=ASCII)
    judge_seal: str | None = Field(sa_type=ASCII)
    via: str | None = Field(sa_type=ASCII)


class Missing(Table, table=True):
    """A revision that is not there, and one that waits for it."""

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    id: str = Field(sa_type=ASCII, primary_key=True)
    waiting: str = Field(sa_type=ASCII, primary_key=True)


class Cursor(Table, table=True):
    """How far a peer's stream of an area has been taken in."""

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    peer: str = Field(sa_type=ASCII, primary_key=True)
    number: int = Field(sa_type=NUMBER)
    digest: str = Field(sa_type=ASCII)


STREAM, LOG, RECORD, SEAL, WAITING, MISSING, CURSOR = (
    Table.metadata.tables[name] for name in ("stream", "log", "record", "seal", "waiting", "missing", "cursor")
)

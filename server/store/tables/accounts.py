"""Tables of what must not be in a log (passwords, enrolment codes, used assertions), and the journal of the directory.

By the journal each process keeps its directory up with the log.
"""

from sqlmodel import Field

from server.store.tables.columns import ASCII, NUMBER, REFERENCE, Table


class Account(Table, table=True):
    """One person who signs in. What they may do where is said by `assignment` records."""

    __table_args__ = REFERENCE

    id: str = Field(sa_type=ASCII, primary_key=True)
    username: str = Field(unique=True)
    name: str
    password: str = Field(sa_type=ASCII)
    """The argon2id hash with its parameters."""
    disabled: bool
    created_at: int = Field(sa_type=NUMBER)


class EnrolmentCode(Table, table=True):
    """One code that enrols one tablet, once."""

    __table_args__ = REFERENCE

    code: str = Field(sa_type=ASCII, primary_key=True)
    """The SHA-256 of the code: it has more entropy than can be searched while it is valid."""
    actors: str = Field(sa_type=ASCII)
    """Ids of the people who will work on the tablet, parted by blanks."""
    created_at: int = Field(sa_type=NUMBER)
    expires_at: int = Field(sa_type=NUMBER)
    used_at: int | None = Field(sa_type=NUMBER)
    device: str | None = Field(sa_type=ASCII)
    public_key: str | None = Field(sa_type=ASCII)


class UsedAssertion(Table, table=True):
    """A device's assertion that was exchanged for a token, kept until it would have expired."""

    __table_args__ = REFERENCE

    device: str = Field(sa_type=ASCII, primary_key=True)
    jti: str = Field(sa_type=ASCII, primary_key=True)
    expires_at: int = Field(sa_type=NUMBER)


class DirectoryVersion(Table, table=True):
    """One row: how many transactions have changed records of the directory."""

    __table_args__ = REFERENCE

    id: int = Field(primary_key=True)
    version: int = Field(sa_type=NUMBER)


class DirectoryRecord(Table, table=True):
    """One record of the directory (an enrolment, assignment or home), and the version that changed it last."""

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    type: str = Field(sa_type=ASCII, primary_key=True)
    record: str = Field(sa_type=ASCII, primary_key=True)
    version: int = Field(sa_type=NUMBER)


USER, ENROLMENT_CODE, USED_ASSERTION, DIRECTORY_VERSION, DIRECTORY_RECORD = (
    Table.metadata.tables[name]
    for name in ("account", "enrolment_code", "used_assertion", "directory_version", "directory_record")
)
"""The same tables for SQLAlchemy Core."""

"""Tables of what must not be in a log (passwords, sessions, one-time codes), and the journal of the directory.

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
    """The argon2id hash with its parameters; empty where there is no password to sign in with."""
    disabled: bool
    created_at: int = Field(sa_type=NUMBER)
    phone: str | None


class ResetCode(Table, table=True):
    """The one code by which a person sets a new password."""

    __table_args__ = REFERENCE

    account: str = Field(sa_type=ASCII, primary_key=True)
    code: str = Field(sa_type=ASCII, unique=True)
    """The SHA-256 of the code."""
    expires_at: int = Field(sa_type=NUMBER)


class SignInFailures(Table, table=True):
    """How often somebody failed to sign in lately, by account or by address."""

    __table_args__ = REFERENCE

    key: str = Field(sa_type=ASCII, primary_key=True)
    """A SHA-256: what was typed as a name may have been a password."""
    times: int = Field(sa_type=NUMBER)
    until: int = Field(sa_type=NUMBER)
    """When it is forgotten (unix ms)."""


class UserSession(Table, table=True):
    """Somebody's session: which of its refresh tokens was used last, and which came after that one."""

    __table_args__ = REFERENCE

    id: str = Field(sa_type=ASCII, primary_key=True)
    account: str = Field(sa_type=ASCII, index=True)
    family: str = Field(sa_type=ASCII, unique=True)
    """The SHA-256 of what all tokens of the session begin with."""
    used: str | None = Field(sa_type=ASCII)
    """The SHA-256 of the token that was used last."""
    unused: str = Field(sa_type=ASCII)
    """Those of the tokens that were given for it, parted by blanks, the newest last."""
    created_at: int = Field(sa_type=NUMBER)
    used_at: int = Field(sa_type=NUMBER)
    ended_at: int | None = Field(sa_type=NUMBER)
    ended_by: str | None = Field(sa_type=ASCII)
    """Why it ended: `server.identity.sessions.Ending`."""


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
    valid_to: int | None = Field(sa_type=NUMBER)
    """Until when the tablet itself will be valid (unix ms)."""


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


USER, RESET_CODE, SIGN_IN_FAILURES, SESSION, ENROLMENT_CODE, USED_ASSERTION, DIRECTORY_VERSION, DIRECTORY_RECORD = (
    Table.metadata.tables[name]
    for name in (
        "account",
        "reset_code",
        "sign_in_failures",
        "user_session",
        "enrolment_code",
        "used_assertion",
        "directory_version",
        "directory_record",
    )
)
"""The same tables for SQLAlchemy Core."""

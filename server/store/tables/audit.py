"""The table of the audit log: unmasked reads, and what was done to people, devices and areas."""

from sqlalchemy import Text
from sqlmodel import Field

from server.store.tables.columns import ASCII, NUMBER, Table


class AuditEntry(Table, table=True):
    """One entry, which is never changed."""

    township: str = Field(sa_type=ASCII, primary_key=True)
    area: str = Field(sa_type=ASCII, primary_key=True)
    """The area that it was done in; the server's own where it concerns no other."""
    id: str = Field(sa_type=ASCII, primary_key=True)
    """A UUIDv7, so that entries sort by time."""
    time: int = Field(sa_type=NUMBER)
    actor: str = Field(sa_type=ASCII)
    """A user's id, a device's id, or `console` for whoever works at the server's command line."""
    action: str = Field(sa_type=ASCII)
    subject: str = Field(sa_type=Text)
    """Whom or what it was done to, as `<type>/<id>`."""
    reason: str | None = Field(sa_type=Text)
    facts: str = Field(sa_type=Text)
    """What else there is to know, as JSON; no personal data."""


AUDIT_ENTRY = Table.metadata.tables["audit_entry"]
"""The same table for SQLAlchemy Core."""

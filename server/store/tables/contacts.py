"""The table of contacts: when each device was last heard of."""

from sqlmodel import Field

from server.store.tables.columns import ASCII, NUMBER, REFERENCE, Table


class DeviceContact(Table, table=True):
    """A device that has signed in."""

    __table_args__ = REFERENCE

    device: str = Field(sa_type=ASCII, primary_key=True)
    time: int = Field(sa_type=NUMBER)
    """Unix ms."""


DEVICE_CONTACT = Table.metadata.tables["device_contact"]
"""The same table for SQLAlchemy Core."""

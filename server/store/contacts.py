"""When each device was last heard of: noted as it signs in, which one that syncs does every quarter of an hour."""

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from server.store.tables.contacts import DEVICE_CONTACT

PRECISION_MS = 60_000
"""A contact so soon after the last is not written down."""


def note(connection: Connection, device: str, now: int) -> None:
    """Note that a device was heard of at `now` (unix ms)."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    heard = dialect.insert(DEVICE_CONTACT).values(device=device, time=now)
    connection.execute(
        heard.on_conflict_do_update(
            index_elements=[DEVICE_CONTACT.c.device],
            set_={"time": now},
            where=DEVICE_CONTACT.c.time < now - PRECISION_MS,
        )
    )


def all_contacts(connection: Connection) -> dict[str, int]:
    """Return when each device was last heard of (unix ms)."""
    found = select(DEVICE_CONTACT.c.device, DEVICE_CONTACT.c.time)
    return {row.device: row.time for row in connection.execute(found)}

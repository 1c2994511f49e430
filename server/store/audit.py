"""Writing and reading the audit log."""

from sqlalchemy import Connection

from schemas.area import township_of
from server.store.inserting import insert
from server.store.tables.audit import AUDIT_ENTRY


def add(connection: Connection, *, area: str, **values: object) -> None:
    """Add an entry (the columns of `tables.audit.AuditEntry`)."""
    insert(connection, AUDIT_ENTRY, [{"township": township_of(area), "area": area, **values}])

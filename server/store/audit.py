"""Writing and reading the audit log."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, false, or_, select

from schemas.area import township_of
from server.store.inserting import insert
from server.store.reading import within
from server.store.tables.audit import AUDIT_ENTRY


class Chosen(NamedTuple):
    """Which entries are read; None for all. `since` (included) and `until` (not) are unix ms."""

    since: int | None = None
    until: int | None = None
    actor: str | None = None
    action: str | None = None
    subject: str | None = None


def add(connection: Connection, *, area: str, **values: object) -> None:
    """Add an entry (the columns of `tables.audit.AuditEntry`)."""
    insert(connection, AUDIT_ENTRY, [{"township": township_of(area), "area": area, **values}])


def page(
    connection: Connection, scope: Collection[str], chosen: Chosen, *, before: str | None, rows: int
) -> list[Row[Any]]:
    """Return at most `rows` entries within these area prefixes, the newest first, from behind the id `before` on."""
    entry = AUDIT_ENTRY.c
    conditions = [or_(false(), *(within(AUDIT_ENTRY, prefix) for prefix in scope))]
    for column, value in ((entry.actor, chosen.actor), (entry.action, chosen.action), (entry.subject, chosen.subject)):
        if value is not None:
            conditions.append(column == value)
    if chosen.since is not None:
        conditions.append(entry.time >= chosen.since)
    if chosen.until is not None:
        conditions.append(entry.time < chosen.until)
    if before is not None:
        conditions.append(entry.id < before)
    found = select(AUDIT_ENTRY).where(*conditions).order_by(entry.id.desc()).limit(rows)
    return list(connection.execute(found))

"""Who administers: the one to whom the audit log ascribes what is done to people, assignments and devices."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection

from server.identity import audit
from server.identity.audit import Action
from sync.intake import Node


class Acting(NamedTuple):
    """Who administers, and when.

    Attributes:
        actor: a user's id, or `audit.CONSOLE`.
        now: unix ms.
        new_id: makes the UUIDs of new records and entries.
        reason: what they gave as the reason.
    """

    actor: str
    now: int
    new_id: Callable[[], str]
    reason: str | None = None

    def note(self, connection: Connection, action: Action, area: str, subject: str, **facts: object) -> None:
        """Write what is done into the audit log, in this transaction."""
        audit.note(
            connection,
            audit.Entry(self.new_id(), self.now, self.actor, action, area, subject, self.reason, facts),
        )


def area_of(node: Node, user: str) -> str:
    """Return the area under which the audit log files what is done to a user: that of their widest assignment."""
    areas = [one.area for one in node.directory.assignments(user)]
    return min(areas, key=lambda area: (len(area), area)) if areas else own_area(node)


def own_area(node: Node) -> str:
    """Return the area under which the audit log files what concerns no other: the server's own."""
    server = None if node.signer is None else node.directory.device(node.signer.device)
    if server is None:
        raise TypeError("only a server that is installed has people to manage")
    return min(server.reach)

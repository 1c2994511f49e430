"""Assignments: who works in which area in which role, as records under this server's seal."""

from server.identity.writing import write_as_server
from server.store.log import LogTransaction
from sync.authoring import Draft
from sync.directory import ASSIGNMENT
from sync.intake import Node
from sync.revision import RecordKey


def assign(tx: LogTransaction, node: Node, actor: str, *, role: str, area: str, record: str, now: int) -> None:
    """Give a person (a user's id) a role in an area and all below it, from now on; `record` is a new UUID.

    Raises:
        OutsideScope: this server does not cover the area.
        Rejected: there is no such role.
    """
    values = {"actor": actor, "role": role, "from": now}
    write_as_server(tx, node, [Draft(area, RecordKey(ASSIGNMENT, record), values, "desk_edit")], now)

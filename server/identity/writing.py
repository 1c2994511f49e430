"""Writing as this server: what it decides itself goes into the log under its own name and seal."""

from collections.abc import Sequence

from server.store.log import LogTransaction
from sync import authoring
from sync.authoring import Author, Draft
from sync.errors import OutsideScope
from sync.intake import Node


def write_as_server(tx: LogTransaction, node: Node, drafts: Sequence[Draft], now: int) -> None:
    """Write these drafts at `now` (unix ms).

    Raises:
        OutsideScope: this server does not cover an area.
        Rejected: a value is wrong.
    """
    if node.signer is None:
        raise TypeError("a replica without a key writes nothing by itself")
    name = node.signer.device
    server = node.directory.device(name)
    for draft in drafts:
        if server is None or not server.covers(draft.area):
            raise OutsideScope(draft.area)
    authoring.write(tx, node, Author(name, name, now), drafts)

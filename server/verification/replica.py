"""What verification needs of this server's log."""

from contextlib import AbstractContextManager
from typing import Protocol

from server.store.log import LogTransaction
from sync.intake import Node


class Work(Protocol):
    """A transaction on the log, and what this server decides by in it."""

    @property
    def tx(self) -> LogTransaction:
        """The transaction."""
        ...

    @property
    def node(self) -> Node:
        """The registry, the directory as the transaction sees it, and this server's key."""
        ...


class Replica(Protocol):
    """This server's log; what its transactions save is noted in the queue and the index of households as they end."""

    def begin(self) -> AbstractContextManager[Work]:
        """Open a write transaction, committed when the block ends."""
        ...

    def reading(self) -> AbstractContextManager[Work]:
        """Open a transaction that only reads, from one consistent snapshot."""
        ...

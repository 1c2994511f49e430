"""This server as a replica of the protocol: its log, its key, and what follows when the log has changed.

Every transaction on the log runs through here, whoever opens it: what must never be forgotten in a crash is written at
the end of the transaction that makes it necessary.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from schemas import REGISTRY
from server.identity.directory import DirectoryCache, note_changes
from server.reading.listing import note_listed
from server.review.amendments import keep_and_apply
from server.review.house_rules import Rules
from server.review.locks import note_locks
from server.store.log import LogStore, LogTransaction
from server.verification.touched import note_touched
from sync.intake import Node
from sync.seal import PrivateKey


class Work(NamedTuple):
    """One transaction, and what this server decides by in it."""

    tx: LogTransaction
    node: Node


class Replica:
    """The log of this server, for all threads of the process."""

    def __init__(self, store: LogStore, signer: PrivateKey) -> None:
        """Take the store and the server's key."""
        self.store = store
        self.signer = signer
        self._directory = DirectoryCache()

    @contextmanager
    def begin(self) -> Iterator[Work]:
        """Open a write transaction, committed with all that follows from it when the block ends."""
        with self.store.begin() as tx:
            work = self._work(tx)
            yield work
            keep_and_apply(tx, work.node)
            note_locks(tx.connection, tx.saved)
            lost = note_touched(tx.connection, tx.saved)
            note_listed(tx.connection, tx.saved, lost)
            note_changes(tx, tx.saved)  # last: the journal's lock is one for all

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """Open a transaction that only reads, from one consistent snapshot."""
        with self.store.reading() as tx:
            yield self._work(tx)

    def _work(self, tx: LogTransaction) -> Work:
        return Work(tx, Node(REGISTRY, self._directory.at(tx), self.signer, Rules(tx)))

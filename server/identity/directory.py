"""The directory as this process knows it: built once, and kept up with the log by the journal of its records.

Any process, and any way into the log, may change an enrolment, an assignment or a home. Everybody compares one number
at the beginning of a transaction, and reads the records that changed since. A directory that was handed out never
changes: transactions that run meanwhile keep theirs.
"""

import threading
from collections.abc import Mapping

from server.store import directory_journal
from server.store.log import LogTransaction
from sync.directory import TYPES, Directory
from sync.merge import State
from sync.revision import RecordKey


class DirectoryCache:
    """The newest directory of this process, for all its threads."""

    def __init__(self) -> None:
        """Begin with nobody; the first transaction reads everything."""
        self._lock = threading.Lock()
        self._version = 0
        self._directory = Directory()

    def at(self, tx: LogTransaction) -> Directory:
        """Return the directory as this transaction sees it, or newer. It is not to be changed."""
        version = directory_journal.version(tx.connection)
        with self._lock:
            if version > self._version:
                directory = self._directory.copy()
                for area, key, state in directory_journal.changes(tx.connection, self._version):
                    directory.take(area, key, {} if state.deleted else state.values())
                self._directory, self._version = directory, version
            return self._directory


def note_changes(tx: LogTransaction, saved: Mapping[str, Mapping[RecordKey, State]]) -> None:
    """Note in the journal which of the states that a transaction saved, by area, are the directory's. Call it last."""
    changed = [(area, key) for area, states in saved.items() for key in states if key.type in TYPES]
    if changed:
        directory_journal.note(tx.connection, changed)

"""Opening the tablet's file, and one transaction on it at a time.

Every transaction is `BEGIN IMMEDIATE`: a transaction that reads first and writes later would fail at once when another
process has written in between. `synchronous=FULL`: what was saved, or acknowledged by the server, is there after the
battery was pulled.
"""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from client_stub.errors import SqliteTooOld, StoreTooNew
from client_stub.store.local import Local
from client_stub.store.tables import VERSIONS
from client_stub.store.views import Views

if TYPE_CHECKING:
    import sqlite3  # pysqlite3 is this module on a newer library, without type hints of its own
else:
    import pysqlite3 as sqlite3

OLDEST_SQLITE = (3, 51, 3)
"""The first version without the WAL-reset bug, which can corrupt a database that several connections write."""

_BUSY_SECONDS = 30.0
"""How long a command waits while another one (a running sync) has the file."""


class TabletTransaction(Views, Local):
    """One transaction: the protocol's contract (`sync.storage.PeerTransaction`), and the tablet's own facts."""

    def __init__(self, connection: "sqlite3.Connection") -> None:
        """Work on a connection that has begun."""
        Views.__init__(self, connection)
        Local.__init__(self, connection)


class TabletStore:
    """All that one tablet holds, in one file.

    Threads may share it; their transactions follow one another.
    """

    def __init__(self, path: Path | str) -> None:
        """Open the file, or make it.

        Raises:
            SqliteTooOld: the library at hand is older than `OLDEST_SQLITE`.
            StoreTooNew: a newer version of this program wrote the file.
        """
        if sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise SqliteTooOld(sqlite3.sqlite_version, ".".join(map(str, OLDEST_SQLITE)))
        self._turn = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._upgrade()

    @contextmanager
    def begin(self) -> Generator[TabletTransaction, None, None]:
        """Open a transaction that commits when the block ends, and does nothing where it raises."""
        with self._turn:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield TabletTransaction(self._connection)
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        with self._turn:
            self._connection.close()

    def _upgrade(self) -> None:
        """Bring the file to the newest schema, in one transaction."""
        with self.begin():
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            if version > len(VERSIONS):
                raise StoreTooNew(version, len(VERSIONS))
            for statements in VERSIONS[version:]:
                for statement in statements:
                    self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {len(VERSIONS)}")

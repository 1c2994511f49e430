"""Writing on SQLite in turns, and keeping its WAL file short.

SQLite has one writer at a time. Its own waiting is a sleep of guessed length; a lock wakes the next at once. And it can
begin its WAL file anew only when no reader is in it: where some reader always is, the file would grow for ever. So the
writer whose turn ends with a long file waits for the readers that are in it, a moment only: those that come later read
the database itself.
"""

import threading
from pathlib import Path
from types import TracebackType
from typing import Final

from sqlalchemy import Engine

LONG_WAL: Final = 160_000_000
"""Bytes; SQLite's own checkpoints, where they are not hindered, keep the file at half of that."""

PATIENCE_MS: Final = 200
"""How long readers are waited for. One that takes longer is left alone until the file has grown by half again."""


class WriterTurn:
    """The turn to write, for the threads of this process; a context manager."""

    def __init__(self, engine: Engine) -> None:
        """Give turns on this SQLite engine."""
        self._engine = engine
        self._wal = Path(f"{engine.url.database}-wal")
        self._lock = threading.Lock()
        self._bound = LONG_WAL

    def __enter__(self) -> None:
        """Wait for the turn."""
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Tidy up after the transaction, and pass the turn on."""
        try:
            if self._length() > self._bound:
                self._shorten()
        finally:
            self._lock.release()

    def _length(self) -> int:
        return self._wal.stat().st_size if self._wal.exists() else 0

    def _shorten(self) -> None:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            (patience,) = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
            (hindered, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
        finally:
            connection.close()
        self._bound = self._length() + LONG_WAL // 2 if hindered else LONG_WAL

"""The log of all areas on a database: where transactions begin and end."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from sqlalchemy import Engine

from server.store.engine import for_reading
from server.store.peer import LogTransaction
from server.store.turn import WriterTurn

__all__ = ["LogStore", "LogTransaction"]


class LogStore:
    """The log on an engine of `server.store.engine.open_engine`, for all threads of this process."""

    def __init__(self, engine: Engine) -> None:
        """Use an engine whose schema is up to date."""
        self._engine = engine
        self._reading = for_reading(engine)
        self._turn = WriterTurn(engine) if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def begin(self) -> Iterator[LogTransaction]:
        """Open a write transaction, committed when the block ends and rolled back when it raises."""
        with self._turn, self._engine.begin() as connection:
            yield LogTransaction(connection)

    @contextmanager
    def reading(self) -> Iterator[LogTransaction]:
        """Open a transaction that only reads: one consistent snapshot, no locks."""
        with self._reading.begin() as connection:
            yield LogTransaction(connection)

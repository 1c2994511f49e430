"""A copy of the whole database in one file: taken from one moment while others write, and put back where there is none.

`sqlite` copies pages, `postgres` calls `pg_dump` and `pg_restore`. What a copy holds is read in the same moment.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from server.store.snapshot import postgres, sqlite
from server.store.snapshot.contents import Contents, read_contents
from server.store.snapshot.handed_out import forget_handed_out

__all__ = ["FILES", "Contents", "Progress", "forget_handed_out", "is_empty", "put_back", "read_contents", "take"]

FILES: Final = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
"""What a copy is called, by the engine that it is of."""

Progress = Callable[[int, int], None]
"""Told how much has been copied, and of how much."""


def take(
    engine: Engine, file: Path, *, pg_bin: Path | None, progress: Progress = lambda _done, _total: None
) -> Contents:
    """Copy an engine's database into a new file, and return what is in it.

    Args:
        engine: of `server.store.engine.open_engine`.
        file: does not exist yet.
        pg_bin: the folder of PostgreSQL's programs; looked for on the PATH if None.
        progress: told of pages, on SQLite.

    Raises:
        CopyFailed: the copy is damaged, or PostgreSQL's program failed.
        ToolMissing, ToolTooOld: of `pg_dump`.
    """
    if engine.dialect.name == "sqlite":
        return sqlite.take(engine, file, progress)
    return postgres.take(engine, file, pg_bin)


def put_back(engine: Engine, file: Path, *, pg_bin: Path | None) -> None:
    """Fill an engine's database, which is empty, from a copy.

    Raises:
        CopyFailed: PostgreSQL's program failed; the database is as it was.
        ToolMissing: there is no `pg_restore`.
    """
    if engine.dialect.name == "sqlite":
        sqlite.put_back(engine, file)
    else:
        postgres.put_back(engine, file, pg_bin)


def is_empty(engine: Engine) -> bool:
    """Whether nothing is in an engine's database; on SQLite, that there is no file."""
    return sqlite.is_empty(engine) if engine.dialect.name == "sqlite" else postgres.is_empty(engine)

"""Copying SQLite by its online backup, page by page.

The copy is made inside one read transaction: it is of the moment when that began, and never has to begin anew because
somebody wrote meanwhile. Writers are not held up; the WAL file grows until the copy is done.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine

from server.store.engine import for_reading
from server.store.errors import CopyFailed
from server.store.snapshot.contents import Contents, read_contents

if TYPE_CHECKING:
    import sqlite3  # pysqlite3 is this module on a newer library, without type hints of its own
else:
    import pysqlite3 as sqlite3

PAGES: Final = 2_000
"""Copied at a time: 8 MB, between which the interpreter serves other threads."""


def take(engine: Engine, file: Path, progress: Callable[[int, int], None]) -> Contents:
    """See `server.store.snapshot.take`."""
    with for_reading(engine).begin() as connection:
        contents = read_contents(connection)  # the first read: the moment that is copied
        driver: Any = connection.connection.driver_connection
        copy = sqlite3.connect(file)
        try:
            # The file is synced when it is moved to its place; one that is half made is of no use.
            copy.execute("PRAGMA synchronous = OFF")
            driver.backup(copy, pages=PAGES, progress=lambda _status, left, total: progress(total - left, total))
            _check(copy)
        finally:
            copy.close()
    return contents


def put_back(engine: Engine, file: Path) -> None:
    """See `server.store.snapshot.put_back`."""
    place = _file_of(engine)
    fresh = place.with_name(f".{place.name}.restoring")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        shutil.move(file, fresh)  # the last step is one rename, also from another file system
        fresh.rename(place)
    finally:
        fresh.unlink(missing_ok=True)


def is_empty(engine: Engine) -> bool:
    """See `server.store.snapshot.is_empty`."""
    return not _file_of(engine).exists()


def _check(copy: "sqlite3.Connection") -> None:
    """Make a copy one file, and look for damage that was copied along."""
    copy.execute("PRAGMA journal_mode = DELETE")
    (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise CopyFailed(found)


def _file_of(engine: Engine) -> Path:
    return Path(str(engine.url.database))

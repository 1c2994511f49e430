"""What the store may raise.

StoreError
├── UnsafeSqlite      the SQLite library lies in the range of a bug that corrupts databases
├── UnknownDatabase   the database's URL is of no kind that is supported
├── OldSchema         the database has another schema than this version needs
├── BrokenReferences  a migration would leave rows that refer to nothing; it was undone
├── CopyFailed        the database could not be copied, or a copy not be put back
├── ToolMissing       a program of PostgreSQL is not there
├── ToolTooOld        a program of PostgreSQL is older than the server that it is to work on
└── StreamMoved       rows were appended to a stream that does not end just before them: it was not locked
"""

from collections.abc import Sequence


class StoreError(Exception):
    """Base of all errors of the store."""


class UnsafeSqlite(StoreError):
    """The SQLite library is too old to be trusted with data."""

    def __init__(self, found: tuple[int, ...], needed: tuple[int, ...]) -> None:
        """Name the version found and the first that is safe."""
        old, safe = (".".join(map(str, version)) for version in (found, needed))
        super().__init__(f"SQLite {old} can corrupt a database in WAL mode; {safe} or newer is needed")


class UnknownDatabase(StoreError):
    """Neither SQLite nor PostgreSQL."""

    def __init__(self, kind: str) -> None:
        """Name the kind of database that the URL asks for."""
        super().__init__(f"{kind}: the store runs on sqlite and on postgresql")


class OldSchema(StoreError):
    """The database was made by another version."""

    def __init__(self, found: str | None, needed: str | None) -> None:
        """Name the schema found (None: an empty database) and the one needed."""
        super().__init__(f"the database has schema {found}; this version needs {needed}")
        self.found = found
        self.needed = needed


class BrokenReferences(StoreError):
    """After a migration, foreign keys refer to rows that are not there."""

    def __init__(self, rows: Sequence[object]) -> None:
        """Keep what SQLite says of them."""
        super().__init__(f"{len(rows)} rows refer to nothing, the first: {rows[0]}")


class StreamMoved(StoreError):
    """An append does not follow the stream's end."""

    def __init__(self, area: str, number: int) -> None:
        """Name the area and the number of the first row."""
        super().__init__(f"the stream of {area} does not end at {number - 1}")


class CopyFailed(StoreError):
    """A copy of the database is damaged, or the program that was to make or read it failed; the message is its own."""


class ToolMissing(StoreError):
    """A program of PostgreSQL is not on the PATH, nor in the folder of the settings."""

    def __init__(self, name: str) -> None:
        """Name the program."""
        super().__init__(
            f"{name} was not found; install PostgreSQL's client programs, or name their folder: RUHU_PG_BIN"
        )


class ToolTooOld(StoreError):
    """A program of PostgreSQL is older than the server."""

    def __init__(self, name: str, found: int, needed: int) -> None:
        """Name the program, its major version, and the server's."""
        super().__init__(f"{name} {found} cannot copy a server of version {needed}; name newer ones: RUHU_PG_BIN")

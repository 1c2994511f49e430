"""What the store may raise.

StoreError
├── UnsafeSqlite     the SQLite library lies in the range of a bug that corrupts databases
├── UnknownDatabase  the database's URL is of no kind that is supported
├── OldSchema        the database has another schema than this version needs
└── StreamMoved      rows were appended to a stream that does not end just before them: it was not locked
"""


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


class StreamMoved(StoreError):
    """An append does not follow the stream's end."""

    def __init__(self, area: str, number: int) -> None:
        """Name the area and the number of the first row."""
        super().__init__(f"the stream of {area} does not end at {number - 1}")

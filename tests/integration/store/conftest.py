"""Every store that keeps the contract of `sync.storage`: the tablet's file, the server's two databases, and memory.

The server's schema is brought up once a session: a SQLite file is copied, a PostgreSQL database is emptied and lent out
again.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from client_stub.store import TabletStore
from server.store.engine import open_engine
from server.store.log import LogStore
from server.store.migrate import upgrade
from server.store.tables import METADATA
from tests.integration.store.scene import Store
from tests.services.postgres import PostgresServer
from tests.stores.memory import MemoryStore

SERVERS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
"""What a server stores its log on."""

KINDS = ["memory", "tablet", *SERVERS]


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file that has the schema and no rows."""
    path = tmp_path_factory.mktemp("schema") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


class Databases:
    """PostgreSQL databases that have the schema, to be lent out one after the other."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._free: list[str] = []

    def borrow(self) -> str:
        """Return the URL of one without rows."""
        if self._free:
            return self._free.pop()
        url = self._server.create_database()
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        return url

    def give_back(self, url: str) -> None:
        engine = open_engine(url)
        with engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {', '.join(METADATA.tables)}"))
        engine.dispose()
        self._free.append(url)


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: PostgresServer) -> Databases:
    return Databases(postgres_server)


@pytest.fixture
def open_store(request: pytest.FixtureRequest, tmp_path: Path, empty_sqlite: Path) -> Iterator[Callable[[str], Store]]:
    """Open a store of a kind that has nothing in it; all are closed after the test."""
    closing: list[Callable[[], None]] = []

    def opened(kind: str) -> Store:
        place = tmp_path / f"{len(closing)}.db"
        if kind == "memory":
            return MemoryStore()
        if kind == "tablet":
            tablet = TabletStore(place)
            closing.append(tablet.close)
            return tablet
        if kind == "postgres":
            databases: Databases = request.getfixturevalue("postgres_databases")
            url = databases.borrow()
            closing.append(lambda: databases.give_back(url))
        else:
            url = f"sqlite:///{shutil.copy(empty_sqlite, place)}"
        engine = open_engine(url)
        closing.append(engine.dispose)
        return LogStore(engine)

    yield opened
    for close in reversed(closing):
        close()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, open_store: Callable[[str], Store]) -> Store:
    """A store with nothing in it, of each kind in turn."""
    return open_store(request.param)


@pytest.fixture(params=SERVERS)
def log_store(request: pytest.FixtureRequest, open_store: Callable[[str], Store]) -> LogStore:
    """A server's store with nothing in it, on each database in turn."""
    opened = open_store(request.param)
    assert isinstance(opened, LogStore)
    return opened

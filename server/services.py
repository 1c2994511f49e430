"""The server put together: what the HTTP edge and the command line both work with."""

import time
from collections.abc import Callable
from typing import NamedTuple, Self

import uuid_utils
from sqlalchemy import Engine

from server.config import Settings
from server.identity.installation import Installed, install
from server.identity.keys import load_key, load_secret
from server.identity.tokens import AccessTokens
from server.reading import indexes
from server.replica import Replica
from server.store import migrate
from server.store.engine import open_engine
from server.store.log import LogStore


def system_clock() -> int:
    """Return the machine's time (unix ms)."""
    return time.time_ns() // 1_000_000


def new_uuid() -> str:
    """Return a new UUIDv7."""
    return str(uuid_utils.uuid7())


class Services(NamedTuple):
    """One server in this process.

    Attributes:
        clock: unix ms.
        new_id: makes the UUIDs of new records and users.
    """

    settings: Settings
    engine: Engine
    replica: Replica
    tokens: AccessTokens
    clock: Callable[[], int]
    new_id: Callable[[], str]

    @classmethod
    def open(
        cls, settings: Settings, *, clock: Callable[[], int] = system_clock, new_id: Callable[[], str] = new_uuid
    ) -> Self:
        """Open the data folder and the database; the folder and the server's keys are made at the first time."""
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = open_engine(settings.database_url)
        signer = load_key(settings.data_dir)
        tokens = AccessTokens(signer.device, load_secret(settings.data_dir))
        return cls(settings, engine, Replica(LogStore(engine), signer), tokens, clock, new_id)

    def install(self) -> Installed:
        """Bring the database to the newest schema, and enrol this server for its area; again, it changes nothing."""
        migrate.upgrade(self.engine)
        indexes.bring_up(self.replica.store)
        with self.replica.begin() as (tx, node):
            return install(
                tx,
                node,
                self.replica.signer,
                area=self.settings.area,
                label=self.settings.name,
                now=self.clock(),
                new_id=self.new_id,
            )

    def close(self) -> None:
        """Close the database's connections."""
        self.engine.dispose()

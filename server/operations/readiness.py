"""Whether the server can do its work: take in what tablets bring.

A worker that lags or has stopped is told, but keeps nobody away: what tablets bring is safe, and verified later.
"""

import shutil
from enum import StrEnum
from typing import NamedTuple

from server.operations.limits import DISK_FULL, DISK_LOW, LAG_LATE_MS
from server.services import Services
from server.store import migrate, queue
from server.store.errors import OldSchema


class State(StrEnum):
    """How one thing stands."""

    OK = "ok"
    OTHER = "other"
    """The database's schema is that of another version."""
    LOW = "low"
    FULL = "full"
    """The disk has not enough room to write safely."""
    LATE = "late"
    STOPPED = "stopped"
    """The worker's thread has died."""
    OFF = "off"
    """Another process runs the worker."""


_HINDERING = frozenset({State.OTHER, State.FULL})


class Readiness(NamedTuple):
    """How each thing stands."""

    schema_version: State
    disk: State
    worker: State

    @property
    def ready(self) -> bool:
        """Whether nothing keeps the server from its work."""
        return not _HINDERING.intersection(self)


def look(services: Services, *, working: bool) -> Readiness:
    """Look how everything stands; `working` says whether the worker's thread is alive.

    Raises:
        SQLAlchemyError: the database does not answer.
    """
    free = shutil.disk_usage(services.settings.data_dir).free
    return Readiness(_schema(services), disk_state(free), _worker(services, working=working))


def _schema(services: Services) -> State:
    try:
        migrate.check(services.engine)
    except OldSchema:
        return State.OTHER
    return State.OK


def disk_state(free: int) -> State:
    """Return how a disk stands that has so many bytes free."""
    if free < DISK_FULL:
        return State.FULL
    return State.LOW if free < DISK_LOW else State.OK


def _worker(services: Services, *, working: bool) -> State:
    if not services.settings.verification:
        return State.OFF
    if not working:
        return State.STOPPED
    now = services.clock()
    with services.replica.reading() as (tx, _):
        oldest = queue.length(tx.connection, now).oldest
    return State.LATE if oldest is not None and now - oldest > LAG_LATE_MS else State.OK

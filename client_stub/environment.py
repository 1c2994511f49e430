"""What a tablet takes from outside."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import uuid_utils

from client_stub import transport
from client_stub.retry import PATIENCE, Patience


@dataclass(frozen=True)
class Environment:
    """Clock, ids, line, pauses: tests and the fleet bring their own.

    Attributes:
        wall: the wall clock (unix ms), right or wrong.
        new_id: makes the UUIDv7 of a new record.
        connect: opens a client for a server's address.
        sleep: waits (s).
        random: draws from [0, 1), for the jitter of pauses.
        patience: how long a sync goes on while the line breaks.
    """

    wall: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    new_id: Callable[[], str] = lambda: str(uuid_utils.uuid7())
    connect: Callable[[str], httpx.Client] = transport.connect
    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
    patience: Patience = PATIENCE

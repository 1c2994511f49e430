"""The proof at the end: the tablets sync once more, and what they hold is held against the server's streams."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from client_stub.tablet import Tablet
from server.services import Services
from server.store import queue
from sync.digest import EMPTY

_POLL_S = 0.2


class Proof(NamedTuple):
    """What was proven.

    Attributes:
        held, total: revisions on the tablets, those that came back from the server and all.
        cuts: areas of tablets whose digest is the server's.
        unequal: areas where it is not.
    """

    held: int
    total: int
    cuts: int
    unequal: list[str]

    @property
    def complete(self) -> bool:
        """Whether everything arrived and both sides hold the same."""
        return self.held == self.total and not self.unequal


def await_verification(services: Services, patience_s: float) -> bool:
    """Wait until the verification worker has looked at every touched household; return whether it has."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        with services.replica.reading() as (tx, _):
            if not queue.pending(tx.connection, services.clock() + 10**9, 1):
                return True
        time.sleep(_POLL_S)
    return False


def prove(services: Services, folders: list[Path], progress: Callable[[int], None]) -> Proof:
    """Sync each tablet a last time, and compare its cuts with the server's streams."""
    held = total = cuts = 0
    unequal: list[str] = []
    for done, folder in enumerate(folders, 1):
        tablet = Tablet(folder)
        result = tablet.sync()
        tablet.close()
        held += result.arrived[0]
        total += result.arrived[1]
        with services.replica.reading() as (tx, _):
            streams = tx.streams([one.area for one in result.receipts])
        for receipt in result.receipts:
            end = streams.get(receipt.area, (0, EMPTY))
            if receipt.complete and (receipt.number, receipt.digest) == tuple(end):
                cuts += 1
            else:
                unequal.append(receipt.area)
        progress(done)
    return Proof(held, total, cuts, unequal)

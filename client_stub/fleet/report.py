"""What came of a fleet's days."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Tally:
    """What one tablet's collector did and met; tallies of several add up.

    Attributes:
        visits, revisions: written.
        exchanges_lost: requests or answers that the line lost.
        gave_up: syncs that ended before they were through, because the line did not hold.
        clock_jumps: how often the clock was put wrong.
        conflicts, settled: conflicts seen, and those of them that the collector settled.
        void, mended: fields that the server voided, and those of them that were written anew.
        capped: revisions whose time the server capped.
        set_aside: revisions that the server refused or put in quarantine.
        mistakes: planted mistakes by their name (`client_stub.fleet.mistakes`).
    """

    visits: int = 0
    revisions: int = 0
    exchanges_lost: int = 0
    gave_up: int = 0
    clock_jumps: int = 0
    conflicts: int = 0
    settled: int = 0
    void: int = 0
    mended: int = 0
    capped: int = 0
    set_aside: int = 0
    mistakes: Counter[str] = field(default_factory=Counter[str])

    def __add__(self, other: "Tally") -> "Tally":
        """Return the sum."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__}
        return Tally(**counts)


@dataclass(frozen=True)
class FleetReport:
    """What came of all tablets' days.

    Attributes:
        tablets, households: how many worked, and how many were registered.
        tally: what was done and met, over all.
        held, total: of the revisions on all tablets, those that the server is proven to hold.
        open_conflicts: left open at the end, counted once for each area.
        complete: whether every receipt of every tablet proves that all has arrived.
        equal: whether tablets that share an area hold equal records at equal cuts.
        seconds: how long it took.
    """

    tablets: int
    households: int
    tally: Tally
    held: int
    total: int
    open_conflicts: int
    complete: bool
    equal: bool
    seconds: float


def sum_up(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    total = Tally()
    for one in tallies:
        total += one
    return total

"""One sync: the protocol's session over the line, repeated while the line breaks, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

from client_stub.clock import Clock
from client_stub.errors import ServerRefused
from client_stub.facts import ClockError, Contact
from client_stub.retry import Patience, persist
from client_stub.store import TabletStore
from client_stub.store.local import Note
from sync.outcome import Outcome, Status
from sync.receipt import Receipt
from sync.revision import RevisionId
from sync.session import Session

CLOCK_JUMP_MS = 60_000
"""A clock whose error has changed by more since the last contact has jumped, and its user should know."""


@dataclass(frozen=True)
class SyncResult:
    """What a sync came to.

    Attributes:
        receipts: what is proven about each area.
        outcomes: the server's answer to each revision that was pushed.
        erased: areas that were taken from the user, and are erased now that all of their work is delivered.
        kept: areas that were taken from the user, and still hold something that the server has not secured.
        breaks: how often the line broke.
        refusal: why the server lets this tablet only deliver, not read, or None.
    """

    receipts: tuple[Receipt, ...]
    outcomes: dict[RevisionId, Outcome]
    erased: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    breaks: int = 0
    refusal: ServerRefused | None = None

    @property
    def arrived(self) -> tuple[int, int]:
        """How many of the revisions that are held here the server is proven to hold: N of N."""
        return sum(one.held for one in self.receipts), sum(one.total for one in self.receipts)

    @property
    def complete(self) -> bool:
        """Whether everything arrived, and every digest agrees."""
        return self.refusal is None and all(one.complete for one in self.receipts)

    def count(self, *statuses: Status) -> int:
        """Return how many of the revisions pushed have one of these outcomes."""
        return sum(one.status in statuses for one in self.outcomes.values())


def run(
    store: TabletStore,
    session: Session,
    clock: Clock,
    *,
    patience: Patience,
    sleep: Callable[[float], None],
    random: Callable[[], float],
) -> SyncResult:
    """Run a session until it is through, and keep what it taught.

    Raises:
        LineBroken: the line did not hold long enough; what came through is kept, the rest is for the next time.
        ServerRefused: the server takes nothing from this tablet.
        IntegrityBroken: the server contradicts itself.
    """
    before = clock.offset

    def attempt() -> tuple[list[Receipt], ServerRefused | None]:
        try:
            return _session(session)
        finally:
            if session.offset is not None:
                clock.offset = session.offset

    try:
        (receipts, refusal), breaks = persist(attempt, patience, sleep=sleep, random=random)
    finally:
        _keep_clock(store, clock, before)
    held = {one.area for one in receipts}
    result = SyncResult(
        tuple(receipts),
        dict(session.outcomes),
        tuple(sorted(session.revoked.keys() - held)),
        tuple(sorted(session.revoked.keys() & held)),
        breaks,
        refusal,
    )
    _keep_result(store, clock, result)
    return result


def _session(session: Session) -> tuple[list[Receipt], ServerRefused | None]:
    """Run the session; a tablet that may not read any more still delivers what it holds, into quarantine."""
    try:
        return session.run(), None
    except ServerRefused as refused:
        session.push()
        return session.receipts(), refused


def _keep_clock(store: TabletStore, clock: Clock, before: int) -> None:
    if clock.offset == before:
        return
    with store.begin() as tx:
        tx.save_fact(ClockError(clock.offset))
        if abs(clock.offset - before) > CLOCK_JUMP_MS:
            tx.add_note(Note(clock.now(), "clock_jumped", {"seconds": str((before - clock.offset) // 1000)}))


def _keep_result(store: TabletStore, clock: Clock, result: SyncResult) -> None:
    held, total = result.arrived
    aside = result.count(Status.REFUSED, Status.QUARANTINED)
    with store.begin() as tx:
        tx.save_fact(Contact(clock.now(), held, total, result.complete))
        for area in result.erased:
            tx.add_note(Note(clock.now(), "area_erased", {"area": area}))
        if aside:
            tx.add_note(Note(clock.now(), "set_aside", {"count": str(aside)}))

"""The worker: takes touched households off the queue, runs the rules over them, and writes what changed.

Households are read and evaluated in a snapshot, without a lock, and then settled area by area in short write
transactions. One that was touched between the two stays in the queue, and nothing is written about it. Findings and the
removal from the queue are one transaction: after a crash before it the work is done again, after it there is none left.
Several processes may each run a worker.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from server.store import household_index, queue
from server.store.queue import Entry
from server.verification import basis, findings, frames
from server.verification.catalogue import CATALOGUE
from server.verification.engine import Coverage, evaluate
from server.verification.frames import Shown
from server.verification.policy import Policy
from server.verification.replica import Replica, Work
from server.verification.rule import Rule
from server.verification.touched import neighbours

BATCH: Final = 200
"""Households read at once: enough for the frames to be worth building, few enough to be settled soon."""

RETRY_MS: Final = 10 * 60 * 1000
"""How long a household on which a rule failed waits to be tried again."""

POLL_SECONDS: Final = 1.0
"""How often the queue is looked at when nobody wakes the worker: another process may have filled it."""

GATHER_SECONDS: Final = 0.2
"""How long the worker waits after it was woken: more is touched meanwhile, and a batch costs little more than one."""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Tally:
    """What was done: households verified and failed, revisions of flags written, and how often each rule was asked."""

    verified: int = 0
    failed: int = 0
    written: int = 0
    coverage: dict[str, Coverage] = field(default_factory=dict[str, Coverage])

    def add(self, other: "Tally") -> None:
        """Add what was done besides."""
        self.verified += other.verified
        self.failed += other.failed
        self.written += other.written
        for rule, covered in other.coverage.items():
            self.coverage[rule] = self.coverage.get(rule, Coverage()) + covered


def drain(replica: Replica, policy: Policy, now: int, rules: Sequence[Rule] = CATALOGUE) -> Tally:
    """Verify every household that is due at `now` (unix ms), and say what was done."""
    done = Tally()
    for batch in batches(replica, policy, now, rules):
        done.add(batch)
    return done


def batches(replica: Replica, policy: Policy, now: int, rules: Sequence[Rule] = CATALOGUE) -> Iterator[Tally]:
    """Verify the households that are due, a batch at each step, until there are none."""
    after: Entry | None = None
    while True:
        with replica.reading() as work:
            entries = queue.pending(work.tx.connection, now, BATCH, after)
        if entries:
            yield _verify(replica, policy, now, rules, entries)
        elif after is None:
            return
        after = entries[-1] if entries else None


def _verify(replica: Replica, policy: Policy, now: int, rules: Sequence[Rule], entries: Sequence[Entry]) -> Tally:
    """Verify these households; where a rule fails, each by itself, so that one does not block the others."""
    try:
        return _attempt(replica, policy, now, rules, entries)
    except SQLAlchemyError:
        raise  # the database, not a household: the queue is as it was
    except Exception:  # noqa: BLE001 -- whatever a rule may raise on data that nobody thought of
        if len(entries) > 1:
            done = Tally()
            for entry in entries:
                done.add(_verify(replica, policy, now, rules, [entry]))
            return done
        failed = entries[0]
        _log.exception("household_not_verified", area=failed.area, household=failed.household)
        with replica.begin() as work:
            queue.postpone(work.tx.connection, failed.area, entries, now + RETRY_MS)
        return Tally(failed=1)


def _attempt(replica: Replica, policy: Policy, now: int, rules: Sequence[Rule], entries: Sequence[Entry]) -> Tally:
    by_area = {area: list(found) for area, found in groupby(entries, lambda entry: entry.area)}
    with replica.reading() as work:
        # Of an area that has another home, that server writes the flags.
        own = {area for area in by_area if work.node.judges(area)}
        households = {area: {entry.household for entry in by_area[area]} for area in own}
        records = [one for area, wanted in households.items() for one in _load(work, area, wanted)]
    evaluation = evaluate(records, policy, rules)
    done = Tally(coverage=evaluation.coverage)
    for area, found in by_area.items():
        with replica.begin() as work:
            # First the lock, then the queue: in the order of all who write, so that nobody waits in a circle.
            work.tx.lock([area])
            settled = queue.settle(work.tx.connection, area, found)
            if area in own:
                done.verified += len(settled)
                done.written += findings.record(work.tx, work.node, evaluation, area, settled, now=now)
    return done


def _load(work: Work, area: str, households: Collection[str]) -> list[Shown]:
    """Return the records of these households, of those they have something in common with, and were flagged with."""
    connection = work.tx.connection
    beside = neighbours(connection, area, households) | household_index.flagged_together(connection, area, households)
    return frames.load(work.tx, area, beside.union(households))


class Worker:
    """Verifies in a thread of its own, from `start` to `stop`."""

    def __init__(
        self,
        replica: Replica,
        policy: Policy,
        clock: Callable[[], int],
        *,
        done: Callable[[Tally], None] = lambda _tally: None,
    ) -> None:
        """Take the server's log, the policy, its clock (unix ms), and whom to tell what each batch has done.

        The rules are those of the catalogue.
        """
        self._done = done
        self._replica = replica
        self._policy = policy
        self._clock = clock
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._renewed = False
        self._thread = threading.Thread(target=self._run, name="verification", daemon=True)

    def start(self) -> None:
        """Begin with what is in the queue; with all households, if rules or policy have changed since the last time."""
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether it verifies: it was started, has not been stopped, and has not died."""
        return self._thread.is_alive()

    def wake(self) -> None:
        """Say that households were touched: to be called when the transaction is committed."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the present batch and end; what is left stays in the queue."""
        self._stopping.set()
        self._woken.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                self._work()
            except Exception:  # noqa: BLE001 -- nothing is lost: the queue is as it was, and is tried again
                _log.exception("verification_failed")
            if self._woken.wait(POLL_SECONDS):
                self._stopping.wait(GATHER_SECONDS)

    def _work(self) -> None:
        if not self._renewed:
            queued = basis.renew(self._replica, basis.digest(self._policy))
            self._renewed = True
            if queued:
                _log.info("verifying_all", households=queued)
        for done in batches(self._replica, self._policy, self._clock()):
            self._done(done)
            _log.info("verified", households=done.verified, failed=done.failed, revisions=done.written)
            if self._stopping.is_set():
                return

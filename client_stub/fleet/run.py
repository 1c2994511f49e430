"""All tablets of a fleet, through all their days, to the proof that everything arrived."""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar
from uuid import UUID

import httpx

from client_stub.environment import Environment
from client_stub.fleet.clock import FieldClock
from client_stub.fleet.collector import Collector, Habits
from client_stub.fleet.line import VillageLine
from client_stub.fleet.plan import plan_days
from client_stub.fleet.proof import agree
from client_stub.fleet.report import FleetReport, sum_up
from client_stub.fleet.survey import read_household
from client_stub.retry import Patience, persist
from client_stub.syncing import SyncResult
from client_stub.tablet import Tablet
from client_stub.transport import TIMEOUT

Progress = Callable[[str, int, int], None]
"""Told of (stage, done, total); the stages are `enrol`, then for each day `work` and `sync`, then `prove`."""

HABITS = Habits()

_PATIENCE = Patience(attempts=8, first=0.05, longest=1.0)
_PROOF_ROUNDS = 10
_PAUSE = 1.0
"""Between two rounds of the proof (s): the server's verification may still write."""

Task = TypeVar("Task")
Done = TypeVar("Done")


def run_fleet(
    server_url: str,
    codes: Sequence[str],
    households: Iterable[object],
    *,
    folder: Path,
    seed: int,
    days: int,
    threads: int = 4,
    habits: Habits = HABITS,
    progress: Progress = lambda _stage, _done, _total: None,
) -> FleetReport:
    """Let tablets enrol, survey these households for some days, sync, and prove that everything arrived.

    Args:
        server_url: their server.
        codes: one enrolment code a tablet. A village in the areas of several tablets is shared between them.
        households: what `read_household` reads; those in nobody's areas are left out.
        folder: gets a folder for each tablet.
        seed: of all that is drawn.
        days: how many; the households are registered over all but the last.
        threads: tablets that work or sync at once.
        habits: how often things go wrong.
        progress: is told how far it is.

    Raises:
        ServerRefused: the server does not accept a code or a tablet.
        LineBroken: the server cannot be reached.
    """
    began = time.monotonic()
    surveyed = [read_household(one) for one in households]
    with ThreadPoolExecutor(threads) as pool:
        crew = _Crew(pool, progress)
        recruits = [
            _Recruit(server_url, code, folder / f"tablet-{number:02d}", _seeded(seed, f"tablet {number}"), habits)
            for number, code in enumerate(codes, 1)
        ]
        collectors = crew.each("enrol", _enrol, recruits)
        plans = plan_days(
            surveyed,
            [one.tablet.remit.scope for one in collectors],
            days=days,
            revisits=habits.revisits,
            shared=habits.shared,
            random=_seeded(seed, "plan"),
        )
        for day in plans:
            crew.each("work", lambda one: one[0].work(one[1]), list(zip(collectors, day, strict=True)))
            crew.each("sync", Collector.evening, collectors)
        results, equal = _prove(crew, collectors)
    tablets = [one.tablet for one in collectors]
    report = FleetReport(
        tablets=len(collectors),
        households=sum(len(plan.register) for day in plans for plan in day),
        tally=sum_up(one.tally for one in collectors),
        held=sum(one.arrived[0] for one in results if one is not None),
        total=sum(one.arrived[1] for one in results if one is not None),
        open_conflicts=len({(one.area, one.key, one.field) for tablet in tablets for one in tablet.conflicts()}),
        complete=all(one is not None and one.complete for one in results),
        equal=equal,
        seconds=time.monotonic() - began,
    )
    for tablet in tablets:
        tablet.close()
    return report


class _Recruit(NamedTuple):
    """A tablet to be: where it will enrol, with which code, in which folder."""

    server_url: str
    code: str
    folder: Path
    random: Random
    habits: Habits


class _Crew:
    """Does one thing for each of many, some at once, and tells how far it is."""

    def __init__(self, pool: ThreadPoolExecutor, progress: Progress) -> None:
        self._pool = pool
        self._progress = progress

    def each(self, stage: str, do: Callable[[Task], Done], tasks: Sequence[Task]) -> list[Done]:
        """Do it for each of these, and return the results in their order."""
        done: list[Done] = []
        self._progress(stage, 0, len(tasks))
        for result in self._pool.map(do, tasks):
            done.append(result)
            self._progress(stage, len(done), len(tasks))
        return done


def _enrol(recruit: _Recruit) -> Collector:
    random = recruit.random
    line = VillageLine(httpx.HTTPTransport(), random, recruit.habits.lost)
    clock = FieldClock(lambda: time.time_ns() // 1_000_000, random)
    environment = Environment(
        wall=clock,
        new_id=lambda: _uuid7(clock(), random),
        connect=lambda url: httpx.Client(base_url=url, timeout=TIMEOUT, transport=line),
        random=random.random,
        patience=_PATIENCE,
    )
    tablet = Tablet(recruit.folder, environment)
    label = recruit.folder.name
    persist(
        lambda: tablet.enrol(recruit.server_url, recruit.code, label),
        _PATIENCE,
        sleep=time.sleep,
        random=random.random,
    )
    return Collector(tablet, clock, line, recruit.habits, random)


def _prove(crew: _Crew, collectors: Sequence[Collector]) -> tuple[list[SyncResult | None], bool]:
    """Sync over a line that holds until all tablets that share an area have the same; return the last results."""
    for one in collectors:
        one.hold_the_line()
    results, equal = _round(crew, collectors)
    for _ in range(_PROOF_ROUNDS):
        if equal and all(one is not None and one.complete for one in results):
            break
        time.sleep(_PAUSE)
        results, equal = _round(crew, collectors)
    return results, equal


def _round(crew: _Crew, collectors: Sequence[Collector]) -> tuple[list[SyncResult | None], bool]:
    return crew.each("prove", Collector.sync, collectors), agree(one.tablet for one in collectors)


def _seeded(seed: int, part: str) -> Random:
    """Return the generator of one part of the simulation."""
    return Random(f"{seed}/{part}")  # noqa: S311 -- a simulation is to be repeated, not to be unpredictable


def _uuid7(ms: int, random: Random) -> str:
    value = (max(ms, 0) & (1 << 48) - 1) << 80 | 0x7 << 76 | random.getrandbits(12) << 64 | 0b10 << 62
    return str(UUID(int=value | random.getrandbits(62)))

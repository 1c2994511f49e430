"""The worker: a thread that keeps up, one bad household that blocks nobody, and what happens between its two steps."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import polars as pl
import pytest

from server.replica import Replica, Work
from server.verification.policy import load_policy
from server.verification.rules.arithmetic import INCOME_NET_MISMATCH
from server.verification.worker import POLL_SECONDS, RETRY_MS, Worker, drain
from sync.authoring import Draft
from tests.integration.verification.village import NOW, Village, drafts
from tests.unit.server.verification.families import HOUSEHOLD, INCOME, VILLAGE, YEAR, Fields, family

NET = ("income_net_mismatch", HOUSEHOLD, YEAR)
WRONG: Fields = {"net_income": 1, "net_income_per_capita": None}
OTHER = "01665100-0000-7000-8000-000000000002"


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.01)


def household(number: int) -> str:
    return f"01665100-0000-7000-8000-{number:012d}"


def raised(village: Village) -> bool:
    return village.flag(*NET) is not None


@pytest.fixture
def worker(village: Village) -> Iterator[Worker]:
    made = Worker(village.replica, load_policy(), village.clock)
    yield made
    made.stop()


class TestThread:
    def test_begins_with_what_was_left_in_the_queue(self, village: Village, worker: Worker):
        village.write(*drafts(family(WRONG)))
        worker.start()
        eventually(lambda: raised(village))

    def test_is_woken(self, village: Village, worker: Worker):
        worker.start()
        time.sleep(0.1)
        village.write(*drafts(family(WRONG)))
        worker.wake()
        eventually(lambda: raised(village), POLL_SECONDS * 0.8)

    def test_looks_by_itself_for_what_another_process_did(self, village: Village, worker: Worker):
        worker.start()
        time.sleep(0.1)
        village.write(*drafts(family(WRONG)))
        eventually(lambda: raised(village))

    def test_ends_when_it_is_told(self, village: Village, worker: Worker):
        worker.start()
        worker.stop()
        village.write(*drafts(family(WRONG)))
        time.sleep(0.1)
        assert not raised(village)

    def test_goes_on_after_the_database_was_away(self, village: Village):
        replica = _Away(village.replica)
        worker = Worker(replica, load_policy(), village.clock)
        village.write(*drafts(family(WRONG)))
        worker.start()
        try:
            eventually(lambda: replica.asked > 0)
            replica.away = False
            eventually(lambda: raised(village))
        finally:
            worker.stop()


class _Away:
    """A log whose database cannot be reached at first."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self.begin = replica.begin
        self.asked = 0
        self.away = True

    @contextmanager
    def reading(self) -> Iterator[Work]:
        self.asked += 1
        if self.away:
            raise ConnectionError
        with self._replica.reading() as work:
            yield work


class TestOneBadHousehold:
    # Knows one household only and fails on others, as a rule may on data that nobody thought of.
    brittle = replace(
        INCOME_NET_MISMATCH,
        condition=INCOME_NET_MISMATCH.condition
        & pl.col("household").replace_strict({OTHER: True}, return_dtype=pl.Boolean),
    )

    def test_does_not_block_the_others_and_is_tried_again(self, village: Village):
        village.write(*drafts(family(WRONG)), *drafts(family(WRONG, [], household=OTHER)))
        done = village.drain([self.brittle])
        assert (done.verified, done.failed, done.written) == (1, 1, 1)
        assert village.flag("income_net_mismatch", OTHER, YEAR) is not None
        assert not raised(village)
        assert village.drain().verified == 0
        village.clock.now += RETRY_MS
        assert village.drain().verified == 1
        assert raised(village)


class _Meanwhile:
    """A log in which something happens between the worker's reading and its writing."""

    def __init__(self, replica: Replica, happens: Callable[[], object]) -> None:
        self._replica = replica
        self._happens = [happens]
        self.reading = replica.reading

    @contextmanager
    def begin(self) -> Iterator[Work]:
        while self._happens:
            self._happens.pop()()
        with self._replica.begin() as work:
            yield work


class TestBetweenReadingAndWriting:
    def test_a_household_that_is_touched_is_verified_on_what_it_is_then(self, village: Village):
        village.write(*drafts(family(WRONG)))
        (year,) = [one for one in family() if one.key.type == "household_year"]
        correction = Draft(VILLAGE, year.key, {"income": INCOME}, "visit")
        replica = _Meanwhile(village.replica, lambda: village.write(correction))
        done = drain(replica, load_policy(), village.clock())
        assert (done.verified, done.written) == (1, 0)
        assert not raised(village)

    def test_another_worker_that_was_faster_leaves_nothing_to_do(self, village: Village):
        village.write(*drafts(family(WRONG)))
        replica = _Meanwhile(village.replica, village.drain)
        done = drain(replica, load_policy(), village.clock())
        assert (done.verified, done.written) == (0, 0)
        flag = village.flag(*NET)
        assert flag is not None
        assert flag.revisions == 1


def test_workers_and_writers_at_once_lose_nothing(village: Village):
    village.write(*(draft for n in range(1, 5) for draft in drafts(family({}, [], household=household(n)))))
    stopping = threading.Event()

    def write(number: int) -> None:
        (year,) = [one for one in family(household=household(number)) if one.key.type == "household_year"]
        for amount in [*range(10), INCOME["net_income"] if number % 2 else 1]:
            income = {**INCOME, "net_income": amount}
            village.write(Draft(VILLAGE, year.key, {"income": income}, "visit"))

    def work() -> None:
        while not stopping.is_set():
            drain(village.replica, load_policy(), NOW)

    with ThreadPoolExecutor() as pool:
        workers = [pool.submit(work) for _ in range(2)]
        writers = [pool.submit(write, number) for number in range(1, 5)]
        failures = [writer.exception() for writer in writers]
        stopping.set()
        failures += [worker.exception() for worker in workers]
    assert failures == [None] * 6
    village.drain()
    flags = {number: village.flag("income_net_mismatch", household(number), YEAR) for number in range(1, 5)}
    assert {number for number, flag in flags.items() if flag is not None and flag.finding["present"]} == {2, 4}


def test_a_dead_worker_has_done_nothing_by_halves(village: Village):
    village.write(*drafts(family(WRONG)))

    class Died(BaseException):
        """As by a signal: nothing catches it."""

    class Dying(_Meanwhile):
        @contextmanager
        def begin(self) -> Iterator[Work]:
            with super().begin() as work:
                yield work
                raise Died

    with pytest.raises(Died):
        drain(Dying(village.replica, lambda: None), load_policy(), village.clock())
    assert not raised(village)
    assert village.drain().written == 1

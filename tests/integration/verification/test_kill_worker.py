"""The worker's process is killed in the middle of its work, again and again: no flag is lost, none is doubled."""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from schemas.naming import flag_id
from server.services import Services
from server.store import queue
from server.verification.frames import Shown
from tests.integration.verification.village import TOWNSHIP, Village, drafts
from tests.unit.server.verification.families import HEAD, WORKER, YEAR, card, family, household_id, member_id

KILLS = int(os.environ.get("RUHU_KILLS", "5"))
"""How often in a run; more than the suite's few for a long one."""

VILLAGES = [f"{TOWNSHIP}{number:03d}" for number in range(201, 213)]
HOUSEHOLDS = 3
"""In each village, new ones before each kill."""

SECONDS = 60
"""How long the worker may take to come so far."""


def planted_in(area: str, first: int) -> list[Shown]:
    """Return new households whose net income is wrong, the first two of them with the same person in both."""
    records: list[Shown] = []
    for number in range(first, first + HOUSEHOLDS):
        person = HEAD | {"id_number": card(first if number < first + 2 else number)}
        income = {"net_income": 1, "net_income_per_capita": None}
        records += family(income, [(person, WORKER)], household=household_id(number), area=area, first=number)
    return records


def expected(last: int) -> Counter[str]:
    """Return the flags about households up to this one, each written once."""
    numbers = range(1, last + 1)
    flags = [flag_id("income_net_mismatch", [household_id(one)], YEAR) for one in numbers]
    twice = [flag_id("duplicate_person", [member_id(one), member_id(one + 1)], None) for one in numbers[::HOUSEHOLDS]]
    return Counter(flags + twice)


def left(services: Services) -> int:
    with services.replica.reading() as (tx, _):
        return len(queue.pending(tx.connection, services.clock(), 10_000))


def flags(services: Services, area: str) -> Counter[str]:
    """Return how many revisions each flag of an area has."""
    with services.replica.reading() as (tx, _):
        return Counter(row.record for row in tx.page(area, 0, 100_000) if row.type == "flag")


@pytest.mark.slow
def test_a_worker_that_is_killed_neither_loses_nor_doubles_a_flag(village: Village, services: Services):
    generator = Random(2018)
    planted = 0
    url = services.engine.url.render_as_string(hide_password=False)
    for _ in range(KILLS):
        for area in VILLAGES:
            village.write(*drafts(planted_in(area, planted + 1)))
        planted += HOUSEHOLDS
        _kill_when(services, url, generator.randrange(left(services)))
    village.drain()
    assert left(services) == 0
    for area in VILLAGES:
        assert flags(services, area) == expected(planted)


def _kill_when(services: Services, url: str, remaining: int) -> None:
    """Run the worker in a process of its own, and kill it when at most so many households are left."""
    command = [sys.executable, "-m", "tests.integration.verification.run_worker", str(services.settings.data_dir), url]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[3])
    end = time.monotonic() + SECONDS
    try:
        while left(services) > remaining:
            assert process.poll() is None, "the worker died by itself"
            assert time.monotonic() < end, "the worker does not come on"
    finally:
        process.kill()
        process.wait()

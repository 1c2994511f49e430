"""A tablet that is killed at any moment has all that it said was saved, and goes on."""

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from client_stub.tablet import Tablet
from tests.integration.tablet.conftest import NewTablet
from tests.integration.tablet.home import VILLAGE, Home

ROUNDS = int(os.environ.get("RUHU_KILLS", "3"))
ROOT = Path(__file__).parents[3]


def ids(tablet: Tablet) -> set[str]:
    with tablet.store.begin() as tx:
        return {*tx.listing(VILLAGE)[1]}


def test_what_was_saved_is_there_after_kill_9(new_tablet: NewTablet, home: Home, tmp_path: Path):
    home.now = time.time_ns() // 1_000_000  # the clock of the process that writes
    new_tablet("anna").close()
    random, before = Random(1), set[str]()
    for _ in range(ROUNDS):
        acknowledged = _write_and_kill(tmp_path / "anna", after=random.randint(1, 40))
        anna = new_tablet("anna")
        saved = ids(anna)
        assert before | acknowledged <= saved
        assert len(saved - before - acknowledged) <= 1  # saved, and killed before it could say so
        assert anna.sync().arrived == (len(saved), len(saved))
        anna.close()
        before = saved
    with home.store.begin() as tx:
        assert tx.streams([VILLAGE])[VILLAGE].number == len(before)


def _write_and_kill(folder: Path, *, after: int) -> set[str]:
    """Let a process write, kill it after some edits, and return the ids that it said were saved."""
    command = [sys.executable, "-m", "tests.integration.tablet.writing_process", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        acknowledged = {process.stdout.readline().strip() for _ in range(after)}
        process.kill()
        return acknowledged | {line.strip() for line in process.stdout if line.endswith("\n")}

"""`make demo`: the main job on real input, from an empty folder to proven equality. Exit status 0 only if all held."""

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from client_stub.fleet import FleetReport, Habits, run_fleet
from client_stub.fleet.survey import read_household
from demo import process, proof
from demo.census import Census, count
from demo.households import load_households
from demo.messages import Say
from demo.staff import OFFICER, hire, territories
from server.config import Settings
from server.services import Services

TABLETS = 40
DAYS = 3
SEED = 2018
VERIFICATION_PATIENCE_S = 120
HABITS = Habits(shared=0.1)  # two tablets meet in one household often enough to be seen

console = Console()
_STAGES = {"enrol": Say.ENROL, "work": Say.WORK, "sync": Say.SYNC, "prove": Say.PROVE}


def main() -> int:
    """Run the demo in a temporary folder; return the exit status."""
    folder = Path(tempfile.mkdtemp(prefix="ruhu-demo-"))
    try:
        return _run(folder)
    except KeyboardInterrupt:
        return 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path) -> int:
    began = time.monotonic()
    households = [read_household(one) for one in load_households()]
    gc.freeze()  # they stay to the end: searching them for garbage again and again would take half of the time
    settings = Settings(data_dir=folder / "server")
    environment = {"RUHU_DATA_DIR": str(settings.data_dir)}
    services = Services.open(settings)
    services.install()
    process.ruhu(environment, "area", "import")
    dealt = territories((one.village for one in households), TABLETS)
    staff = hire(services, dealt)
    _say(Say.STAFF, users=TABLETS)
    _say(Say.REAL, households=len(households), villages=len({one.village for one in households}))
    with process.serving(environment, folder / "server.log") as server:
        with _progress() as told:
            report = run_fleet(
                server.address,
                staff.codes,
                households,
                folder=folder / "tablets",
                seed=SEED,
                days=DAYS,
                habits=HABITS,
                progress=told,
            )
        with console.status(Say.VERIFY.text()):
            verified = proof.await_verification(services, VERIFICATION_PATIENCE_S)
        with _progress() as told:
            tablets = sorted((folder / "tablets").iterdir())
            proven = proof.prove(services, tablets, lambda done: told("prove", done, len(tablets)))
        with console.status(Say.COUNT.text()):
            census = count(services)
        _print(report, census)
        _say(Say.ARRIVED, held=proven.held, total=proven.total)
        _say(Say.UNEQUAL, areas=proven.unequal) if proven.unequal else _say(
            Say.EQUAL, cuts=proven.cuts, tablets=TABLETS
        )
        _say(Say.FSCK)
        clean = process.ruhu(environment, "fsck")
        held = verified and proven.complete and report.complete and report.equal and clean
        _say(Say.HELD if held else Say.FAILED, seconds=round(time.monotonic() - began))
        if os.environ.get("DEMO_SERVE") != "0":
            _say(Say.SERVING, address=server.address, user=OFFICER, password=staff.password)
            server.process.wait()
    services.close()
    return 0 if held else 1


def _print(report: FleetReport, census: Census) -> None:
    tally = report.tally
    _table(
        Say.FIELD_TITLE,
        [
            (Say.TABLETS, report.tablets),
            (Say.HOUSEHOLDS, report.households),
            (Say.VISITS, tally.visits),
            (Say.MISTAKES, sum(tally.mistakes.values())),
            (Say.CLOCKS, tally.clock_jumps),
            (Say.LOST, tally.exchanges_lost),
            (Say.SETTLED, tally.settled),
            (Say.MENDED, tally.mended),
        ],
    )
    _table(
        Say.SERVER_TITLE,
        [
            (Say.VERSIONS, census.versions),
            (Say.RECORDS, census.records),
            (Say.MERGED, census.merged),
            (Say.CONFLICTS, census.conflicts),
            (Say.VOID, sum(census.void.values())),
            (Say.CAPPED, census.capped),
            (Say.FLAGS, len(census.flagged)),
        ],
    )
    flags = Table(title=Say.FLAG_TITLE.text(), title_justify="left")
    flags.add_column(Say.RULE.text())
    flags.add_column(Say.FOUND.text(), justify="right")
    for rule, found in sorted(census.flags.items()):
        flags.add_row(rule, str(found))
    console.print(flags)


def _table(title: Say, rows: list[tuple[Say, int]]) -> None:
    table = Table(title=title.text(), title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for said, number in rows:
        table.add_row(said.text(), f"{number:,}")
    console.print(table)


def _say(said: Say, **filled: object) -> None:
    console.print(said.text(**filled), markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _progress() -> Iterator["_Stages"]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        yield _Stages(bars)


class _Stages:
    """One progress bar for each stage that is told of; a stage that begins again gets another."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage or done == 0:
            self._stage = stage
            self._task = self._bars.add_task(_STAGES[stage].text(), total=total)
        self._bars.update(self._task, completed=done)


if __name__ == "__main__":
    sys.exit(main())

"""How long a city's households take to come in and go out as sheets: `python -m tests.bench.exchange --help`.

The sheets are those of 12,600 households with 36,252 people: the demo's, taken several times under numbers of their
own, with as many of their people as makes up the number. Each command runs as people run it, in a process of its own.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, count, groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import UUID, uuid5

import psutil

from demo.households import Household, load_households
from schemas.naming import household_year_id, member_year_id
from server.exchange.exporting import Files, Rows, rows_of
from server.exchange.gazetteer import Gazetteer
from server.exchange.layout import HOUSEHOLDS, PERSONS
from server.exchange.sheet_files import Encoding, Format, new_sheet
from server.store.areas import names_within
from sync.merge import Candidate, State
from sync.revision import RecordKey
from tests.bench.process import RUHU, local_settings
from tests.bench.tablets import Site
from tests.services.postgres import running_postgres

AREA = "4108"
CITY_HOUSEHOLDS, CITY_PEOPLE = 12_600, 36_252
HEADER = "| engine | command | households | people | seconds | CPU s | peak MB |\n" + "| --- " * 7 + "|"


class Measured(NamedTuple):
    """One command: how long it took, and the most memory that it and the processes below it held together."""

    seconds: float
    cpu: float
    megabytes: int


def main() -> None:
    """Measure, and print the table line by line."""
    options = _options()
    print(HEADER, flush=True)
    for engine in ("sqlite", "postgres") if options.engine == "both" else (options.engine,):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="ruhu-exchange-")))
            url = f"sqlite:///{folder / 'ruhu.db'}"
            if engine == "postgres":
                url = stack.enter_context(running_postgres()).create_database()
            environment = os.environ | {"RUHU_DATA_DIR": str(folder), "RUHU_DATABASE_URL": url}
            for preparing in (["init"], ["area", "import"]):
                measure(preparing, environment)
            sheets = Files(folder, Format(options.format))
            write_sheets(sheets, folder, url, options.households, options.people)
            named = [str(file) for file in sheets.named(AREA)]
            for said, command in (
                ("import --preview", ["import", "--preview", *named]),
                ("import", ["import", *named]),
                ("import again", ["import", *named]),
                ("export", ["export", AREA, "--folder", str(folder), "--format", options.format]),
            ):
                took = measure(["household", *command], environment)
                print(
                    f"| {engine} | {said} | {options.households:,} | {options.people:,} "
                    f"| {took.seconds:.1f} | {took.cpu:.1f} | {took.megabytes} |",
                    flush=True,
                )


def write_sheets(files: Files, folder: Path, url: str, households: int, people: int) -> None:
    """Write the sheets of so many households with so many people together."""
    site = Site(local_settings(folder, url, verification=False))
    with site.services.replica.reading() as (tx, _):
        gazetteer = Gazetteer(names_within(tx.connection, {AREA}))
    site.close()
    first, second = files.named(AREA)
    with (
        new_sheet(first, HOUSEHOLDS.name.zh, Encoding.UTF_8) as household_sheet,
        new_sheet(second, PERSONS.name.zh, Encoding.UTF_8) as person_sheet,
    ):
        household_sheet.write([column.label for column in HOUSEHOLDS.columns])
        person_sheet.write([column.label for column in PERSONS.columns])
        for village, living in groupby(_city(households, people), key=lambda one: one.village):
            rows: Rows = rows_of(gazetteer.names(village), dict(_states(living)), None)
            for row in rows.households:
                household_sheet.write(row)
            for row in rows.persons:
                person_sheet.write(row)


def measure(arguments: list[str], environment: dict[str, str]) -> Measured:
    """Run a command of `ruhu` to its end.

    Raises:
        RuntimeError: it failed; the message is what it said.
    """
    started, spent = time.perf_counter(), _cpu()
    process = psutil.Popen([RUHU, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    peak = 0
    while process.poll() is None:
        peak = max(peak, _resident(process))
        time.sleep(0.05)
    seconds = time.perf_counter() - started
    said = process.stdout.read().decode()
    if process.returncode:
        raise RuntimeError(said)
    return Measured(seconds, _cpu() - spent, peak // 1_000_000)


def _cpu() -> float:
    """Return what the processes that have ended took (s)."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident(process: psutil.Process) -> int:
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            held = one.memory_info()
            total += held.rss - held.shared  # a database file that is mapped is the kernel's cache
    except psutil.NoSuchProcess:
        pass
    return total


def _city(households: int, people: int) -> Iterator[Household]:
    """Return so many households, village by village, with so many people together."""
    copies = chain.from_iterable((_copy(one, copy) for one in load_households()) for copy in count(1))
    taken = list(islice(copies, households))
    sizes = [1] * households
    left = people - households
    while left > 0:
        for at, one in enumerate(taken):
            if left > 0 and sizes[at] < len(one.members):
                sizes[at] += 1
                left -= 1
    living = (replace(one, members=one.members[:size]) for one, size in zip(taken, sizes, strict=True))
    return iter(sorted(living, key=lambda one: one.village))


def _copy(one: Household, copy: int) -> Household:
    """Return the same household under other numbers."""

    def renumbered(number: str) -> str:
        return f"{number[:6]}{copy}{number[7:]}"

    members = [
        replace(member, fields={**member.fields, "person_no": renumbered(member.fields["person_no"])})
        for member in one.members
    ]
    return replace(one, fields={**one.fields, "household_no": renumbered(one.fields["household_no"])}, members=members)


def _states(living: Iterator[Household]) -> Iterator[tuple[RecordKey, State]]:
    for at, one in enumerate(living):
        household = str(uuid5(UUID(one.id), str(at)))
        ids = {member.id: str(uuid5(UUID(member.id), str(at))) for member in one.members}
        head = {"head_member_id": ids[one.members[0].id]}
        yield RecordKey("household", household), _state({**one.fields, **head})
        year = {**one.year_fields, "household": household, "member_count": len(ids)}
        yield RecordKey("household_year", household_year_id(household, 2018)), _state(year)
        for member in one.members:
            name = ids[member.id]
            yield RecordKey("member", name), _state({**member.fields, "household": household})
            of_year = {**member.year_fields, "household": household, "member": name}
            yield RecordKey("member_year", member_year_id(name, 2018)), _state(of_year)


def _state(values: dict[str, object]) -> State:
    return State(candidates={name: (Candidate(0, "", value),) for name, value in values.items()})


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.exchange", description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--format", choices=[one.value for one in Format], default=Format.XLSX.value)
    parser.add_argument("--households", type=int, default=CITY_HOUSEHOLDS)
    parser.add_argument("--people", type=int, default=CITY_PEOPLE)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

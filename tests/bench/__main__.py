"""The command line of the benchmark: `python -m tests.bench --help`."""

import argparse
import json
import os
import platform
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pysqlite3 import dbapi2 as sqlite

from tests.bench.figures import HEADER, Figure
from tests.bench.measure import Bench, measure
from tests.bench.process import local_settings, serving
from tests.bench.raw import open_raw
from tests.bench.tablets import TOWNSHIP, VILLAGES, Site
from tests.services.postgres import running_postgres

ENGINES = ("sqlite", "postgres")


def main(arguments: list[str] | None = None) -> None:
    """Measure, print the table line by line, and write the figures to a file if one is named."""
    options = _options(arguments)
    print(HEADER, flush=True)
    figures: list[Figure] = []
    for engine in ENGINES if options.engine == "both" else (options.engine,):
        with _bench(engine, options) as bench:
            writers = bench.site.enrol(VILLAGES, "collector")
            (reader,) = bench.site.enrol([TOWNSHIP], "township")
            for figure in measure(bench, writers, reader, options.clients):
                print(figure.line(), flush=True)
                figures.append(figure)
    if options.json:
        report = {**_circumstances(), "figures": [one.as_json() for one in figures]}
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


@contextmanager
def _bench(engine: str, options: argparse.Namespace) -> Iterator[Bench]:
    """Run a server on new data, with an empty database beside it for the bare driver."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="ruhu-bench-")))
        groups: dict[str, int] = {}
        if engine == "postgres":
            postgres = stack.enter_context(running_postgres())
            url, raw_url = postgres.create_database(), postgres.create_database()
            groups["database"] = postgres.pid
        else:
            url, raw_url = (f"sqlite:///{folder / name}" for name in ("ruhu.db", "raw.db"))
        site = stack.enter_context(closing(Site(local_settings(folder, url, verification=options.verification))))
        raw = open_raw(raw_url)
        server = stack.enter_context(serving(site))
        yield Bench(engine, site, server, raw, {"server": server.pid, **groups}, options.rows, options.seconds)


def _circumstances() -> dict[str, Any]:
    return {
        "command": shlex.join([Path(sys.executable).name, *sys.orig_argv[1:]]),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "sqlite": sqlite.sqlite_version,
    }


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure push and pull.")
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--rows", type=int, default=6000, help="revisions an operation (%(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=6.0, help="the longest that an operation goes on (%(default)s)"
    )
    parser.add_argument("--clients", type=_counts, default="1,8", help="how many at once, in turn (%(default)s)")
    parser.add_argument(
        "--verification",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="whether the server verifies what was pushed meanwhile, in the same process",
    )
    parser.add_argument("--json", type=Path, help="a file for the figures")
    return parser.parse_args(arguments)


def _counts(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    main()

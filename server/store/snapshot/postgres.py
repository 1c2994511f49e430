"""Copying PostgreSQL by its own programs: `pg_dump` in the snapshot of a transaction, `pg_restore` in one transaction.

The password goes to them in their environment, so that no list of processes shows it.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Engine, func, inspect, select, text

from server.store.engine import for_reading
from server.store.errors import CopyFailed, ToolMissing, ToolTooOld
from server.store.snapshot.contents import Contents, read_contents


def take(engine: Engine, file: Path, pg_bin: Path | None) -> Contents:
    """See `server.store.snapshot.take`."""
    program = _program("pg_dump", pg_bin)
    with for_reading(engine).begin() as connection:
        _check_version(program, connection.execute(text("SHOW server_version_num")).scalar_one())
        contents = read_contents(connection)
        snapshot = connection.execute(select(func.pg_export_snapshot())).scalar_one()
        # Not compressed: the archive is, and better.
        options = ["--format=custom", "--compress=0", f"--snapshot={snapshot}", f"--file={file}"]
        _run(program, engine.url, options)
    return contents


def put_back(engine: Engine, file: Path, pg_bin: Path | None) -> None:
    """See `server.store.snapshot.put_back`."""
    options = ["--exit-on-error", "--single-transaction", str(file)]
    _run(_program("pg_restore", pg_bin), engine.url, options)


def is_empty(engine: Engine) -> bool:
    """See `server.store.snapshot.is_empty`."""
    return not inspect(engine).get_table_names()


def _run(program: str, url: URL, options: Sequence[str]) -> None:
    parts = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database, **url.query}
    target = make_conninfo(**{name: value for name, value in parts.items() if value is not None})
    password = {} if url.password is None else {"PGPASSWORD": url.password}
    done = subprocess.run(  # noqa: S603 -- a program of PostgreSQL, found by its name
        [program, "--no-owner", "--no-privileges", "--no-password", f"--dbname={target}", *options],
        env=os.environ | password,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        # The first line says what went wrong; those after it may quote rows.
        raise CopyFailed(done.stderr.partition("\n")[0])


def _program(name: str, pg_bin: Path | None) -> str:
    found = shutil.which(name, path=pg_bin)
    if found is None:
        raise ToolMissing(name)
    return found


def _check_version(program: str, server: str) -> None:
    """Refuse a program that is older than the server, as it would itself, but before it begins."""
    needed = int(server) // 10_000
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.search(r"\b(\d+)(?:\.\d+)?", said)
    if found is not None and int(found[1]) < needed:
        raise ToolTooOld(Path(program).name, int(found[1]), needed)

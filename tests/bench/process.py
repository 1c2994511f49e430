"""The real server process: `ruhu serve` on 127.0.0.1 and a free port, and a lean HTTP client for it."""

import gzip
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from server.config import Settings
from tests.bench.tablets import Site

RUHU = Path(sys.executable).with_name("ruhu")
START_SECONDS = 60
STOP_SECONDS = 30
NDJSON = "application/x-ndjson"


class ServerDown(Exception):
    """The server did not start; the message ends with what it printed."""


class Request(NamedTuple):
    """One request, as it is sent. With `compressed` its body is gzipped, and so may its answer be."""

    path: str
    token: str
    body: bytes
    compressed: bool


class ServerProcess(NamedTuple):
    """A running server."""

    port: int
    pid: int

    @contextmanager
    def client(self) -> Iterator[Callable[[Request], bytes]]:
        """Open a connection that is kept alive; a call sends a request and returns the body of its answer as it came.

        The client of the standard library costs a fifth of a millisecond a request, which matters with one revision a
        request and two cores for both sides.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

        def send(request: Request) -> bytes:
            headers = {"Authorization": f"Bearer {request.token}", "Content-Type": NDJSON}
            if request.compressed:
                headers |= {"Content-Encoding": "gzip", "Accept-Encoding": "gzip"}
            connection.request("POST", request.path, request.body, headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != http.HTTPStatus.OK:
                raise RuntimeError(f"{request.path}: {answer.status} {body[:500]!r}")
            return body

        try:
            yield send
        finally:
            connection.close()


def inflated(body: bytes) -> bytes:
    """Return an answer's body as the server wrote it."""
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


@contextmanager
def serving(site: Site) -> Iterator[ServerProcess]:
    """Run the server of this site until the block ends.

    Raises:
        ServerDown: it did not answer in time.
    """
    settings = site.settings
    named = {f"RUHU_{name.upper()}": str(getattr(settings, name)) for name in settings.model_fields_set}
    log = settings.data_dir / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen([RUHU, "serve"], stdout=output, stderr=output, env=os.environ | named)
        try:
            _wait(process, settings.port, log)
            yield ServerProcess(settings.port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise ServerDown(log.read_text(encoding="utf-8", errors="replace"))


def local_settings(folder: Path, url: str, *, verification: bool = True) -> Settings:
    """Return the settings of a server on 127.0.0.1 and a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings(
        data_dir=folder,
        database_url=url,
        host="127.0.0.1",
        port=port,
        verification=verification,
        requests_per_minute=1_000_000,  # what limits is to be measured, not the bound
    )

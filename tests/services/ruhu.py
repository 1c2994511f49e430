"""`ruhu` in processes of its own: `serve` on 127.0.0.1 and a free port, to be killed, and other commands."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

from server.config import Settings
from tests.services.postgres import client_programs

START_SECONDS = 120
"""Until it answers; a busy machine takes long to import everything."""


class RuhuUnavailable(Exception):
    """The server did not start, or a command failed; the message is what it said."""


def environment(settings: Settings) -> dict[str, str]:
    """Return what a process needs to run with the data of these settings."""
    return os.environ | {
        "RUHU_DATA_DIR": str(settings.data_dir),
        "RUHU_DATABASE_URL": settings.database_url,
        "RUHU_PG_BIN": str(client_programs()),
        "RUHU_REQUESTS_PER_MINUTE": "1000000",  # one client of a test asks as often as a whole county
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "200",
    }


def run_ruhu(settings: Settings, *arguments: str | Path, status: int = 0) -> str:
    """Run a command to its end, and return what it said; it ends with this status."""
    command = [Path(sys.executable).with_name("ruhu"), *arguments]
    done = subprocess.run(
        command, env=environment(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != status:
        raise RuhuUnavailable(f"{arguments} ended with {done.returncode}: {done.stdout}")
    return done.stdout


class RuhuProcess:
    """One run of the server on the data of these settings."""

    def __init__(self, settings: Settings) -> None:
        """Start it and wait until it answers.

        Raises:
            RuhuUnavailable: it ended, or took too long.
        """
        command = [Path(sys.executable).with_name("ruhu"), "serve", "--port", "0"]
        self._log = settings.data_dir / "server.log"
        with self._log.open("wb") as said:
            self._process = subprocess.Popen(command, env=environment(settings), stdout=said, stderr=said)
        self.address = self._wait()

    def kill(self) -> None:
        """End it at once (SIGKILL), whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Let it end properly (SIGTERM)."""
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)

    def _wait(self) -> str:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            address = re.search(r"http://127\.0\.0\.1:\d+", self._log.read_text())
            if address is not None and _answers(address.group()):
                return address.group()
            time.sleep(0.05)
        self.kill()
        raise RuhuUnavailable(self._log.read_text())


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/healthz", timeout=5).is_success
    except httpx.TransportError:
        return False

"""The server of the demo, as the process that it is in an office."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from demo.messages import Say

RUHU = Path(sys.executable).with_name("ruhu")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


class ServerProcess(NamedTuple):
    """A running server: its address, and its process."""

    address: str
    process: subprocess.Popen[str]


class ServerDied(Exception):
    """The server ended before it listened; its output says why."""


@contextmanager
def serving(environment: dict[str, str], log: Path) -> Iterator[ServerProcess]:
    """Run `ruhu serve` on a free port; what it logs goes to a file, and it is ended when the block ends.

    Raises:
        ServerDied: it did not start.
    """
    command = [str(RUHU), "serve", "--port", "0"]
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            yield ServerProcess(_address(process, log), process)
        finally:
            process.terminate()
            process.wait()


def ruhu(environment: dict[str, str], *command: str) -> bool:
    """Run a command of `ruhu`, which prints what it does; return whether it succeeded."""
    whole = {**os.environ, **environment}
    return subprocess.run([str(RUHU), *command], env=whole, check=False).returncode == 0  # noqa: S603 -- our own command


def _address(process: subprocess.Popen[str], log: Path) -> str:
    output = process.stdout or ()
    for line in output:
        if found := _ADDRESS.search(line):
            threading.Thread(target=lambda: [*output], daemon=True).start()  # so that its pipe never fills
            return found[0]
    process.wait()
    raise ServerDied(Say.SERVER_DIED.text(output=log.read_text(encoding="utf-8")))

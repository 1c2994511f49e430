"""Workbooks (.xlsx), read in a process of their own.

The library loads a sheet as a whole, in memory that a hostile workbook decides on, and a process that cannot get it
dies. So it does that elsewhere, under limits, and hands over row by row what it read.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import msgspec

from server.exchange.cells import Cell
from server.exchange.faults import Unusable, Wrong

PROCESS: Final = "server.exchange.workbook_process"


class _Row(msgspec.Struct, tag="row"):
    sheet: str
    number: int
    cells: list[Cell]


class _Fault(msgspec.Struct, tag="fault"):
    """Why it stopped: the name of a `Wrong`, and its facts."""

    wrong: str
    facts: dict[str, str | int]


class _End(msgspec.Struct, tag="end"):
    """Everything was read."""


_decoder: Final = msgspec.json.Decoder(_Row | _Fault | _End)


def read_workbook(file: Path) -> Iterator[tuple[str, int, list[Cell]]]:
    """Return the rows of all visible sheets, with the sheet's name and the row's number.

    Raises:
        Unusable: it is damaged, too large, or holds what has no place in a sheet of values.
    """
    command = [sys.executable, "-m", PROCESS, str(file.absolute())]
    with subprocess.Popen(  # noqa: S603 -- this Python, and a path as one argument
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None  # noqa: S101 -- it is a pipe
        try:
            yield from _rows(process.stdout)
        finally:
            process.kill()


def _rows(lines: IO[bytes]) -> Iterator[tuple[str, int, list[Cell]]]:
    for line in lines:
        match _decoder.decode(line):
            case _Row(sheet=sheet, number=number, cells=cells):
                yield sheet, number, cells
            case _Fault(wrong=wrong, facts=facts):
                raise Unusable(Wrong[wrong], **facts)
            case _End():
                return
    # It ended without a word: the library got no memory, or took too long.
    raise Unusable(Wrong.TOO_MUCH_MEMORY)

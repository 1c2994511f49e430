"""Sheets as files: written row by row, in constant memory, and there under their names only once they are whole."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO, Final, Protocol, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from server.exchange.cells import Cell

Written: TypeAlias = Cell | Decimal
"""What is written into a cell; a Decimal or an int as a number, a text as text whatever it looks like."""

ONLY_OWNER: Final = 0o600
"""Personal data: nobody else on the machine reads it."""


class Format(StrEnum):
    """What kind of file."""

    XLSX = "xlsx"
    CSV = "csv"


class Encoding(StrEnum):
    """The encoding of a CSV file."""

    UTF_8 = "utf-8"
    """With a byte order mark, by which spreadsheet programs recognise it."""
    GBK = "gbk"
    GB18030 = "gb18030"


class Sheet(Protocol):
    """A sheet that is being written."""

    def write(self, cells: Sequence[Written]) -> None:
        """Write one more row.

        Raises:
            UnicodeEncodeError: the encoding lacks a character.
        """
        ...


@contextmanager
def new_sheet(file: Path, name: str, encoding: Encoding) -> Iterator[Sheet]:
    """Write a file of one sheet; its suffix says of which kind. If the block raises, nothing of it is left."""
    part = file.with_name(f".{file.name}.part")
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, ONLY_OWNER))
    try:
        with _workbook(part, name) if file.suffix == f".{Format.XLSX}" else _csv(part, encoding) as sheet:
            yield sheet
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


class _Workbook:
    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._row = 0

    def write(self, cells: Sequence[Written]) -> None:
        for column, cell in enumerate(cells):
            match cell:
                case None:
                    continue
                case str():
                    self._sheet.write_string(self._row, column, cell)
                case _:
                    self._sheet.write_number(self._row, column, float(cell))
        self._row += 1


@contextmanager
def _workbook(part: Path, name: str) -> Iterator[Sheet]:
    # Strings stay strings: what looks like a formula, a number or an address is none.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    workbook = Workbook(part, options)
    yield _Workbook(workbook.add_worksheet(name))
    workbook.close()


class _Csv:
    def __init__(self, opened: IO[str]) -> None:
        self._writer = csv.writer(opened)

    def write(self, cells: Sequence[Written]) -> None:
        self._writer.writerow(["" if cell is None else cell for cell in cells])


@contextmanager
def _csv(part: Path, encoding: Encoding) -> Iterator[Sheet]:
    python_name = "utf-8-sig" if encoding is Encoding.UTF_8 else encoding.value
    with part.open("w", encoding=python_name, newline="") as opened:
        yield _Csv(opened)

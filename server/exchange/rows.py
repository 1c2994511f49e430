"""The rows of a file: of a workbook or of a CSV file, whatever its name says, one after the other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from server.exchange.cells import Cell
from server.exchange.csv_files import read_csv
from server.exchange.faults import Unusable, Wrong
from server.exchange.limits import MAX_COLUMNS, MAX_ROWS
from server.exchange.workbooks import read_workbook

_ZIP: Final = b"PK"
_OLD: Final = bytes.fromhex("d0cf11e0")
"""How the files begin that old and encrypted workbooks are."""


class Row(NamedTuple):
    """One row: its sheet ("" in a CSV file), its number as the spreadsheet shows it, and its cells."""

    sheet: str
    number: int
    cells: list[Cell]


def read_rows(file: Path, encoding: str | None) -> Iterator[Row]:
    """Return the rows of a file that are not blank, sheet by sheet.

    Args:
        file: a workbook (.xlsx) or a CSV file; its content says which.
        encoding: of a CSV file; None where it is to be found out.

    Raises:
        Unusable: it cannot be read, or holds more than is taken in.
    """
    try:
        if file.exists() and not file.is_file():
            raise Unusable(Wrong.NOT_READABLE, fault="not a file")
        with file.open("rb") as opened:
            start = opened.read(8)
    except OSError as error:
        raise Unusable(Wrong.NOT_READABLE, fault=error.strerror) from None
    if not start:
        raise Unusable(Wrong.EMPTY)
    if start.startswith(_OLD):
        raise Unusable(Wrong.OLD_WORKBOOK)
    found = read_workbook(file) if start.startswith(_ZIP) else (("", *row) for row in read_csv(file, encoding))
    for count, (sheet, number, cells) in enumerate(found):
        if count >= MAX_ROWS:
            raise Unusable(Wrong.TOO_MANY_ROWS, limit=MAX_ROWS)
        if len(cells) > MAX_COLUMNS:
            raise Unusable(Wrong.TOO_MANY_COLUMNS, limit=MAX_COLUMNS)
        if any(cell is not None and cell != "" for cell in cells):
            yield Row(sheet, number, cells)

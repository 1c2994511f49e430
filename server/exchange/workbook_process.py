"""The process that reads a workbook: `python -m server.exchange.workbook_process FILE`.

It prints its rows as lines of JSON (`{"type": "row", …}`), then `{"type": "end"}`, or `{"type": "fault", …}` where it
stops. Under its limits it may also die without a word: the library aborts where it gets no memory.

Dates come as text. Of a formula comes the value that the spreadsheet saved with it; nothing is calculated. Cells of a
merged range all have its value.
"""

import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from server.exchange import archives
from server.exchange.archives import Refused
from server.exchange.limits import MAX_CELLS, WORKBOOK_MEMORY, WORKBOOK_SECONDS

Corner: TypeAlias = tuple[int, int]
"""Row and column, from 0."""

_encode: Final = msgspec.json.Encoder().encode


def main(file: Path) -> None:
    """Print what the workbook holds."""
    resource.setrlimit(resource.RLIMIT_AS, (WORKBOOK_MEMORY, WORKBOOK_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (WORKBOOK_SECONDS, WORKBOOK_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        archives.check(file)
        for one in _rows(file):
            _print(one)
    except Refused as refused:
        _print({"type": "fault", "wrong": refused.wrong, "facts": refused.facts})
    except CalamineError as error:
        _print({"type": "fault", "wrong": "BROKEN_WORKBOOK", "facts": {"fault": type(error).__name__}})
    except MemoryError:
        _print({"type": "fault", "wrong": "TOO_MUCH_MEMORY", "facts": {}})
    else:
        _print({"type": "end"})


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with CalamineWorkbook.from_path(file) as workbook:
        for about in workbook.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet or about.visible is not SheetVisibleEnum.Visible:
                continue
            sheet = workbook.get_sheet_by_name(about.name)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                raise Refused("TOO_MANY_CELLS", limit=MAX_CELLS)
            for number, cells in enumerate(_merged(sheet), 1):
                yield {"type": "row", "sheet": about.name, "number": number, "cells": [_plain(one) for one in cells]}


def _merged(sheet: CalamineSheet) -> Iterator[Sequence[Any]]:
    """Return the rows of a sheet from its first, with the value of a merged range in each of its cells."""
    ranges = sorted(sheet.merged_cell_ranges or ())
    started = 0
    open_ranges: list[tuple[Corner, Corner, Any]] = []
    for row, cells in enumerate(sheet.iter_rows()):
        open_ranges = [one for one in open_ranges if one[1][0] >= row]
        while started < len(ranges) and ranges[started][0][0] <= row:
            (top, left), end = ranges[started]
            if top == row and left < len(cells):
                open_ranges.append(((top, left), end, cells[left]))
            started += 1
        yield _filled(cells, open_ranges)


def _filled(cells: list[Any], ranges: Iterable[tuple[Corner, Corner, Any]]) -> list[Any]:
    for (_, left), (_, right), value in ranges:
        width = min(right + 1, len(cells)) - left
        cells[left : left + width] = [value] * width
    return cells


def _plain(cell: object) -> object:
    """Return a cell as JSON has it; a moment without a time of day is a day."""
    match cell:
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case _:
            return cell


def _print(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(_encode(line) + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

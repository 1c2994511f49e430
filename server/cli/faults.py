"""Showing what is wrong with a sheet."""

from typing import Final

from rich.table import Table
from rich.text import Text

from server.cli.messages import Say
from server.cli.opening import both, console, say
from server.exchange.faults import Fault, Faults

SHOWN_FAULTS: Final = 100
"""Faults that are printed; who has mended these sees the next."""


def show_faults(faults: Faults) -> None:
    """Show faults by their places, the first ones where there are many."""
    table = Table(title=both(Say.FAULTS.label))
    for heading in (Say.FILE, Say.ROW, Say.COLUMN, Say.VALUE, Say.PROBLEM, Say.REMEDY):
        table.add_column(both(heading.label), overflow="fold")
    for fault in faults.kept[:SHOWN_FAULTS]:
        table.add_row(*(Text(text) for text in _told(fault)))
    console.print(table)
    say(Say.FAULTS_FOUND, "red", count=faults.count)
    if faults.count > SHOWN_FAULTS:
        say(Say.FAULTS_LEFT, shown=SHOWN_FAULTS)


def _told(fault: Fault) -> tuple[str, ...]:
    place = fault.place
    file = f"{place.file}  {place.sheet}" if place.sheet else place.file
    row = "" if place.row is None else str(place.row)
    return file, row, place.column, fault.value, both(fault.problem), both(fault.remedy)

"""Finding the header of a sheet among its first rows, and which column of it is which of the layout.

Labels vary between years: full-width or half-width brackets, a unit or none, a year before them, 是否 or 有无. A header
may take several rows, where the upper one groups what the lower one names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from server.exchange.cells import Cell, folded
from server.exchange.faults import Unusable, Wrong
from server.exchange.layout import HOUSEHOLDS, PERSONS, Column, Layout
from server.exchange.limits import HEADER_ROWS
from server.exchange.rows import Row

MOST_ROWS: Final = 3
"""Rows that a header may take."""

LONGEST: Final = 60
"""Characters of a label. What is longer is none: a title, a note."""

_YEAR: Final = re.compile(r"(20\d\d)年?度?")
_BRACKETS: Final = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_WHETHER: Final = re.compile(r"是否|有无")

UNITS: Final = frozenset(
    unit for layout in (HOUSEHOLDS, PERSONS) for column in layout.columns for unit in column.kind.units
)
"""What in brackets behind a label is a unit."""


class Heading(NamedTuple):
    """What a label says: the bare name by which it is compared, the unit and the year, where it has one."""

    name: str
    unit: str
    year: int | None

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(label: str) -> "Heading":
        """Take a label apart."""
        text = folded(label).strip("*:、.")
        year = _YEAR.match(text)
        if year is not None and year.end() < len(text):
            text = text[year.end() :]
        else:
            year = None
        unit = next((one for one in _BRACKETS.findall(text) if one in UNITS), "")
        name = _WHETHER.sub("", _BRACKETS.sub("", text)).removeprefix("有")
        return Heading(name.lower(), unit, int(year[1]) if year is not None else None)


@dataclass(frozen=True)
class Header:
    """A header that was found.

    Attributes:
        columns: for each column of the layout that the sheet has, where it stands and in which unit it counts.
        last: the number of the header's last row.
        unknown: labels that the layout does not have.
    """

    sheet: str
    last: int
    columns: Mapping[Column, tuple[int, str]]
    unknown: tuple[str, ...]


@cache
def names_of(column: Column) -> frozenset[str]:
    """Return the bare names by which a column is found."""
    return frozenset(Heading.parse(label).name for label in (column.label, *column.variants))


def find_header(layout: Layout, rows: Sequence[Row], year: int | None) -> Header:
    """Return the header of a sheet.

    Args:
        layout: what the sheet should be.
        rows: its first rows.
        year: where several columns of one name are of different years, which one is meant.

    Raises:
        Unusable: there is none, it names a column twice, or counts in a unit that cannot be converted.
    """
    best = max(_candidates(layout, rows), key=lambda one: (len(one.found), -one.height), default=None)
    missing = [label for label in layout.needed if best is None or not best.has(label)]
    if best is None or missing:
        raise _no_header(layout, rows, missing or layout.needed)
    return _header(best, year)


@dataclass(frozen=True)
class _Candidate:
    """Some rows that may be the header; per column of the layout the places that are called so."""

    rows: Sequence[Row]
    found: Mapping[Column, list[tuple[int, Heading, str]]]
    unknown: tuple[str, ...]

    @property
    def height(self) -> int:
        return len(self.rows)

    def has(self, label: str) -> bool:
        return any(column.label == label for column in self.found)


def _candidates(layout: Layout, rows: Sequence[Row]) -> Iterator[_Candidate]:
    columns = _columns(layout)
    for start in range(len(rows)):
        for height in range(1, MOST_ROWS + 1):
            taken = rows[start : start + height]
            if len(taken) == height:
                yield _candidate(columns, taken)


def _candidate(columns: Mapping[str, Column], rows: Sequence[Row]) -> _Candidate:
    found: dict[Column, list[tuple[int, Heading, str]]] = {}
    unknown: list[str] = []
    for at in range(max(len(row.cells) for row in rows)):
        labels = [label for row in reversed(rows) if at < len(row.cells) and (label := _label(row.cells[at]))]
        known = next((label for label in labels if Heading.parse(label).name in columns), None)
        if known is not None:
            heading = Heading.parse(known)
            found.setdefault(columns[heading.name], []).append((at, heading, known))
        elif labels:
            unknown.append(labels[0])
    return _Candidate(rows, found, tuple(unknown))


def _label(cell: Cell) -> str:
    return cell if isinstance(cell, str) and len(cell) <= LONGEST else ""


@cache
def _columns(layout: Layout) -> Mapping[str, Column]:
    return {name: column for column in layout.columns for name in names_of(column)}


def _header(candidate: _Candidate, year: int | None) -> Header:
    columns: dict[Column, tuple[int, str]] = {}
    for column, places in candidate.found.items():
        meant = places if len(places) == 1 else [one for one in places if year is not None and one[1].year == year]
        if len(meant) != 1:
            labels = "、".join(label for _, _, label in places)
            raise Unusable(Wrong.COLUMN_TWICE, column=column.label, labels=labels)
        at, heading, _ = meant[0]
        if heading.unit and column.kind.units and heading.unit not in column.kind.units:
            raise Unusable(Wrong.WRONG_UNIT, unit=heading.unit, units="、".join(column.kind.units))
        columns[column] = (at, heading.unit if heading.unit in column.kind.units else "")
    last = candidate.rows[-1]
    return Header(last.sheet, last.number, columns, candidate.unknown)


def _no_header(layout: Layout, rows: Sequence[Row], missing: Sequence[str]) -> Unusable:
    other = PERSONS if layout is HOUSEHOLDS else HOUSEHOLDS
    names = {"layout": layout.name.zh, "layout_en": layout.name.en}
    if any(all(one.has(label) for label in other.needed) for one in _candidates(other, rows)):
        return Unusable(Wrong.SWAPPED, other=other.name.zh, other_en=other.name.en, **names)
    return Unusable(Wrong.NO_HEADER, missing="、".join(missing), rows=HEADER_ROWS, **names)

"""From the rows of a sheet to entries: each cell read as the value of its column, each row given its village."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby, islice
from pathlib import Path
from sys import intern
from typing import Final, NamedTuple

from schemas import REGISTRY
from schemas.errors import FieldError
from schemas.label import Label
from schemas.messages import MESSAGES
from server.exchange.cells import Cell, folded
from server.exchange.faults import BadCell, Faults, Place, Unusable, Wrong
from server.exchange.gazetteer import Gazetteer
from server.exchange.headers import Header, find_header
from server.exchange.kinds import Value
from server.exchange.layout import HOUSEHOLDS, Column, Layout, Target
from server.exchange.limits import HEADER_ROWS
from server.exchange.rows import Row, read_rows

TOTALS: Final = ("合计", "总计", "小计", "共计", "累计", "本页")
REMARKS: Final = ("填表", "制表", "填报", "审核", "复核", "备注", "注:", "说明", "负责人", "单位负责人", "联系人")
"""How rows begin that are no household's and no person's: sums and signatures below the table."""

RECORD_TYPES: Final = {
    Target.HOUSEHOLD: "household",
    Target.HOUSEHOLD_YEAR: "household_year",
    Target.INCOME: "household_year",
    Target.HEAD: "member",
    Target.MEMBER: "member",
    Target.MEMBER_YEAR: "member_year",
    Target.VILLAGE: "village",
}
"""Whose field a column is, by its target; an income is one field of the household's year."""


class Entry(NamedTuple):
    """One row of a sheet, read.

    Attributes:
        village: its code; None where a person's row names none.
        values: in the order of the layout's columns; None where the cell is blank, or wrong, and for names of places.
    """

    layout: Layout
    place: Place
    village: str | None
    values: tuple[Value | None, ...]

    def value(self, target: Target, name: str) -> Value | None:
        """Return the value of one field."""
        return self.values[self.layout.at(target, name)]

    def of(self, target: Target) -> dict[str, Value]:
        """Return the fields that the row says something about."""
        return {
            column.field: value
            for column, value in zip(self.layout.columns, self.values, strict=True)
            if column.target is target and value is not None
        }


@dataclass
class Remarks:
    """What is worth knowing of a file without being wrong.

    Attributes:
        rows: rows that were read.
        skipped: rows that are no entry: sums, signatures, headers repeated on each page.
        sheets: sheets without a header.
        unknown: labels that the layout does not have; nothing of these columns is kept.
    """

    rows: int = 0
    skipped: int = 0
    sheets: list[str] = field(default_factory=list[str])
    unknown: Counter[str] = field(default_factory=Counter[str])


class Reader(NamedTuple):
    """What reading a file needs to know.

    Attributes:
        covers: whether this server covers a village.
        faults: where what is wrong is noted.
        year: of the values; None where the sheet says it.
        encoding: of CSV files; None where it is to be found out.
    """

    gazetteer: Gazetteer
    covers: Callable[[str], bool]
    faults: Faults
    year: int | None = None
    encoding: str | None = None

    def read(self, file: Path, layout: Layout, remarks: Remarks) -> Iterator[Entry]:
        """Return the entries of all sheets of a file that have the layout's header; what is wrong is noted.

        An entry with a fault comes as well, as far as it could be read: so faults are found that need other rows.
        """
        whole = Place(file.name)
        lacking: list[tuple[str, Unusable]] = []
        found = False
        try:
            for name, rows in groupby(read_rows(file, self.encoding), key=lambda row: row.sheet):
                try:
                    first = list(islice(rows, HEADER_ROWS))
                    header = find_header(layout, first, self.year)
                except Unusable as error:
                    lacking.append((name, error))
                    continue
                found = True
                remarks.unknown.update(header.unknown)
                yield from self._entries(layout, header, whole._replace(sheet=name), chain(first, rows), remarks)
        except Unusable as error:
            self.faults.add(whole, error)
            return
        self._note_lacking(whole, lacking, remarks, found=found)

    def _note_lacking(
        self, whole: Place, lacking: Sequence[tuple[str, Unusable]], remarks: Remarks, *, found: bool
    ) -> None:
        """Sheets without a header are let pass where another has one."""
        for name, error in lacking:
            if found and error.wrong in {Wrong.NO_HEADER, Wrong.SWAPPED}:
                remarks.sheets.append(name)
            else:
                self.faults.add(whole._replace(sheet=name), error)
        if not found and not lacking:
            self.faults.add(whole, Unusable(Wrong.EMPTY))

    def _entries(
        self, layout: Layout, header: Header, sheet: Place, rows: Iterable[Row], remarks: Remarks
    ) -> Iterator[Entry]:
        number = next(column for column in layout.columns if column.field == "household_no")
        for row in rows:
            if row.number <= header.last:
                continue
            remarks.rows += 1
            cells = {
                column: (row.cells[at] if at < len(row.cells) else None, unit)
                for column, (at, unit) in header.columns.items()
            }
            if header.repeated_in(row.cells) or _is_remark(row.cells, cells[number][0]):
                remarks.skipped += 1
                continue
            yield self._entry(layout, sheet._replace(row=row.number), cells)

    def _entry(self, layout: Layout, at: Place, cells: Mapping[Column, tuple[Cell, str]]) -> Entry:
        values: list[Value | None] = []
        place: dict[str, str] = {}
        for column in layout.columns:
            cell, unit = cells.get(column, (None, ""))
            value = None if cell is None or cell == "" else self._value(at, column, cell, unit)
            if column.target is Target.PLACE and isinstance(value, str):
                place[column.field] = value
                value = None  # the village says it; of a city's people all names would be many
            elif column.target is Target.HOUSEHOLD and isinstance(value, str):
                value = intern(value)  # the same in the row of each of its people
            values.append(value)
        self._validate(layout, at, values, cells)
        for column, value in zip(layout.columns, values, strict=True):
            if value is None and column.label in layout.required and not cells[column][0]:
                self.faults.add(at._replace(column=column.label), BadCell(Wrong.MISSING))
        return Entry(layout, at, self._village(layout, at, place), tuple(values))

    def _value(self, at: Place, column: Column, cell: Cell, unit: str) -> Value | None:
        try:
            return column.kind.read(cell, unit)
        except BadCell as error:
            self.faults.add(at._replace(column=column.label), error, cell)
            return None

    def _village(self, layout: Layout, at: Place, place: Mapping[str, str]) -> str | None:
        if not place and layout is not HOUSEHOLDS:
            return None
        try:
            village = self.gazetteer.village(place)
        except BadCell as error:
            self._note_place(layout, at, place, error)
            return None
        if self.covers(village):
            return village
        self._note_place(layout, at, place, BadCell(Wrong.OUTSIDE, area=village, field="village"))
        return None

    def _note_place(self, layout: Layout, at: Place, place: Mapping[str, str], error: BadCell) -> None:
        name = str(error.facts["field"])
        label = layout.columns[layout.at(Target.PLACE, name)].label
        self.faults.add(at._replace(column=label), error, place.get(name, ""))

    def _validate(
        self, layout: Layout, at: Place, values: list[Value | None], cells: Mapping[Column, tuple[Cell, str]]
    ) -> None:
        """Take out, and note, what a field of the schema cannot hold."""
        sets: dict[Target, dict[str, Value]] = {}
        for column, value in zip(layout.columns, values, strict=True):
            if value is not None and column.target in RECORD_TYPES:
                sets.setdefault(column.target, {})[column.field] = value
        for target, fields in sets.items():
            income = target is Target.INCOME
            errors = REGISTRY.errors(RECORD_TYPES[target], {"income": fields} if income else fields)
            for name, error in errors.items():
                index = layout.at(target, error.params["at"].partition("/")[0] if income else name)
                column = layout.columns[index]
                values[index] = None
                self.faults.add(at._replace(column=column.label), _bad_value(error), cells[column][0])


def _is_remark(cells: Sequence[Cell], number: Cell) -> bool:
    """Whether a row is a sum or a signature: it begins so, and where the household's number belongs there is none."""
    start = next((folded(cell) for cell in cells if isinstance(cell, str) and cell), "")
    said = folded(number) if isinstance(number, str) else number
    return start.startswith((*TOTALS, *REMARKS)) and (not said or str(said).startswith((*TOTALS, *REMARKS)))


def _bad_value(error: FieldError) -> BadCell:
    message = MESSAGES[error.code]
    details = "，".join(value for name, value in error.params.items() if name != "at")
    problem = message.problem
    if details:
        problem = Label(f"{problem.zh}（{details}）", f"{problem.en} ({details})")
    return BadCell(
        Wrong.BAD_VALUE,
        fault=problem.zh,
        fault_en=problem.en,
        advice=message.remedy.zh,
        advice_en=message.remedy.en,
    )

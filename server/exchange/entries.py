"""From the rows below a header to entries: each cell read as the value of its column, each row given its village."""

from collections.abc import Callable, Mapping, Sequence
from sys import intern
from typing import Final, NamedTuple

from schemas import REGISTRY
from schemas.errors import FieldError
from schemas.label import Label
from schemas.messages import MESSAGES
from server.exchange.cells import Cell, folded
from server.exchange.faults import BadCell, Faults, Place, Wrong
from server.exchange.gazetteer import Gazetteer
from server.exchange.headers import LONGEST, Header, Heading, names_of
from server.exchange.kinds import Value
from server.exchange.layout import HOUSEHOLDS, Column, Layout, Target
from server.exchange.rows import Row

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
    values: Sequence[Value | None]

    def value(self, target: Target, name: str) -> Value | None:
        """Return the value of one field."""
        return self.values[self.layout.at(target, name)]

    def of(self, target: Target) -> dict[str, Value]:
        """Return the fields of a target that the row says something about."""
        return _set(self.values, self.layout.of(target))


class RowReader:
    """Reads the rows below one header, and notes what is wrong in them.

    A row with a fault gives an entry as well, as far as it could be read: so faults are found that need other rows.
    """

    def __init__(
        self, layout: Layout, header: Header, gazetteer: Gazetteer, covers: Callable[[str], bool], faults: Faults
    ) -> None:
        """Take the sheet's columns from its header; `covers` says whether this server covers a village."""
        self._layout = layout
        self._gazetteer = gazetteer
        self._covers = covers
        self._faults = faults
        self._columns = [
            (index, column, *header.columns[column])
            for index, column in enumerate(layout.columns)
            if column in header.columns
        ]
        self._number = header.columns[layout.columns[layout.at(Target.HOUSEHOLD, "household_no")]][0]

    def read(self, row: Row, place: Place) -> Entry | None:
        """Return what a row at a place says; None where it is no entry: a sum, a signature, the header once more."""
        number = row.cells[self._number] if self._number < len(row.cells) else None
        if _is_remark(row.cells, number) or self._is_header(number):
            return None
        values: list[Value | None] = [None] * len(self._layout.columns)
        for index, column, at, unit in self._columns:
            cell = row.cells[at] if at < len(row.cells) else None
            if column.label in self._layout.required or (cell is not None and cell != ""):
                values[index] = self._value(place, column, cell, unit)
        self._validate(place, values)
        village = self._village(place, {name: str(value) for name, value in _set(values, self._places).items()})
        for _, index in self._places:
            values[index] = None  # the village says it, and of a city's people these names would be many
        for _, index in self._layout.of(Target.HOUSEHOLD):
            if isinstance(value := values[index], str):
                values[index] = intern(value)  # the same in the row of each of its people
        return Entry(self._layout, place, village, values)

    @property
    def _places(self) -> Sequence[tuple[str, int]]:
        return self._layout.of(Target.PLACE)

    def _is_header(self, number: Cell) -> bool:
        """Whether a row is the header again, as where each printed page has it."""
        column = self._layout.columns[self._layout.at(Target.HOUSEHOLD, "household_no")]
        return isinstance(number, str) and len(number) <= LONGEST and Heading.parse(number).name in names_of(column)

    def _value(self, place: Place, column: Column, cell: Cell, unit: str) -> Value | None:
        try:
            value = column.kind.read(cell, unit)
        except BadCell as error:
            self._note(place, column, error, cell)
            return None
        if value is None and column.label in self._layout.required:
            self._note(place, column, BadCell(Wrong.MISSING), "")
        return value

    def _village(self, place: Place, names: Mapping[str, str]) -> str | None:
        if not names and self._layout is not HOUSEHOLDS:
            return None
        try:
            village = self._gazetteer.village(names)
        except BadCell as error:
            self._note_place(place, names, error)
            return None
        if self._covers(village):
            return village
        self._note_place(place, names, BadCell(Wrong.OUTSIDE, area=village, field="village"))
        return None

    def _validate(self, place: Place, values: list[Value | None]) -> None:
        """Take out, and note, what a field of the schema cannot hold."""
        for target, kind in RECORD_TYPES.items():
            fields = _set(values, self._layout.of(target))
            if not fields:
                continue
            income = target is Target.INCOME
            errors = REGISTRY.errors(kind, {"income": fields} if income else fields)
            for name, error in errors.items():
                index = self._layout.at(target, error.params["at"].partition("/")[0] if income else name)
                self._note(place, self._layout.columns[index], _bad_value(error), values[index])
                values[index] = None

    def _note_place(self, place: Place, names: Mapping[str, str], error: BadCell) -> None:
        name = str(error.facts["field"])
        column = self._layout.columns[self._layout.at(Target.PLACE, name)]
        self._note(place, column, error, names.get(name, ""))

    def _note(self, place: Place, column: Column, error: BadCell, value: object) -> None:
        self._faults.add(place._replace(column=column.label), error, value)


def _set(values: Sequence[Value | None], fields: Sequence[tuple[str, int]]) -> dict[str, Value]:
    return {name: value for name, at in fields if (value := values[at]) is not None}


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

"""What a column's cells hold, and how a cell and the value of a field stand for each other.

A sheet has yuan, mu, square metres, kilometres and labels; fields have fen, 0.01 mu, 0.01 m², metres and codes (domain
specification, §1.9c). `read` gives a value, None for a blank cell; `write` gives the cell back, and reading that gives
the same value. Whether a field may hold the value is the schema's matter.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final, Protocol, TypeAlias

from schemas.codes import CodeList
from schemas.identity import ResidentId
from server.exchange.cells import EXACT, Cell, folded, guard, words
from server.exchange.code_labels import by_label, labels_of
from server.exchange.faults import BadCell, Wrong

Value: TypeAlias = str | int | bool | list[str]

NOTHING: Final = frozenset({"无", "暂无", "没有"})
"""What also says nothing where a code, a number or a day is asked for."""


class Kind(Protocol):
    """One kind of column. Its `units` are factors by the units in which a heading may say that it counts."""

    @property
    def units(self) -> Mapping[str, Any]:
        """The units that can be converted; the first is the layout's own."""
        ...

    def read(self, cell: Cell, unit: str) -> Value | None:
        """Return the value of a cell; `unit` is the heading's, or "" for the layout's own.

        Raises:
            BadCell: it stands for none.
        """
        ...

    def write(self, value: Any) -> Cell | Decimal:  # noqa: ANN401 - a field's value is of any type
        """Return the cell that stands for a value."""
        ...


@dataclass(frozen=True)
class Words:
    """Free text."""

    units: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def read(self, cell: Cell, unit: str) -> str | None:
        """Return the text."""
        del unit
        return words(cell)

    def write(self, value: str) -> str:
        """Return the text, kept from becoming a formula."""
        return guard(value)


@dataclass(frozen=True)
class Number(Words):
    """A number that names something: of a household, a card, an account, a phone. Never calculated with."""

    def read(self, cell: Cell, unit: str) -> str | None:
        """Return the characters."""
        read = super().read(cell, unit)
        return None if read in NOTHING else read


@dataclass(frozen=True)
class Certificate(Number):
    """The number of a certificate. What a spreadsheet has cut is none, even where the cell holds it as text."""

    def read(self, cell: Cell, unit: str) -> str | None:
        """Return the characters."""
        read = super().read(cell, unit)
        if read is not None and _is_truncated(read):
            raise BadCell(Wrong.ID_TRUNCATED)
        return read


def _is_truncated(number: str) -> bool:
    try:
        return ResidentId.parse(number).truncated
    except ValueError:
        return False


@dataclass(frozen=True)
class Scaled:
    """An amount whose field counts in hundredths or thousandths of the sheet's unit.

    Attributes:
        units: how many of the field's units one of the sheet's is, the layout's own first.
        places: decimals that are written.
    """

    units: Mapping[str, int]
    places: int

    def read(self, cell: Cell, unit: str) -> int | None:
        """Return the amount in the field's unit, rounded to it, halves away from zero."""
        number = _number(cell, self.units)
        if number is None:
            return None
        factor = self.units[unit] if unit else next(iter(self.units.values()))
        return int((number * factor).to_integral_value(ROUND_HALF_UP))

    def write(self, value: int) -> Decimal:
        """Return the amount in the sheet's unit."""
        return Decimal(value).scaleb(-self.places)


@dataclass(frozen=True)
class Whole:
    """A count."""

    units: Mapping[str, int]

    def read(self, cell: Cell, unit: str) -> int | None:
        """Return the count."""
        del unit
        number = _number(cell, self.units)
        if number is not None and number != number.to_integral_value():
            raise BadCell(Wrong.NOT_WHOLE)
        return None if number is None else int(number)

    def write(self, value: int) -> int:
        """Return the count."""
        return value


@dataclass(frozen=True)
class Year:
    """A year, with or without 年 behind it."""

    units: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def read(self, cell: Cell, unit: str) -> int | None:
        """Return the year."""
        return Whole({"年": 1}).read(cell.strip().removesuffix("度") if isinstance(cell, str) else cell, unit)

    def write(self, value: int) -> int:
        """Return the year."""
        return value


_YES: Final = frozenset({"是", "有", "1", "1.0", "Y", "YES", "TRUE", "√", "✓", "已"})
_NO: Final = frozenset({"否", "无", "0", "0.0", "N", "NO", "FALSE", "×", "X", "未", "没有"})


@dataclass(frozen=True)
class YesNo:
    """Yes or no: 是/否, 有/无, 1/0, Y/N."""

    units: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def read(self, cell: Cell, unit: str) -> bool | None:
        """Return whether it says yes."""
        del unit
        said = words(cell)
        if said is None:
            return None
        said = folded(said).upper()
        if said not in _YES | _NO:
            raise BadCell(Wrong.NOT_YES_NO)
        return said in _YES

    def write(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        """Return 是 or 否."""
        return "是" if value else "否"


@dataclass(frozen=True)
class Coded:
    """A code, by its label."""

    codes: CodeList
    units: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def read(self, cell: Cell, unit: str) -> str | None:
        """Return the code."""
        del unit
        said = words(cell)
        return None if said is None or said in NOTHING else _code(self.codes, said)

    def write(self, value: str) -> str:
        """Return the label; of a code that this version does not know, the code."""
        return guard(labels_of(self.codes).get(value, value))


_BETWEEN: Final = re.compile(r"[,，、;；|]+")


@dataclass(frozen=True)
class Several:
    """Several codes, by their labels with 、 between them."""

    codes: CodeList
    most: int
    units: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def read(self, cell: Cell, unit: str) -> list[str] | None:
        """Return the codes in their order, each once."""
        del unit
        said = words(cell)
        if said is None or said in NOTHING:
            return None
        found = list(dict.fromkeys(_code(self.codes, one) for one in _BETWEEN.split(said) if one.strip()))
        if len(found) > self.most:
            raise BadCell(Wrong.TOO_MANY_CODES, limit=self.most)
        return found or None

    def write(self, value: list[str]) -> str:
        """Return the labels."""
        return guard("、".join(labels_of(self.codes).get(one, one) for one in value))


_DAY: Final = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[ T]00:00(?::00)?)?")
_COMPACT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True)
class Day:
    """A day."""

    units: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def read(self, cell: Cell, unit: str) -> str | None:
        """Return the day as YYYY-MM-DD."""
        del unit
        said = words(cell)
        if said is None or said in NOTHING:
            return None
        found = _DAY.fullmatch(said) or _COMPACT_DAY.fullmatch(said)
        if found is None:
            raise BadCell(Wrong.NOT_A_DAY)
        try:
            return date(*(int(part) for part in found.groups())).isoformat()
        except ValueError:
            raise BadCell(Wrong.NOT_A_DAY) from None

    def write(self, value: str) -> str:
        """Return the day as it is."""
        return value


def _number(cell: Cell, units: Mapping[str, int]) -> Decimal | None:
    """Return a number that may have separators, or the column's own unit behind it."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _bounded(Decimal(repr(cell)))
    said = words(cell)
    if said is None:
        return None
    said = folded(said)
    own = next(iter(units), "")  # another unit behind it would need another factor
    try:
        number = Decimal(_ungrouped(said.removesuffix(folded(own))))
    except InvalidOperation:
        raise BadCell(Wrong.NOT_A_NUMBER) from None
    return _bounded(number)


def _bounded(number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number) >= EXACT:
        raise BadCell(Wrong.NOT_A_NUMBER)
    return number


_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def _ungrouped(said: str) -> str:
    return said.replace(",", "") if _GROUPED.fullmatch(said) else said


def _code(codes: CodeList, said: str) -> str:
    found = by_label(codes).get(folded(said))
    if found is not None:
        return found
    if folded(said).isdecimal():
        raise BadCell(Wrong.CODE_NUMBER, example=next(iter(codes)).label.zh)
    labels = "、".join(code.label.zh for code in codes)
    raise BadCell(Wrong.NOT_A_LABEL, list=codes.label.zh, list_en=codes.label.en, labels=labels)

"""Between paper and record: values as people write and read them, in the units of the paper form.

Records count in the smallest unit (domain §1.9c): fen, 0.01 mu, 0.01 m². Paper has yuan, mu and m² with decimals. Codes
may be given by their label in either language, yes and no in words, a list with commas, a moment as local time, and
everything also as JSON, then in the record's own units. What fits no way is kept as typed, so that the schema can say
what is wrong with it.
"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple, cast

from schemas import Field, Label
from schemas.day import LOCAL_TIME
from schemas.values import Instant
from sync.canonical import Json


class PaperUnit(NamedTuple):
    """A unit of paper forms: how many of the record's units make one, and its name."""

    size: int
    name: Label


_UNITS = {
    "fen": PaperUnit(100, Label("元", "yuan")),
    "0.01 mu": PaperUnit(100, Label("亩", "mu")),
    "0.01 m²": PaperUnit(100, Label("平方米", "m²")),
    "m": PaperUnit(1, Label("米", "m")),
    "cm": PaperUnit(100, Label("米", "m")),
    "0.01 %": PaperUnit(100, Label("%", "%")),
    "day": PaperUnit(1, Label("天", "days")),
    "month": PaperUnit(1, Label("个月", "months")),
    "person": PaperUnit(1, Label("人", "people")),
}
_DIGITS = 15
"""More digits than an integer of a record can have (2^53)."""

_YES = frozenset({"是", "有", "yes", "y", "true"})
_NO = frozenset({"否", "无", "no", "n", "false"})


def paper_unit(field: Field) -> PaperUnit:
    """Return the unit in which paper has a field's numbers; one without a name where they are counted as they are."""
    return _UNITS.get(field.unit or "", PaperUnit(1, Label("", "")))


def read(text: str, field: Field, accepts: Callable[[Json], bool]) -> Json:
    """Return the value that a text means for a field: the first reading that the schema accepts.

    The empty text clears the field. A text that can be read in no way is returned as it is.
    """
    if not text:
        return None
    return next((value for value in _readings(text, field) if accepts(value)), text)


def read_unknown(text: str) -> Json:
    """Return what a text means for a field that the schema does not describe: yes or no, JSON, or the text itself."""
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    try:
        return json.loads(text)
    except ValueError:
        return text or None


def show(value: Json, field: Field | None) -> Label:
    """Return a value as people read it, in Chinese and in English."""
    if value is None:
        return Label("—", "—")
    if isinstance(value, bool):
        return Label("是", "yes") if value else Label("否", "no")
    if isinstance(value, int) and field is not None:
        return _show_number(value, field)
    if isinstance(value, list):
        shown = [show(one, field) for one in cast("list[Json]", value)]
        return Label("、".join(one.zh for one in shown), ", ".join(one.en for one in shown))
    if isinstance(value, str):
        code = field.codes.codes.get(value) if field is not None and field.codes is not None else None
        return Label(f"{code.label.zh}", f"{code.label.en} ({value})") if code is not None else Label(value, value)
    plain = json.dumps(value, ensure_ascii=False)
    return Label(plain, plain)


def show_time(ms: int) -> str:
    """Return a moment (unix ms) as local time."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(LOCAL_TIME).strftime("%Y-%m-%d %H:%M")


def _show_number(value: int, field: Field) -> Label:
    if field.type == Instant:
        return Label(show_time(value), show_time(value))
    unit = paper_unit(field)
    number = str(value) if field.unit == "year" else f"{Decimal(value) / unit.size:,}"
    return Label(f"{number}{unit.name.zh}", f"{number} {unit.name.en}".rstrip())


def _readings(text: str, field: Field) -> Iterator[Json]:
    """Yield what a text can mean, the likeliest first."""
    yield text
    if field.codes is not None:
        coded = [_coded(part.strip(), field) for part in text.replace("，", ",").replace("、", ",").split(",")]
        yield coded[0]
        yield coded
    if text.lower() in _YES | _NO:
        yield text.lower() in _YES
    if (number := _number(text, paper_unit(field).size)) is not None:
        yield number
    if field.type == Instant and (moment := _moment(text)) is not None:
        yield moment
    try:
        yield json.loads(text)
    except ValueError:
        return


def _coded(text: str, field: Field) -> str:
    """Return the code whose label this is, or the text."""
    codes = field.codes or ()
    return next((code.value for code in codes if text in (code.label.zh, code.label.en)), text)


def _number(text: str, size: int) -> int | None:
    """Return a decimal in the record's unit, where that can hold it exactly."""
    try:
        counted = Decimal(text) * size
    except ArithmeticError:
        return None
    if not counted.is_finite() or counted.adjusted() > _DIGITS or counted != counted.to_integral_value():
        return None
    return int(counted)


def _moment(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    local = moment if moment.tzinfo is not None else moment.replace(tzinfo=LOCAL_TIME)
    return int(local.timestamp() * 1000)

"""What the sheets say otherwise than the server: which fields, and both values as the sheet would show them."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from schemas import REGISTRY
from server.exchange.entries import RECORD_TYPES, Entry
from server.exchange.faults import shown
from server.exchange.layout import HOUSEHOLDS, PERSONS, Column, Layout, Target
from sync.merge import State

INCOME: Final = "income"
"""The one field that is compared amount by amount: of it, the sheet may have a part only."""

HEAD: Final = "head_member_id"
"""The field that names a person."""

NOTHING: Final = "—"
"""How a value that is not there is shown."""


class Difference(NamedTuple):
    """One value that a row has otherwise: under which column, what the server has and what the sheet has."""

    entry: Entry
    kind: str
    column: str
    on_file: str
    in_sheet: str


def contradicted(state: State, said: Mapping[str, Any]) -> list[str]:
    """Return the fields that a record shows otherwise than a sheet says; of an income, by what the sheet has."""
    return [name for name, value in said.items() if not _holds(state.value(name), value, partly=name == INCOME)]


def described(
    entry: Entry, kind: str, name: str, values: tuple[Any, Any], name_of: Callable[[str], str]
) -> list[Difference]:
    """Return a field's difference as people read it.

    Args:
        entry: the row that says so.
        kind: the record's type.
        name: the field.
        values: what the server has and what the sheet has; each amount of an income gives a difference of its own.
        name_of: gives the name of a member.
    """
    if name == HEAD:
        names = [NOTHING if value is None else shown(name_of(value)) for value in values]
        if names[0] == names[1]:  # two people of one name: their records tell them apart
            names = [f"{one} …{str(value)[-6:]}" for one, value in zip(names, values, strict=True)]
        return [Difference(entry, kind, "户主", *names)]
    known = [not REGISTRY.errors(kind, {name: value}) for value in values]
    if name != INCOME:
        return [_difference(entry, kind, _column(entry.layout, kind, name), name, zip(values, known, strict=True))]
    blocks: list[Mapping[str, Any]] = [value if isinstance(value, dict) else {} for value in values]
    return [
        _difference(
            entry,
            kind,
            _column(entry.layout, INCOME, part),
            part,
            zip((block.get(part) for block in blocks), known, strict=True),
        )
        for part in {**blocks[1], **blocks[0]}
        if blocks[0].get(part) != blocks[1].get(part)
    ]


def _difference(
    entry: Entry, kind: str, column: Column | None, name: str, values: Iterable[tuple[Any, bool]]
) -> Difference:
    on_file, in_sheet = (_text(column, value, known=known) for value, known in values)
    return Difference(entry, kind, name if column is None else column.label, on_file, in_sheet)


def _holds(on_file: object, value: Any, *, partly: bool) -> bool:  # noqa: ANN401 - a field's value is of any type
    if partly and isinstance(on_file, dict):
        return all(on_file.get(part) == amount for part, amount in value.items())
    return on_file == value


@cache
def _column(layout: Layout, kind: str, name: str) -> Column | None:
    """Return the column that holds a field (an amount: of `INCOME`), in this sheet if it has one."""
    for sheet in (layout, HOUSEHOLDS, PERSONS):
        for target, of_type in RECORD_TYPES.items():
            if kind == (INCOME if target is Target.INCOME else of_type):
                for field, at in sheet.of(target):
                    if field == name:
                        return sheet.columns[at]
    return None


def _text(column: Column | None, value: Any, *, known: bool) -> str:  # noqa: ANN401 - a field's value is of any type
    """Return a value as its column shows it; one that only a newer version's schema can hold, as it is."""
    if value is None or value in ("", []):
        return NOTHING
    return shown(str(value if column is None or not known else column.kind.write(value)).removeprefix("'"))

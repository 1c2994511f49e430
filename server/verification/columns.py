"""The columns that rules speak of: fields of records, of this year and the one before, and parameters of the policy.

A field's column is called by its path, `<record type>.<field>`, and `household_year.income.<part>` for the parts of an
income. Its type is the schema's. Whatever the rules read is loaded because they read it: nothing is listed twice.
"""

from collections.abc import Mapping
from functools import cache
from types import NoneType
from typing import Annotated, Any, Final, NewType, NotRequired, get_args, get_origin, get_type_hints

import polars as pl
from pydantic import BaseModel
from typing_extensions import is_typeddict

from schemas import REGISTRY

PARAMETER: Final = "policy."
"""What the columns of parameters are called before their name."""

PREVIOUS: Final = "previous."
"""What the columns of the year before are called before their field's path."""

ALIKE: Final = "alike."
"""What the columns of likenesses are called before their kind (see `likeness`)."""

WINDOW_END: Final = pl.col("window_end")
"""The last day of the accounting year that a yearly row is about: of its income block, or else by the policy."""

_TYPES: dict[object, pl.DataType] = {
    bool: pl.Boolean(),
    int: pl.Int64(),
    str: pl.String(),
    list: pl.List(pl.String()),
}


def field(path: str) -> pl.Expr:
    """Return the column of a field.

    Raises:
        KeyError: the schema has no such field.
        TypeError: it is not a single value, nor a list of codes.
    """
    data_type(path)
    return pl.col(path)


def previous(path: str) -> pl.Expr:
    """Return the column of a field of `household_year` as it is in the record of the year before; see `field`."""
    data_type(path)
    return pl.col(PREVIOUS + path)


def parameter(name: str) -> pl.Expr:
    """Return the column of a policy parameter: its value for the row's area and year, null where it is unknown."""
    return pl.col(PARAMETER + name)


def fields_of(*expressions: pl.Expr) -> frozenset[str]:
    """Return the paths of the fields that these expressions read, of whichever year."""
    named = {name.removeprefix(PREVIOUS) for name in _names(expressions)}
    return frozenset(name for name in named if "." in name and not name.startswith((PARAMETER, ALIKE)))


def previous_of(*expressions: pl.Expr) -> frozenset[str]:
    """Return the paths of the fields that these expressions read of the year before."""
    return frozenset(name.removeprefix(PREVIOUS) for name in _names(expressions) if name.startswith(PREVIOUS))


def parameters_of(*expressions: pl.Expr) -> frozenset[str]:
    """Return the names of the parameters that these expressions read."""
    return frozenset(name.removeprefix(PARAMETER) for name in _names(expressions) if name.startswith(PARAMETER))


@cache
def data_type(path: str) -> pl.DataType:
    """Return the type of a field's column; raises as `field` does."""
    record_type, _, within = path.partition(".")
    name, *parts = within.split(".")
    found = REGISTRY.field(record_type, name)
    if found is None:
        raise KeyError(path)
    kind = _plain(found.type)
    for part in parts:
        members = _members(kind)
        if part not in members:
            raise KeyError(path)
        kind = _plain(members[part])
    if kind not in _TYPES:
        raise TypeError(f"{path} is no single value")
    return _TYPES[kind]


def _names(expressions: tuple[pl.Expr, ...]) -> set[str]:
    return {name for expression in expressions for name in expression.meta.root_names()}


def _members(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401 - annotations have no type
    """Return the annotations of a value's parts, none where it has none."""
    if is_typeddict(kind):
        return get_type_hints(kind, include_extras=True)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {name: one.annotation for name, one in kind.model_fields.items()}
    return {}


def _plain(annotation: Any) -> Any:  # noqa: ANN401 - annotations have no type
    """Return the Python type under an annotation's metadata, its null and its being optional."""
    if isinstance(annotation, NewType):
        return _plain(annotation.__supertype__)
    if get_origin(annotation) in {Annotated, NotRequired}:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) is list:
        return list
    members = [one for one in get_args(annotation) if one is not NoneType]
    return _plain(members[0]) if len(members) == 1 else annotation

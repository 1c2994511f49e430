"""The columns that rules speak of: fields of records, and parameters of the policy.

A field's column is called by its path, `<record type>.<field>`, and `household_year.income.<part>` for the parts of an
income. Its type is the schema's. Whatever the rules read is loaded because they read it: nothing is listed twice.
"""

from functools import cache
from types import NoneType
from typing import Annotated, Any, NewType, get_args, get_origin

import polars as pl

from schemas import REGISTRY
from schemas.income import Income

PARAMETER = "policy."
"""What the columns of parameters are called before their name."""

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


def parameter(name: str) -> pl.Expr:
    """Return the column of a policy parameter: its value in the year of the row, null where it is unknown."""
    return pl.col(PARAMETER + name)


def fields_of(*expressions: pl.Expr) -> frozenset[str]:
    """Return the paths of the fields that these expressions read."""
    return frozenset(name for name in _names(expressions) if "." in name and not name.startswith(PARAMETER))


def parameters_of(*expressions: pl.Expr) -> frozenset[str]:
    """Return the names of the parameters that these expressions read."""
    return frozenset(name.removeprefix(PARAMETER) for name in _names(expressions) if name.startswith(PARAMETER))


@cache
def data_type(path: str) -> pl.DataType:
    """Return the type of a field's column; raises as `field` does."""
    record_type, _, name = path.partition(".")
    name, _, part = name.partition(".")
    found = REGISTRY.field(record_type, name)
    if found is None or (part and (name != "income" or part not in Income.model_fields)):
        raise KeyError(path)
    kind = _plain(Income.model_fields[part].annotation if part else found.type)
    if kind not in _TYPES:
        raise TypeError(f"{path} is no single value")
    return _TYPES[kind]


def _names(expressions: tuple[pl.Expr, ...]) -> set[str]:
    return {name for expression in expressions for name in expression.meta.root_names()}


def _plain(annotation: Any) -> Any:  # noqa: ANN401 - annotations have no type
    """Return the Python type under an annotation's metadata and its null."""
    if isinstance(annotation, NewType):
        return _plain(annotation.__supertype__)
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) is list:
        return list
    members = [one for one in get_args(annotation) if one is not NoneType]
    return _plain(members[0]) if len(members) == 1 else annotation

"""`among(column, values)`: whether a column is one of any number of texts.

The list is one parameter, so a statement is compiled, cached and prepared once, however long the list: an `IN` with a
parameter for each of a thousand ids costs more to render than to run.
"""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import ARRAY, Dialect, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine


class _Texts(TypeDecorator[Collection[str]]):
    """A list of texts as one parameter: an array on PostgreSQL, JSON on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> list[str] | str:
        texts = list(value or ())
        return texts if dialect.name == "postgresql" else msgspec.json.encode(texts).decode()


class _Among(FunctionElement[Any]):
    # Not Boolean, which SQLite lacks: the condition would be compared with 1, and no index could answer it.
    type = NullType()
    inherit_cache = True


@compiles(_Among, "postgresql")
def _on_postgresql(element: _Among, compiler: SQLCompiler, **kw: object) -> str:
    column, values = element.clauses
    # `= ANY (array)` would be compared item by item with each row that the planner, before its first ANALYZE, scans.
    return f"{compiler.process(column, **kw)} IN (SELECT unnest({compiler.process(values, **kw)}))"


@compiles(_Among, "sqlite")
def _on_sqlite(element: _Among, compiler: SQLCompiler, **kw: object) -> str:
    column, values = element.clauses
    listed = f"SELECT value FROM json_each({compiler.process(values, **kw)})"  # noqa: S608 -- a bound parameter's name
    return f"{compiler.process(column, **kw)} IN ({listed})"


def among(column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that the column's text is one of these."""
    return _Among(column, bindparam(None, values, type_=_Texts(), unique=True))

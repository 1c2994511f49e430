"""The parts of a field whose value is a map or a list of maps: their labels and units, from the field's own type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Annotated, Any, NewType, NotRequired, Required, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from typing_extensions import is_typeddict

from schemas.codes import CodeList
from schemas.fields import Field, Label
from schemas.values import Unit


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a value.

    `label` names it from the field on ("收入 › 收入明细 2 › 金额"), places counted from 1. `unit` and `codes` are those
    of its own value, None where it has none.
    """

    label: Label
    unit: str | None
    codes: CodeList | None


def describe_part(field: Field, path: Sequence[str]) -> Part:
    """Return what is known of the part at this path of keys, and of places (from 0) in lists.

    What this version does not know is called by its key.
    """
    zh, en = [field.label.zh], [field.label.en]
    annotation: Any = field.type
    metadata: tuple[Any, ...] = ()
    for step in path:
        annotation, metadata, is_line = _step(annotation, step)
        if is_line:
            zh[-1], en[-1] = (f"{names[-1]} {int(step) + 1}" for names in (zh, en))
        else:
            label = next((one for one in metadata if isinstance(one, Label)), Label(step, step))
            zh.append(label.zh)
            en.append(label.en)
    known = metadata if path else _plain(annotation)[1]
    unit = next((one.symbol for one in known if isinstance(one, Unit)), None)
    codes = next((one for one in known if isinstance(one, CodeList)), None)
    return Part(Label(" › ".join(zh), " › ".join(en)), unit, codes)


def _step(annotation: Any, step: str) -> tuple[Any, tuple[Any, ...], bool]:  # noqa: ANN401 - annotations have no type
    """Return the annotation and the metadata of one part of a value, and whether it is a line of a list."""
    plain, _ = _plain(annotation)
    if get_origin(plain) is list:
        return *_plain(get_args(plain)[0]), True
    return *_plain(_members(plain).get(step, Any)), False


def _members(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401 - annotations have no type
    """Return the annotations of a map's parts by their keys; none of what is no map, or one of any keys."""
    return _hints(kind) if is_typeddict(kind) or _is_model(kind) else {}


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


@cache
def _hints(kind: Any) -> Mapping[str, Any]:  # noqa: ANN401 - annotations have no type
    return get_type_hints(kind, include_extras=True)


def _plain(annotation: Any) -> tuple[Any, tuple[Any, ...]]:  # noqa: ANN401 - annotations have no type
    """Return the type under an annotation's metadata and its null, and all that metadata, the outermost first."""
    metadata: tuple[Any, ...] = ()
    while True:
        origin, args = get_origin(annotation), get_args(annotation)
        members = [one for one in args if one is not NoneType]
        if isinstance(annotation, NewType):
            annotation = annotation.__supertype__
        elif origin is Annotated:
            annotation, metadata = args[0], (*metadata, *args[1:])
        elif origin in {Required, NotRequired} or (NoneType in args and len(members) == 1):
            annotation = members[0]
        else:
            return annotation, metadata

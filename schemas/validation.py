"""Validation of the fields that a revision sets, compiled once per record type.

Nearly every revision is right, and each one pushed passes here: so a whole set is validated in one call, and only one
with an error in it is looked at field by field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from typing_extensions import TypedDict

from schemas import errors
from schemas.errors import FieldError
from schemas.fields import Collection, Field, RecordType

_CODES = {
    "greater_than_equal": errors.OUT_OF_RANGE,
    "less_than_equal": errors.OUT_OF_RANGE,
    "missing": errors.MISSING_KEY,
    "missing_note": errors.MISSING_KEY,
    "not_in_code_list": errors.NOT_IN_CODE_LIST,
    "string_pattern_mismatch": errors.BAD_FORMAT,
    "string_too_long": errors.TOO_LONG,
    "string_too_short": errors.TOO_SHORT,
    "too_long": errors.TOO_LONG,
    "too_short": errors.TOO_SHORT,
}
"""Error codes by pydantic's types of error; all others mean that the type is wrong."""

_LIMITS = {"ge": "≥", "le": "≤", "min_length": "≥", "max_length": "≤"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a revision sets, read: each field of it is in exactly one of the three.

    `values` are validated (an income is an `Income`, maps and lists are plain), `errors` are why fields are void, and
    `untouched` are the names that this version of the schema does not know.
    """

    values: Mapping[str, Any]
    errors: Mapping[str, FieldError]
    untouched: frozenset[str]


class SetValidator:
    """Validates what revisions of one record type set."""

    def __init__(self, record_type: RecordType) -> None:
        """Compile the validators of all fields of `record_type`."""
        self._fields = {field.name: field for field in record_type.fields}
        self._values = {field.name: TypeAdapter[Any](field.type) for field in record_type.fields}
        self._keys = {
            field.name: TypeAdapter[Any](field.key) for field in record_type.fields if isinstance(field, Collection)
        }
        shape = {
            field.name: field.type if field.required else field.type | None
            for field in record_type.fields
            if not isinstance(field, Collection)
        }
        whole = TypedDict(record_type.name, shape, total=False)  # pyright: ignore[reportArgumentType] - made at run time
        self._whole = TypeAdapter[Any](whole).validator

    def field(self, path: str) -> Field | None:
        """Return the field that `path` writes, or None if this version does not know it."""
        name, slash, _ = path.partition("/")
        field = self._fields.get(name)
        return None if slash and name not in self._keys else field

    def errors(self, values: Mapping[str, object]) -> dict[str, FieldError]:
        """Return why fields of the set are void, by their paths; unknown fields are not."""
        if not self._whole.isinstance_python(values):
            paths = list(values)
        elif self._keys:
            paths = [path for path in values if "/" in path or path in self._keys]
        else:
            return {}
        found = ((path, self._error(path, values[path])) for path in paths)
        return {path: error for path, error in found if error is not None}

    def read(self, values: Mapping[str, object]) -> Reading:
        """Return the set's validated values, errors and unknown fields."""
        found = self.errors(values)
        untouched = frozenset(path for path in values if self.field(path) is None)
        return Reading(
            {
                path: None if value is None else self._values[path.partition("/")[0]].validate_python(value)
                for path, value in values.items()
                if path not in found and path not in untouched
            },
            found,
            untouched,
        )

    def _error(self, path: str, value: object) -> FieldError | None:
        field = self.field(path)
        if field is None:
            return None
        name, slash, key = path.partition("/")
        if name in self._keys:
            if not slash:
                return FieldError(errors.ITEMS_ONLY)
            if not self._keys[name].validator.isinstance_python(key):
                return FieldError(errors.BAD_ITEM_KEY, {"key": key[:64]})
        if value is None:
            return FieldError(errors.REQUIRED) if field.required else None
        try:
            self._values[name].validate_python(value)
        except ValidationError as error:
            return field_error(error.errors(include_url=False, include_input=False)[0])
        return None


def field_error(details: ErrorDetails) -> FieldError:
    """Return what pydantic found wrong with a value as an error of its field; its place is that within the value."""
    code = _CODES.get(details["type"], errors.WRONG_TYPE)
    place = [str(part) for part in details["loc"]]
    context = details.get("ctx", {})
    params: dict[str, str] = {}
    if code == errors.MISSING_KEY:
        params["key"] = str(context["key"]) if "key" in context else place.pop()
    if place:
        params["at"] = "/".join(place)
    if "list" in context:
        params["list"] = str(context["list"])
    for bound, sign in _LIMITS.items():
        if bound in context:
            params["limit"] = f"{sign} {context[bound]}"
    return FieldError(code, params)

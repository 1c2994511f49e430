"""What Schemathesis needs to know of this API beyond its document: how NDJSON is sent, and what there is on file.

Half of the requests that it makes up are turned to what the scene has on file: nearly all others ask for nothing.
"""

import json
from collections.abc import Mapping
from typing import Any, Final
from zlib import crc32

import schemathesis
from schemathesis import HookContext, SerializationContext

from schemas.naming import household_year_id
from tests.fuzz.scene import HOUSEHOLD, MEMBER, VILLAGE

ON_FILE: Final[Mapping[str, tuple[str, ...]]] = {
    "area": (VILLAGE, VILLAGE[:9], VILLAGE[:6]),
    "record_type": ("household", "household", "household_year", "member"),
    "record": (HOUSEHOLD, HOUSEHOLD, household_year_id(HOUSEHOLD, 2018), MEMBER),
    "household": (HOUSEHOLD,),
}
"""Values by the parameter's name; those of one place belong together."""


@schemathesis.serializer("application/x-ndjson")
def ndjson(_context: SerializationContext, value: object) -> bytes:
    """Send a text as it is, and anything else as one line."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace")


@schemathesis.hook
def map_path_parameters(_context: HookContext, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Turn half of the paths to what is on file."""
    return _turned(path_parameters)


@schemathesis.hook
def map_query(_context: HookContext, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """Turn half of the queries to what is on file."""
    return _turned(query)


@schemathesis.hook
def map_body(_context: HookContext, body: object) -> object:
    """Turn half of the forms to what is on file."""
    return _turned(body) if isinstance(body, dict) else body


def _turned(drawn: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the same for the same draw, so that a failure can be repeated."""
    draw = crc32(repr(drawn).encode())
    if not drawn or draw % 2:
        return drawn
    return {
        name: ON_FILE[name][draw // 2 % len(ON_FILE[name])] if name in ON_FILE else value
        for name, value in drawn.items()
    }

"""Hypothesis strategies for what a revision may set, read from the exported JSON Schema alone."""

import re
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from schemas.json_schema import export

EXPORTED = export()
TYPES = [branch["if"]["properties"]["type"]["const"] for branch in EXPORTED["allOf"]]

NAMES = st.from_regex("[a-z]{1,8}", fullmatch=True)
# Text of characters that a revision can hold: no lone surrogates. A final line break would slip past `$` in Python.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"])
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(LETTERS, max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner),
    max_leaves=5,
)
ITEM_KEYS = ("0" * 64, "00000000-0000-0000-0000-000000000000")


def values(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:  # noqa: C901, PLR0911 - one case a word
    """Draw what a schema accepts; it knows the words that the export uses."""
    match schema:
        case {"$ref": reference, "if": {"properties": {"state": {"enum": states}}}}:
            drawn = st.tuples(values({"$ref": reference}), st.text(LETTERS, min_size=1, max_size=40))
            return drawn.map(lambda one: {**one[0], "note": one[1]} if one[0]["state"] in states else one[0])
        case {"$ref": reference}:
            return values(EXPORTED["$defs"][reference.rpartition("/")[2]])
        case {"anyOf": branches}:
            return st.one_of([values(branch) for branch in branches])
        case {"enum": codes}:
            return st.sampled_from(codes)
        case {"type": "null"}:
            return st.none()
        case {"type": "boolean"}:
            return st.booleans()
        case {"type": "integer"}:
            return st.integers(schema["minimum"], schema["maximum"])
        case {"type": "string", "pattern": pattern}:
            return st.from_regex(pattern.removeprefix("^").removesuffix("$"), fullmatch=True, alphabet=LETTERS)
        case {"type": "string"}:
            return st.text(LETTERS, min_size=schema.get("minLength", 0), max_size=min(schema["maxLength"], 40))
        case {"type": "array", "maxItems": most}:
            return st.lists(values(schema["items"]), min_size=schema.get("minItems", 0), max_size=min(most, 3))
        case {"type": "object", "properties": properties}:
            required = {name: values(properties[name]) for name in schema.get("required", ())}
            optional = {name: values(value) for name, value in properties.items() if name not in required}
            return st.fixed_dictionaries(required, optional=optional)
        case _:
            return st.dictionaries(NAMES, NAMES)


def fields(record_type: str) -> dict[str, st.SearchStrategy[Any]]:
    """Return a strategy for each field of a type, and for one item of each collection."""
    schema = EXPORTED["$defs"][record_type]
    drawn = {name: values(value) for name, value in schema["properties"].items() if value is not False}
    for pattern, value in schema["patternProperties"].items():
        if value is not False:
            name, _, _ = pattern.removeprefix("^").partition("/")
            item = next(f"{name}/{key}" for key in ITEM_KEYS if re.search(pattern, f"{name}/{key}"))
            drawn[item] = values(value)
    return drawn


VALID = {name: fields(name) for name in TYPES}


@st.composite
def valid_sets(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw a type and some of its fields with values that it accepts."""
    record_type = draw(st.sampled_from(TYPES))
    names = draw(st.sets(st.sampled_from(sorted(VALID[record_type])), min_size=1, max_size=6))
    return record_type, {name: draw(VALID[record_type][name]) for name in sorted(names)}


@st.composite
def sets(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Draw a type and some of its fields, each with a value that it accepts or with anything."""
    record_type, drawn = draw(valid_sets())
    spoiled = draw(st.sets(st.sampled_from(sorted(drawn))))
    return record_type, {**drawn, **{name: draw(JUNK) for name in sorted(spoiled)}}

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from schemas import CODES_VERSION, REGISTRY, SCHEMA_VERSION
from tests.unit.schemas.drawing import EXPORTED, JUNK, TYPES, VALID, sets

VALIDATOR = Draft202012Validator(EXPORTED)


def conforms(record_type: str, values: dict[str, Any]) -> bool:
    return VALIDATOR.is_valid({"type": record_type, "set": values})


def nodes(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for part in schema.values():
            yield from nodes(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from nodes(part)


def test_it_is_json_schema_2020_12_with_its_versions() -> None:
    Draft202012Validator.check_schema(EXPORTED)
    assert EXPORTED["x-schema-version"] == SCHEMA_VERSION
    assert EXPORTED["x-codes-version"] == CODES_VERSION
    assert [record_type.name for record_type in REGISTRY.types] == TYPES


@given(drawn=sets())
def test_it_accepts_what_the_registry_accepts(drawn: tuple[str, dict[str, Any]]) -> None:
    record_type, values = drawn
    assert conforms(record_type, values) == (REGISTRY.errors(record_type, values) == {})


@given(data=st.data(), record_type=st.sampled_from(TYPES))
def test_it_refuses_item_names_as_the_registry_does(data: st.DataObject, record_type: str) -> None:
    collections = {path.partition("/")[0] for path in VALID[record_type] if "/" in path}
    if not collections:
        return
    name = data.draw(st.sampled_from(sorted(collections)))
    path = data.draw(st.sampled_from([name, f"{name}/", f"{name}/a b", f"{name}/q1", f"{name}/{'f' * 64}"]))
    values = {path: data.draw(JUNK)}
    assert conforms(record_type, values) == (REGISTRY.errors(record_type, values) == {})


def test_it_lets_unknown_types_and_fields_pass() -> None:
    assert conforms("next_type", {"anything": 1})
    assert conforms("household", {"next_version": 1})


def test_every_integer_has_its_unit() -> None:
    answer = EXPORTED["$defs"]["visit"]["patternProperties"]["^answers/[A-Za-z0-9_.:-]{1,128}$"]
    free = [id(node) for node in nodes(answer)]  # an answer's unit is its question's
    unitless = [node for node in nodes(EXPORTED) if node.get("type") == "integer" and "x-unit" not in node]
    assert [node for node in unitless if id(node) not in free] == []


def test_every_named_value_has_its_labels() -> None:
    for name, definition in EXPORTED["$defs"].items():
        for path, schema in {**definition.get("properties", {}), **definition.get("patternProperties", {})}.items():
            assert schema is False or (schema["x-label-zh"] and schema["x-label-en"]), f"{name}.{path}"


def test_every_code_list_is_there_with_the_codes_that_the_schema_allows() -> None:
    used = [node for node in nodes(EXPORTED["$defs"]) if "x-code-list" in node]
    assert used
    for node in used:
        listed = [code["value"] for code in EXPORTED["x-code-lists"][node["x-code-list"]]["codes"]]
        assert node.get("enum", listed) == listed


@pytest.mark.parametrize("state", ["assigned", "accepted"])
def test_a_form_finds_the_steps_of_a_workflow(state: str) -> None:
    steps = EXPORTED["$defs"]["flag"]["properties"]["decision"]["x-transitions"]
    assert {"by": "township", "from": None, "to": "assigned", "four_eyes": False} in steps
    assert all((step["by"], step["from"], step["to"]) != ("collector", state, "accepted") for step in steps)

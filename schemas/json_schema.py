"""JSON Schema (2020-12) of all that is recorded: the contract for a tablet app in any language.

It describes a revision's `type` and `set`, and says what `Registry.errors` says: unknown types and fields pass, null
clears a field that is not required, and an item of a collection is a property of its own. What JSON Schema has no word
for stands beside it:

- of a field: `x-label-zh`, `x-label-en`, `x-unit`, `x-code-list`, `x-sensitivity`, `x-merge`, `x-required`, `x-machine`
  (only a server writes it), `x-also-by` (capacities that write it beside those of the type), `x-transitions` (by which
  capacity, from, to, `four_eyes` where it passes judgement on others' work), `x-note`, `x-source`;
- of a type: `x-label-zh`, `x-label-en`, `x-authority` (whose seal may write), `x-written-by` and `x-deleted-by` (the
  capacities of authors who may write and delete);
- of the whole: `x-schema-version`, `x-codes-version` and `x-code-lists`, where `x-code-list` is looked up.
"""

from typing import Any, TypeAlias

from pydantic import TypeAdapter

from schemas import REGISTRY
from schemas.codes import CODE_LISTS, CodeList
from schemas.fields import Collection, Field, RecordType

Schema: TypeAlias = dict[str, Any]


def export() -> Schema:
    """Return the JSON Schema of what a revision may set, with everything else a form needs to know."""
    fields = [(record_type, field) for record_type in REGISTRY.types for field in record_type.fields]
    values, definitions = TypeAdapter[Any].json_schemas(
        [((record_type.name, field.name), "validation", _adapter(field)) for record_type, field in fields],
        ref_template="#/$defs/{model}",
    )
    types = {
        record_type.name: _of_type(
            record_type,
            {field.name: values[(record_type.name, field.name), "validation"] for field in record_type.fields},
        )
        for record_type in REGISTRY.types
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:ruhu:schema:{REGISTRY.version}",
        "title": "What a revision sets",
        "x-schema-version": REGISTRY.version,
        "x-codes-version": REGISTRY.codes_version,
        "type": "object",
        "required": ["type", "set"],
        "properties": {"type": {"type": "string"}, "set": {"type": "object"}},
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}},
                "then": {"properties": {"set": {"$ref": f"#/$defs/{name}"}}},
            }
            for name in types
        ],
        "$defs": {**types, **definitions.get("$defs", {})},
        "x-code-lists": {name: _of_code_list(code_list) for name, code_list in CODE_LISTS.items()},
    }


def _adapter(field: Field) -> TypeAdapter[Any]:
    return TypeAdapter(field.type if field.required else field.type | None)


def _of_type(record_type: RecordType, values: dict[str, Schema]) -> Schema:
    properties: dict[str, Schema | bool] = {}
    patterns: dict[str, Schema | bool] = {}
    for field in record_type.fields:
        schema = _of_field(field, values[field.name])
        if isinstance(field, Collection):
            key = TypeAdapter[Any](field.key).json_schema()["pattern"].removeprefix("^").removesuffix("$")
            patterns[f"^{field.name}/{key}$"] = schema
            patterns[f"^{field.name}/(?!{key}$)"] = False
            properties[field.name] = False
        else:
            properties[field.name] = schema
    return {
        "description": record_type.description,
        "x-label-zh": record_type.label.zh,
        "x-label-en": record_type.label.en,
        "x-authority": record_type.authority.value,
        "x-written-by": sorted(record_type.written_by),
        "x-deleted-by": sorted(record_type.deleted_by),
        "type": "object",
        "properties": properties,
        "patternProperties": patterns,
    }


def _of_field(field: Field, value: Schema) -> Schema:
    facts = {
        "x-label-zh": field.label.zh,
        "x-label-en": field.label.en,
        "x-unit": field.unit,
        "x-code-list": field.codes and field.codes.name,
        "x-sensitivity": field.sensitivity.value,
        "x-merge": field.merge.value,
        "x-required": field.required,
        "x-machine": field.machine,
        "x-also-by": sorted(field.also_by),
        "x-transitions": field.workflow
        and [
            {"by": by, "from": source, "to": target, "four_eyes": source in field.workflow.judges(target)}
            for by, source, target in sorted(field.workflow.transitions, key=str)
        ],
        "x-note": field.note,
        "x-source": field.source,
    }
    return {**value, **{name: fact for name, fact in facts.items() if fact}}


def _of_code_list(code_list: CodeList) -> Schema:
    return {
        "x-label-zh": code_list.label.zh,
        "x-label-en": code_list.label.en,
        "codes": [
            {"value": code.value, "zh": code.label.zh, "en": code.label.en, "since": code.since} for code in code_list
        ],
    }

"""What a code list is."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from schemas.label import Label


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: the code as stored, its label, and the version of the code lists that brought it."""

    value: str
    label: Label
    since: int = 1


class CodeList:
    """A closed list of codes with labels.

    A code keeps its meaning for ever and is never taken out, so the newest list reads every older record. Lists of
    other systems number the same labels differently: import by label, never by bare number (domain rule 1.10).

    As metadata of an annotated `str` it restricts the value to its codes, with the error `not_in_code_list`.
    """

    def __init__(self, name: str, label: Label, *codes: Code) -> None:
        """Make the list `name`, whose entries are `codes` in the order in which forms show them."""
        self.name = name
        self.label = label
        self.codes = MappingProxyType({code.value: code for code in codes})
        if len(self.codes) != len(codes):
            raise ValueError(f"code list {name} has a code twice")

    def __iter__(self) -> Iterator[Code]:
        """Iterate over the codes in the order of forms."""
        return iter(self.codes.values())

    def __repr__(self) -> str:
        """Name the list."""
        return f"CodeList({self.name!r})"

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Restrict the type to the codes."""
        return core_schema.custom_error_schema(
            core_schema.literal_schema(list(self.codes)),
            custom_error_type="not_in_code_list",
            custom_error_message="not in the code list {list}",
            custom_error_context={"list": self.name},
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Add the list's name to the type's JSON Schema."""
        return {**handler(schema), "x-code-list": self.name}


def codes(since: int = 1, /, **labels: tuple[str, str]) -> tuple[Code, ...]:
    """Make codes from `code=(zh, en)`, for codes that are words; `since` is the version that brought them."""
    return tuple(Code(value, Label(*label), since) for value, label in labels.items())

"""The bilingual label that everything shown to people carries."""

from dataclasses import dataclass

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Label:
    """A text in Chinese, which is shown first, and in English.

    As metadata of an annotated type it writes itself into the type's JSON Schema (`x-label-zh`, `x-label-en`).
    """

    zh: str
    en: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Add the label to the type's JSON Schema."""
        return {**handler(schema), "x-label-zh": self.zh, "x-label-en": self.en}

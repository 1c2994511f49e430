"""What the programme's procedures have in common: the value of a workflow field, and who acts for a village.

A step is not only the state that it enters. Whoever takes it may say why, on which day it happened and who decided,
and where it turns somebody down it has to say why: the state and its reason are one value, so that a merge never tears
them apart.

A review is left by other eyes than those that entered it (`four_eyes`): approving and rejecting judge somebody's work.
Sending a case back judges nothing, and whoever finds the fault may do it.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Final, NotRequired

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, with_config
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from typing_extensions import TypedDict

from schemas.capacity import Capacity
from schemas.label import Label
from schemas.values import CalendarDate, LongText, ShortText

VILLAGE: Final[tuple[Capacity, ...]] = ("village_group", "village_head", "first_secretary", "team_member", "township")
"""Who visits households and keeps the village's records; a township does it for a village that cannot."""

VILLAGE_LEADERS: Final[tuple[Capacity, ...]] = ("village_group", "village_head", "first_secretary", "township")
"""Who convenes the village, posts its notices and reports to the township (domain §4.1)."""


@with_config(extra="allow")
class Status(TypedDict):
    """A state that was entered; each procedure adds `state` itself, of its own code list."""

    note: NotRequired[Annotated[LongText | None, Label("说明", "note")]]
    by: NotRequired[Annotated[ShortText | None, Label("经办人", "who decided")]]
    on: NotRequired[Annotated[CalendarDate | None, Label("日期", "day")]]


@dataclass(frozen=True, slots=True, init=False)
class Reasoned:
    """Metadata of a status: the states that say nothing without a `note` (a rejection has its reason, domain §4.2).

    The error is `missing_key` with the key `note`.
    """

    states: tuple[str, ...]

    def __init__(self, *states: str) -> None:
        object.__setattr__(self, "states", states)

    def __get_pydantic_core_schema__(self, source: type[Any], handler: GetCoreSchemaHandler) -> CoreSchema:
        """Ask for the note once the map itself is right."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Say the same in JSON Schema."""
        note = {"properties": {"note": {"type": "string", "minLength": 1}}, "required": ["note"]}
        return {**handler(schema), "if": {"properties": {"state": {"enum": list(self.states)}}}, "then": note}

    def _check(self, status: dict[str, Any]) -> dict[str, Any]:
        if status["state"] in self.states and not status.get("note"):
            raise PydanticCustomError("missing_note", "the reason is missing", {"key": "note"})
        return status

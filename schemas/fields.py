"""What a field and a record type are."""

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from enum import Enum, StrEnum
from typing import Any, TypeVar, get_args

from schemas.capacity import SURVEYORS, Capacity
from schemas.codes import CodeList
from schemas.label import Label
from schemas.values import Unit
from schemas.workflow import StateMachine

__all__ = ["Authority", "Collection", "Field", "Label", "MergePolicy", "RecordType", "Sensitivity"]

Metadata = TypeVar("Metadata")


class Sensitivity(StrEnum):
    """The group of fields that access and masking are decided for."""

    PUBLIC = "public"
    PERSONAL = "personal"
    IDENTITY = "identity"
    CONTACT = "contact"
    BANK = "bank"
    HEALTH = "health"
    INCOME = "income"
    PARADATA = "paradata"


class MergePolicy(StrEnum):
    """What happens when two revisions that had not seen each other write different values."""

    LATEST = "latest"
    """The later one is shown, and that is all."""
    REVIEW = "review"
    """The later one is shown, and a conflict is open until somebody who has seen both decides."""


class Authority(Enum):
    """Whose seal may write records of a type."""

    DEVICE = "device"
    """Any enrolled device's, for whoever works on it."""
    SERVER_CREATES = "server_creates"
    """A server's for creating the record and for what the machine finds; a device's for the rest."""
    SERVER = "server"
    """A server's only."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record type.

    `type` is an annotated type of `schemas.values` or a map of such; unit and code list stand in its metadata. Null
    clears a field unless it is `required`. `machine` marks what only a server's seal may write in a record that devices
    write too; `also_by` says who may write it beside those who write the type. `note` says what the label leaves open,
    and `source` where the definition comes from, in the tags of the domain specification (S: the programme's plan of
    2018; V: a public source; G: general knowledge, unconfirmed).
    """

    name: str
    type: Any
    label: Label
    sensitivity: Sensitivity
    _: KW_ONLY
    merge: MergePolicy = MergePolicy.LATEST
    required: bool = False
    machine: bool = False
    also_by: frozenset[Capacity] = frozenset()
    workflow: StateMachine | None = None
    note: str = ""
    source: str = ""

    @property
    def unit(self) -> str | None:
        """The unit of the field's numbers, or None where it is no number."""
        return next((unit.symbol for unit in _metadata(self.type, Unit)), None)

    @property
    def codes(self) -> CodeList | None:
        """The code list that the value, or each entry of the list, is taken from."""
        return next(_metadata(self.type, CodeList), None)


@dataclass(frozen=True, slots=True)
class Collection(Field):
    """A field that is written item by item, each at a path of its own: `<name>/<key>`.

    `type` is that of an item, `key` that of an item's name. Null removes the item.
    """

    _: KW_ONLY
    key: Any


@dataclass(frozen=True, slots=True)
class RecordType:
    """One kind of record: its fields, and who may write and delete it.

    `authority` says whose seal may write it. `written_by` says in which capacities an author may write its fields,
    except a workflow's, whose state machine says so step by step; `deleted_by` in which it is deleted and revived.
    """

    name: str
    label: Label
    description: str
    fields: tuple[Field, ...]
    _: KW_ONLY
    authority: Authority = Authority.DEVICE
    written_by: frozenset[Capacity] = SURVEYORS
    deleted_by: frozenset[Capacity] = frozenset()


def _metadata(annotation: Any, kind: type[Metadata]) -> Iterator[Metadata]:  # noqa: ANN401 - annotations have no type
    for part in get_args(annotation):  # the members of Annotated, of a union, or the type of a list's entries
        if isinstance(part, kind):
            yield part
        else:
            yield from _metadata(part, kind)

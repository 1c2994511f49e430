"""The forms of events: what has to be entered, as the API, the tablet and the desk take it.

The uuids of new records are entered too, so that an event that is sent twice is refused and not doubled. Dates are days
of the calendar. The household that an event is about is not in the form: it is what the form is filled in for.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from schemas import errors
from schemas.codes.ethnicity import ETHNICITY
from schemas.codes.member import ID_TYPE, RELATION, SEX
from schemas.errors import FieldError
from schemas.label import Label
from schemas.validation import field_error
from schemas.values import CalendarDate, IdNumber, PersonName, RecordLink, RegistryNumber, ShortText, Uuid, VillageCode

_Relation = Annotated[str, RELATION]
_Relations = Annotated[
    dict[Uuid, _Relation],
    Label("与新户主关系", "relations to the new head"),
    Field(max_length=100, description="Of those of whom it does not follow; the refusal names them."),
]
_Successor = Annotated[
    Uuid | None,
    Label("新户主", "new head"),
    Field(description="A member who stays; needed where the head leaves others behind."),
]


class Event(BaseModel):
    """Something that happened to a household on a day."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: ClassVar[Label]

    on: Annotated[CalendarDate, Label("发生日期", "date of the event")]


class NewPerson(Event):
    """Somebody who is not recorded yet; `member` is the uuid of their new record."""

    member: Annotated[Uuid, Label("成员", "member")]
    name: Annotated[PersonName, Label("姓名", "name")]
    sex: Annotated[Annotated[str, SEX], Label("性别", "sex")]
    relation: Annotated[_Relation, Label("与户主关系", "relation to the head")]
    ethnicity: Annotated[Annotated[str, ETHNICITY] | None, Label("民族", "ethnic group")] = None
    person_no: Annotated[RegistryNumber | None, Label("人编号", "person number")] = None
    id_type: Annotated[Annotated[str, ID_TYPE] | None, Label("证件类型", "type of certificate")] = None
    id_number: Annotated[IdNumber | None, Label("证件号码", "certificate number")] = None
    no_id_reason: Annotated[ShortText | None, Label("无证件原因", "reason for having no certificate")] = None


class _Leaving(Event):
    """A member who does not count in the household from that day on."""

    member: Annotated[Uuid, Label("成员", "member")]
    successor: _Successor = None
    relations: _Relations = Field(default_factory=dict)


class Birth(NewPerson):
    """A child is born into the household; the date is that of birth."""

    label = Label("出生", "birth")
    kind: Literal["birth"] = "birth"


class Death(_Leaving):
    """A member dies."""

    label = Label("死亡", "death")
    kind: Literal["death"] = "death"


class MarriageIn(NewPerson):
    """Somebody who is not registered marries into the household."""

    label = Label("嫁入", "marriage into the household")
    kind: Literal["marriage_in"] = "marriage_in"
    birth_date: Annotated[CalendarDate | None, Label("出生日期", "date of birth")] = None


class MarriageOut(_Leaving):
    """A member marries out, and into another registered household where that is named."""

    label = Label("嫁出", "marriage out of the household")
    kind: Literal["marriage_out"] = "marriage_out"
    into: Annotated[RecordLink | None, Label("嫁入户", "household that they marry into")] = None
    relation: Annotated[
        _Relation | None,
        Label("与嫁入户户主关系", "relation to the head there"),
        Field(description="Needed with `into`."),
    ] = None


class Arrival(NewPerson):
    """Somebody who is not registered moves into the household otherwise."""

    label = Label("转入", "arrival")
    kind: Literal["arrival"] = "arrival"
    birth_date: Annotated[CalendarDate | None, Label("出生日期", "date of birth")] = None


class Return(Event):
    """A member who had left comes back."""

    label = Label("返回", "return")
    kind: Literal["return"] = "return"
    member: Annotated[Uuid, Label("成员", "member")]
    relation: Annotated[_Relation, Label("与户主关系", "relation to the head")]


class Departure(_Leaving):
    """A member leaves otherwise, out of the register: to settle abroad (03), to prison (04), or elsewhere (08)."""

    label = Label("转出", "departure")
    kind: Literal["departure"] = "departure"
    code: Annotated[Literal["03", "04", "08"], Label("转出原因", "reason for leaving")]


class Transfer(_Leaving):
    """A member moves into another registered household, otherwise than by marriage."""

    label = Label("转入他户", "transfer to another household")
    kind: Literal["transfer"] = "transfer"
    into: Annotated[RecordLink, Label("转入户", "household that they join")]
    relation: Annotated[_Relation, Label("与转入户户主关系", "relation to the head there")]


class Move(Event):
    """The whole household moves to another village."""

    label = Label("整户迁移", "move of the household")
    kind: Literal["move"] = "move"
    area: Annotated[VillageCode, Label("迁往村", "village that it moves to")]


class Split(Event):
    """Some of its members found a household of their own in the same village; `new_household` is that one's uuid."""

    label = Label("分户", "split")
    kind: Literal["split"] = "split"
    new_household: Annotated[Uuid, Label("新户", "new household")]
    household_no: Annotated[RegistryNumber | None, Label("新户编号", "number of the new household")] = None
    members: Annotated[list[Uuid], Label("分出成员", "members who leave"), Field(max_length=100)]
    head: Annotated[Uuid, Label("分出户户主", "head of the new household")]
    successor: _Successor = None
    relations: _Relations = Field(default_factory=dict)


class Merge(Event):
    """All its members join another household, which keeps its head unless another is named."""

    label = Label("并户", "merger")
    kind: Literal["merge"] = "merge"
    into: Annotated[RecordLink, Label("并入户", "household that they join")]
    relation: Annotated[
        _Relation | None,
        Label("两户户主关系", "relation of the heads"),
        Field(description="What the head of this household is to that of the other."),
    ] = None
    head: Annotated[
        Uuid | None,
        Label("并户后户主", "head afterwards"),
        Field(description="Of either household; that one's if null."),
    ] = None
    relations: _Relations = Field(default_factory=dict)


AnyEvent = Birth | Death | MarriageIn | MarriageOut | Arrival | Return | Departure | Transfer | Move | Split | Merge

FORMS: Final[Mapping[str, type[Event]]] = {form.model_fields["kind"].default: form for form in get_args(AnyEvent)}
"""Each form by the kind of event."""

EVENT = TypeAdapter[AnyEvent](Annotated[AnyEvent, Field(discriminator="kind")])
"""Reads any of them, and describes them as a JSON Schema."""


class InvalidForm(Exception):
    """A form that is not filled in as it asks for."""

    def __init__(self, kind: str, fields: Mapping[str, FieldError]) -> None:
        """Keep the kind of event that was meant, and what is wrong with each field."""
        super().__init__(", ".join(f"{field}: {error.code}" for field, error in fields.items()))
        self.kind = kind
        self.fields = fields


def read_form(entered: Mapping[str, object]) -> AnyEvent:
    """Return the event that was entered; `kind` says which form it is.

    Raises:
        InvalidForm: fields are missing, or have values that they cannot have.
    """
    try:
        return EVENT.validate_python(entered)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
    kind = str(entered.get("kind", ""))
    raise InvalidForm(kind, dict(_wrong_field(details) for details in reversed(wrong)))


def _wrong_field(details: ErrorDetails) -> tuple[str, FieldError]:
    """Return the field that is wrong, and how: the first place within an event's form is the kind."""
    if len(details["loc"]) < len(("kind", "field")):
        return "kind", FieldError(errors.NOT_IN_CODE_LIST)
    _, field, *place = details["loc"]
    if details["type"] == "missing" and not place:
        return str(field), FieldError(errors.MISSING_KEY)
    return str(field), field_error({**details, "loc": tuple(place)})

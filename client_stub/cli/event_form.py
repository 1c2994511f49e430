"""The form of an event, being filled: `field=value` pairs with people and households by the names that they have here.

member=2                 the household's second member, as `show` numbers them; by name, or by the end of the id
members=2,王强            several
into=4108990002          another household, as everywhere by its number, its head, or its id
relations.3=之女          what the third member is to the new head
area=冯河村               a village by its name or code
sex=男                   codes by their label, as in all forms
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import TypeAdapter

from client_stub.cli import paper
from client_stub.errors import NotFound, UnknownField
from client_stub.households import ID_END, Entry, Household, ends_with
from client_stub.tablet import Tablet
from schemas import Field, Sensitivity
from schemas.events import FORMS, EventError, NewPerson, Split
from schemas.events.messages import field_label
from sync.canonical import Json

_RELATIONS = "relations"


def kind_of(name: str) -> str:
    """Return the kind of event that is meant by its name or by its label in either language.

    Raises:
        NotFound: there is none; it names all.
    """
    for kind, form in FORMS.items():
        if name in {kind, kind.replace("_", "-"), form.label.zh, form.label.en}:
            return kind
    raise NotFound(name, [f"{kind} {form.label.zh}" for kind, form in FORMS.items()])


class EventForm:
    """The form of one event of one household."""

    def __init__(self, tablet: Tablet, household: Household, kind: str) -> None:
        """Begin with nothing but the uuid of the record that the event makes, if it makes one."""
        self._tablet = tablet
        self._households = [household]
        self._kind = kind
        self._form = FORMS[kind]
        self._texts: dict[str, str] = {}
        self._relations: dict[str, str] = {}
        self._made = {NewPerson: "member", Split: "new_household"}

    def fill(self, address: str, text: str) -> None:
        """Enter a text at an address.

        Raises:
            UnknownField: the form has no such field; it names those that it has.
        """
        field, dot, member = address.partition(".")
        if dot and field == _RELATIONS and _RELATIONS in self._form.model_fields:
            self._relations[member] = text
        elif f"{address}=" in self._arguments():
            self._texts[address] = text
        else:
            raise UnknownField(address, self._arguments())

    def entered(self) -> Mapping[str, object]:
        """Return what was entered, as the form wants it.

        Raises:
            NotFound: somebody or something that was named is not here, or not the only one of that name.
        """
        into = self._texts.get("into")
        if into is not None:
            self._households[1:] = [self._tablet.household(into)]
        found: dict[str, object] = {"kind": self._kind}
        found |= {field: self._tablet.new_id() for base, field in self._made.items() if issubclass(self._form, base)}
        found |= {field: self._value(field, text) for field, text in self._texts.items()}
        if self._relations:
            relations = {self._member(name): text for name, text in self._relations.items()}
            found[_RELATIONS] = {member: self._read("relation", text) for member, text in relations.items()}
        return found

    def asked(self, error: EventError) -> list[str]:
        """Return the arguments by which the form can be completed or corrected, none where it is not about one."""
        if error.field == _RELATIONS and (names := error.facts.get("names")):
            return [f"{_RELATIONS}.{name}=" for name in ([names] if isinstance(names, str) else names)]
        return [one for one in self._arguments() if one == f"{error.field}="]

    def _arguments(self) -> list[str]:
        """Return what can be entered in the form; the uuids of new records are no business of people."""
        made = {field for base, field in self._made.items() if issubclass(self._form, base)}
        fields = [field for field in self._form.model_fields if field not in {"kind", *made}]
        return [f"{field}.<member>=" if field == _RELATIONS else f"{field}=" for field in fields]

    def _value(self, field: str, text: str) -> Json:
        match field:
            case "into":
                return {"area": self._households[1].area, "record": self._households[1].id}
            case "member" | "successor" | "head":
                return self._member(text)
            case "members":
                return [self._member(one.strip()) for one in text.replace("，", ",").replace("、", ",").split(",")]
            case "area":
                return self._tablet.village(text)
            case _:
                return self._read(field, text)

    def _read(self, name: str, text: str) -> Json:
        """Return what a text means for a field of the form; relations are read alike in every form."""
        form = self._form if name in self._form.model_fields else FORMS["return"]
        known = form.model_fields[name]
        annotation: Any = Annotated[known.annotation, *known.metadata]  # pyright: ignore[reportInvalidTypeForm]
        field = Field(name, annotation, field_label(self._kind, name), Sensitivity.PERSONAL)
        return paper.read(text, field, TypeAdapter[Any](annotation).validator.isinstance_python)

    def _member(self, name: str) -> str:
        """Return the member meant: by number in this household, by name or the end of the record's id in either."""
        own = self._households[0].members
        if name.isdecimal() and 1 <= int(name) <= len(own):
            return own[int(name) - 1].key.record
        for household in self._households:
            numbers = {one.key: place for place, one in enumerate(household.members, 1)}
            meant = [
                one for one in household.members if one.values.get("name") == name or ends_with(one.key.record, name)
            ]
            if len(meant) == 1:
                return meant[0].key.record
            if meant:
                raise NotFound(name, [_told_apart(household, numbers[one.key], one) for one in meant])
        raise NotFound(name, [f"{place}. {one.values.get('name') or ''}" for place, one in enumerate(own, 1)])


def _told_apart(household: Household, place: int, member: Entry) -> str:
    """Return what tells a member from another of the same name: household, number, day of birth, end of the id."""
    born = member.values.get("birth_date") or ""
    parts = (household.number, f"{place}.", member.values.get("name"), born, f"…{member.key.record[-ID_END:]}")
    return " ".join(part for part in parts if part)

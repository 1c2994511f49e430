"""A household's form: `field=value` pairs turned into edits of the records that they belong to.

phone=13912345678        of the household, of its year, or of the visit: whichever record has the field
income.wage_income=9600  one item of the year's income, which is then written as a whole
2.work_months=8          of the household's second member, as `show` numbers them, or of its year
+1.name=王五              of a new member; +2 is another one
photos/<sha256>={…}      an item of a collection
bank_name=               clears the field
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

from client_stub.cli import paper
from client_stub.cli.blocks import items_of
from client_stub.editing import Edit
from client_stub.errors import NotFound, UnknownField
from client_stub.households import HOUSEHOLD, HOUSEHOLD_YEAR, MEMBER, MEMBER_YEAR, VISIT, Entry, Household
from client_stub.tablet import Tablet
from schemas import REGISTRY, Field
from sync.canonical import Json
from sync.merge import EMPTY
from sync.revision import RecordKey

_HEAD = "01"
"""The relation of the head of a household to itself (domain §1.6)."""


class Place(NamedTuple):
    """Where a pair writes: a record's field; `item` is one item of a block that is written as a whole."""

    entry: Entry
    path: str
    field: Field
    item: str | None = None

    @property
    def value(self) -> Json:
        """The value that stands there now."""
        if self.item is not None:
            return self.entry.block(self.path).get(self.item)
        return self.entry.values.get(self.path)


class Form:
    """The form of one household and one year, being filled."""

    def __init__(self, tablet: Tablet, household: Household, year: int, *, visit: bool) -> None:
        """Begin with nothing filled in; `visit` says whether the visit's own fields are on it."""
        self._tablet = tablet
        self._household = household
        self._year = year
        self._visit = Entry(RecordKey(VISIT, ""), EMPTY) if visit else None
        self._set: dict[RecordKey, dict[str, Json]] = {}
        self._new_members: dict[str, Entry] = {}

    # ----------------------------------------------------------------------------------------------------- filling

    def place(self, address: str) -> Place:
        """Return where an address writes.

        Raises:
            UnknownField: no record of the form has such a field; it names those that are spelt alike.
            NotFound: the household has no such member.
        """
        number, dot, rest = address.partition(".")
        if dot and (number.isdecimal() or number.startswith("+")):
            return self._find(address, rest, self._member(number))
        return self._find(address, address, self._household_entries())

    def fill(self, address: str, text: str) -> Json:
        """Write what a text means at an address, and return the value.

        Raises:
            NotFound: as `place`.
        """
        place = self.place(address)
        key = place.entry.key
        filled = self._set.setdefault(key, {})
        if place.item is None:
            value = paper.read(text, place.field, lambda value: not REGISTRY.errors(key.type, {place.path: value}))
            filled[place.path] = value
            return value
        block: dict[str, Json] = filled.get(place.path) or place.entry.block(place.path)
        item = place.item
        value = paper.read(
            text, place.field, lambda value: not REGISTRY.errors(key.type, {place.path: {**block, item: value}})
        )
        filled[place.path] = {**block, item: value}
        return value

    def filled(self, place: Place) -> Json:
        """Return what has been filled in for a place's field, as a whole."""
        return self._set[place.entry.key][place.path]

    # ----------------------------------------------------------------------------------------------------- results

    def visit_fields(self) -> Mapping[str, Json]:
        """Return what was filled in of the visit itself."""
        return self._set.get(self._visit.key, {}) if self._visit is not None else {}

    def edits(self) -> list[Edit]:
        """Return the edits of all other records; a new one gets what ties it to its household."""
        self._name_head()
        return [
            Edit(self._household.area, key, {**self._ties(key), **values})
            for key, values in self._set.items()
            if key.type != VISIT
        ]

    def _ties(self, key: RecordKey) -> dict[str, Json]:
        if self._is_known(key):
            return {}
        ties: dict[str, Json] = {"household": self._household.id}
        if key.type == MEMBER:
            ties["in_household"] = True  # unless the form says otherwise
        if key.type == HOUSEHOLD:
            return {"village_code": self._household.area}
        if key.type in (HOUSEHOLD_YEAR, MEMBER_YEAR):
            ties["year"] = self._year
        if key.type == MEMBER_YEAR:
            ties["member"] = next(one.key.record for one in self._members() if self._member_year(one).key == key)
        return ties

    def _is_known(self, key: RecordKey) -> bool:
        return any(one.key == key for one in self._household.entries() if one.state.revisions)

    def _name_head(self) -> None:
        """The new member who is entered as the head of a household without one becomes its head."""
        values = self._set.setdefault(self._household.record.key, {})
        heads = [key.record for key, filled in self._set.items() if filled.get("relation") == _HEAD]
        if "head_member_id" not in values | self._household.record.values and len(heads) == 1:
            values["head_member_id"] = heads[0]
        if not values:
            del self._set[self._household.record.key]

    # --------------------------------------------------------------------------------------------------- addresses

    def _household_entries(self) -> list[Entry]:
        visit = [self._visit] if self._visit is not None else []
        return [self._household.record, self._household.year(self._year), *visit]

    def _members(self) -> list[Entry]:
        return [*self._household.members, *self._new_members.values()]

    def _member_year(self, member: Entry) -> Entry:
        return self._household.member_year(member.key.record, self._year)

    def _member(self, number: str) -> list[Entry]:
        if number.startswith("+"):
            if number not in self._new_members:
                self._new_members[number] = Entry(RecordKey(MEMBER, self._tablet.new_id()), EMPTY)
            member = self._new_members[number]
        else:
            members = self._household.members
            if not 1 <= int(number) <= len(members):
                raise NotFound(f"{number}.", [f"{place}." for place in range(1, len(members) + 1)])
            member = members[int(number) - 1]
        return [member, self._member_year(member)]

    def _find(self, address: str, path: str, entries: list[Entry]) -> Place:
        for entry in entries:
            if (field := REGISTRY.field(entry.key.type, path)) is not None:
                return Place(entry, path, field)
            block, _, item = path.partition(".")
            if (field := REGISTRY.field(entry.key.type, block)) is not None and item in (items := items_of(field)):
                return Place(entry, block, items[item], item)
        names = [field.name for entry in entries for field in _fields(entry)]
        raise UnknownField(address, get_close_matches(path, names))


def _fields(entry: Entry) -> tuple[Field, ...]:
    known = REGISTRY.type(entry.key.type)
    return known.fields if known is not None else ()

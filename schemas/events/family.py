"""A household with its people as the records say: what an event begins from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.events.kinship import HEAD

Values = Mapping[str, Any]
"""A record's fields, by their paths."""


class Place(NamedTuple):
    """Where a record is, and its name there."""

    area: str
    type: str
    record: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A record as it stands: the values shown, and whether it is deleted."""

    values: Values
    deleted: bool = False


Records = Mapping[Place, Standing]


@dataclass(frozen=True, slots=True)
class Family:
    """A household of one village.

    Attributes:
        place: where its record is.
        members: everybody who ever was of it and whose record names it still, by uuid.
        years: those of which the household has a record.
        member_years: of each member, those of which they have a record that counts in this household.
    """

    place: Place
    values: Values
    deleted: bool
    members: Mapping[str, Values]
    years: frozenset[int] = frozenset()
    member_years: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])

    @property
    def area(self) -> str:
        """The village."""
        return self.place.area

    @property
    def id(self) -> str:
        """The household's uuid."""
        return self.place.record

    @property
    def present(self) -> dict[str, Values]:
        """Those who count in the household now."""
        return {member: values for member, values in self.members.items() if counts(values)}

    @property
    def head(self) -> str | None:
        """The present member who is its head: whom it names, or else the only one who is said to be."""
        named = self.values.get("head_member_id")
        present = self.present
        if named in present:
            return named
        heads = [member for member, values in present.items() if values.get("relation") == HEAD]
        return heads[0] if len(heads) == 1 else None

    @property
    def closed(self) -> bool:
        """Whether it has moved away or joined another household."""
        return bool(self.values.get("moved_to") or self.values.get("merged_into"))

    def name_of(self, member: str) -> str:
        """Return a member's name, or the uuid of one without."""
        return self.members[member].get("name") or member


def counts(member: Values) -> bool:
    """Whether a member counts in the household: everybody does of whom it is not said that they do not."""
    return member.get("in_household") is not False


def family(place: Place, records: Records) -> Family:
    """Return the household of this name with those of the records that belong to it.

    Raises:
        KeyError: its own record is not among them.
    """
    own = records[place]
    members: dict[str, Values] = {}
    years: set[int] = set()
    member_years: dict[str, set[int]] = {}
    for one, standing in sorted(records.items()):
        values = standing.values
        if one.area != place.area or standing.deleted or values.get("household") != place.record:
            continue
        if one.type == "member":
            members[one.record] = values
        elif one.type == "household_year":
            years.add(values.get("year") or 0)
        elif one.type == "member_year":
            member_years.setdefault(values.get("member") or "", set()).add(values.get("year") or 0)
    of_members = {member: frozenset(found) for member, found in member_years.items()}
    return Family(place, own.values, own.deleted, members, frozenset(years), of_members)

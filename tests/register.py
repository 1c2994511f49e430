"""Households as records in memory, on which events are enacted one after the other."""

from collections.abc import Mapping
from typing import Any

from schemas import REGISTRY
from schemas.events import (
    AnyEvent,
    Consequences,
    Family,
    FollowUp,
    Place,
    Standing,
    enact,
    family,
    names_met,
    other_household,
    read_form,
)

VILLAGE, NEIGHBOUR, TOWNSHIP_AWAY = "410822104203", "410822104204", "410822105201"
TODAY = "2018-10-20"


def uuid(number: int) -> str:
    return f"0190f1a2-0000-7000-8000-{number:012x}"


class Register:
    """Records as they stand; every change is one that the schema can store."""

    def __init__(self) -> None:
        self.records: dict[Place, Standing] = {}
        self._last = 0

    def new_id(self) -> str:
        self._last += 1
        return uuid(self._last)

    def put(self, area: str, kind: str, record: str, **values: object) -> Place:
        assert not REGISTRY.errors(kind, values), values
        place = Place(area, kind, record)
        before = self.records.get(place, Standing({}))
        self.records[place] = Standing({**before.values, **values}, before.deleted)
        return place

    def delete(self, place: Place) -> None:
        self.records[place] = Standing(self.records[place].values, deleted=True)

    def household(self, *members: tuple[str, str, str], area: str = VILLAGE, **values: object) -> "Household":
        """Register a household of (name, sex, relation), the head first."""
        opened = Household(self, Place(area, "household", self.new_id()))
        number = f"41089900{self._last}"
        known = {"household_no": number, "village_code": area, "identified_on": "2014-05-01"}
        self.put(area, "household", opened.place.record, **(known | values))
        for name, sex, relation in members:
            record = self.new_id()
            ties = {"household": opened.place.record, "in_household": True}
            self.put(area, "member", record, name=name, sex=sex, relation=relation, birth_date="1970-01-01", **ties)
            if relation == "01":
                self.put(area, "household", opened.place.record, head_member_id=record)
        return opened

    def enact(self, event: AnyEvent, about: Place, today: str = TODAY) -> Consequences:
        """Enact an event on what its caller has to load, and no more."""
        named = other_household(event)
        met = names_met(event, family(about, self.records))
        households = {about, named}
        loaded = {
            place: standing
            for place, standing in self.records.items()
            if place in households
            or place in met
            or any(
                one is not None and (place.area, standing.values.get("household")) == (one.area, one.record)
                for one in households
            )
        }
        done = enact(event, about, loaded, today=today)
        for change in done.changes:
            place = self.put(change.area, change.type, change.record, **change.set)
            if change.deleted is not None:
                self.records[place] = Standing(self.records[place].values, change.deleted)
        return done

    def families(self) -> list[Family]:
        """Return all households, those that are closed too."""
        parts: dict[Place, dict[Place, Standing]] = {}
        for place, standing in self.records.items():
            household = place.record if place.type == "household" else standing.values["household"]
            parts.setdefault(Place(place.area, "household", household), {})[place] = standing
        return [family(place, parts[place]) for place in sorted(parts)]

    def present(self) -> list[tuple[str, Place]]:
        """Return who counts where: each person (their first record) with the household, over all villages."""
        return [
            (
                standing.values.get("person") or place.record,
                Place(place.area, "household", standing.values["household"]),
            )
            for place, standing in self.records.items()
            if place.type == "member" and standing.values["in_household"]
        ]


class Household:
    """One of them, as tests speak of it: by the names of its people."""

    def __init__(self, register: Register, place: Place) -> None:
        self.register = register
        self.place = place

    @property
    def link(self) -> dict[str, str]:
        return {"area": self.place.area, "record": self.place.record}

    @property
    def family(self) -> Family:
        return family(self.place, self.register.records)

    @property
    def values(self) -> Mapping[str, Any]:
        return self.family.values

    def who(self, name: str) -> str:
        return next(member for member, values in self.family.members.items() if values["name"] == name)

    def person(self, member: str) -> str:
        """The first record of who has this one."""
        return self.family.members[member].get("person") or member

    def member(self, name: str) -> Mapping[str, Any]:
        return self.family.members[self.who(name)]

    @property
    def head(self) -> str | None:
        head = self.family.head
        return self.family.name_of(head) if head is not None else None

    @property
    def relations(self) -> dict[str, str]:
        """What everybody present is to the head."""
        return {values["name"]: values["relation"] for values in self.family.present.values()}

    def at(self, area: str) -> "Household":
        """The same household in another village."""
        return Household(self.register, Place(area, "household", self.place.record))

    def live(self, kind: str, on: str = "2018-06-01", **entered: object) -> Consequences:
        """Let something happen; names of present members stand for their uuids where the form wants those."""
        return self.register.enact(read_form({"kind": kind, "on": on, **self._by_uuid(entered)}), self.place)

    def _by_uuid(self, entered: Mapping[str, object]) -> dict[str, object]:
        known = {values["name"]: member for member, values in self.family.members.items()}

        found: dict[str, object] = {}
        for field, value in entered.items():
            match value:
                case str() if field != "name":
                    found[field] = known.get(value, value)
                case list():
                    found[field] = [known.get(one, one) for one in value]
                case dict() if field == "relations":
                    found[field] = {known.get(one, one): code for one, code in value.items()}
                case _:
                    found[field] = value
        return found


def tasks(done: Consequences) -> list[tuple[str, int | None]]:
    """What is left to do, and of which year."""
    return [(one.task.value, one.year) for one in done.follow_ups if isinstance(one, FollowUp)]

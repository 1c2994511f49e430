"""From the entries of both sheets to families: each person with their household, and one who is the head.

Both sheets say some things of a household (its size, the main cause, the income per head). What only one says holds;
what they say differently is a fault, as nobody but those who know the household can tell which holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from server.exchange.cells import folded
from server.exchange.entries import Entry
from server.exchange.faults import BadCell, Faults, Wrong
from server.exchange.kinds import Value
from server.exchange.layout import Target

HEAD_RELATION = "01"
"""The code of `relation` for the head."""

NUMBERS = ("person_no", "id_number")
"""By what a person is recognised, the surest first."""

_NUMBER_COLUMNS = (("person_no", "人编号"), ("id_number", "证件号码"))

SHARED = (Target.HOUSEHOLD, Target.HOUSEHOLD_YEAR, Target.INCOME)
"""What both sheets may speak of."""


class Person(NamedTuple):
    """One person as the sheets have them: their own row, or only what the household's row says of its head."""

    entry: Entry
    member: Mapping[str, Value]
    member_year: Mapping[str, Value]
    listed: bool
    """Whether the person has a row of their own."""


@dataclass(frozen=True)
class Family:
    """A household with its people."""

    village: str
    household: Entry
    year: int | None
    """Of which its values are; None where neither the sheet nor anybody says it."""
    people: list[Entry] = field(default_factory=list[Entry])

    @property
    def number(self) -> str:
        """The household's number."""
        return str(self.household.value(Target.HOUSEHOLD, "household_no"))

    def said(self, target: Target) -> dict[str, Value]:
        """Return what the sheets say of the household; where both say something, what its own row says."""
        found: dict[str, Value] = {}
        for entry in (self.household, *self.people):
            found = entry.of(target) | found
        return found

    def persons(self) -> tuple[list[Person], int | None]:
        """Return the people, and which of them is the head; None where that is not known."""
        persons = [
            Person(entry, entry.of(Target.MEMBER), entry.of(Target.MEMBER_YEAR), listed=True) for entry in self.people
        ]
        named = self.household.of(Target.HEAD)
        if not named:
            heads = [at for at, one in enumerate(persons) if one.member.get("relation") == HEAD_RELATION]
            return persons, heads[0] if len(heads) == 1 else None
        found = recognise(named, [one.member for one in persons])
        if not found:
            persons.append(Person(self.household, named | {"relation": HEAD_RELATION}, {}, listed=False))
            return persons, len(persons) - 1
        if len(found) > 1:
            return persons, None
        head = persons[found[0]]
        persons[found[0]] = head._replace(member={**named, **head.member})
        return persons, found[0]


def recognise(wanted: Mapping[str, Value], people: Sequence[Mapping[str, Value]]) -> list[int]:
    """Return which of these people may be meant: by number, else by name where the numbers do not say otherwise."""
    for name in NUMBERS:
        same = [at for at, one in enumerate(people) if _same(name, wanted, one)]
        if same:
            return same
    return [
        at
        for at, one in enumerate(people)
        if _same("name", wanted, one) and not any(name in wanted and name in one for name in NUMBERS)
    ]


def _same(name: str, one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    return name in one and name in other and alike(one[name], other[name])


def alike(one: object, other: object) -> bool:
    """Whether two numbers or names are the same but for width, case and blanks."""
    return folded(str(one)).upper() == folded(str(other)).upper()


class Families:
    """Put together from the households first, then the people."""

    def __init__(self, faults: Faults, year: int | None) -> None:
        """Note what is wrong in `faults`; `year` is that of the values, None where the sheet says it."""
        self._faults = faults
        self._year = year
        self._by_key: dict[tuple[str, str], Family] = {}
        self._by_number: dict[str, list[Family]] = {}

    def add_household(self, entry: Entry) -> None:
        """Add a household; one without a village or a number has been noted already."""
        number = entry.value(Target.HOUSEHOLD, "household_no")
        self._check_year(entry)
        if entry.village is None or number is None:
            return
        key = (entry.village, folded(str(number)))
        if key in self._by_key:
            self._note(
                entry, "户编号", BadCell(Wrong.HOUSEHOLD_TWICE, row=self._by_key[key].household.place.row), number
            )
            return
        year = entry.value(Target.HOUSEHOLD_YEAR, "year")
        family = Family(entry.village, entry, year if isinstance(year, int) else self._year)
        self._by_key[key] = family
        self._by_number.setdefault(key[1], []).append(family)

    def add_person(self, entry: Entry) -> None:
        """Add a person to their household."""
        number = entry.value(Target.HOUSEHOLD, "household_no")
        if number is None:
            return
        families = self._by_number.get(folded(str(number)), [])
        if entry.village is not None:
            families = [one for one in families if one.village == entry.village]
        if len(families) == 1:
            families[0].people.append(entry)
        else:
            wrong = Wrong.SEVERAL_HOUSEHOLDS if families else Wrong.NO_HOUSEHOLD
            self._note(entry, "户编号", BadCell(wrong), number)

    def by_village(self) -> dict[str, list[Family]]:
        """Return the families of each village, in the order of the codes, having checked each of them."""
        villages: dict[str, list[Family]] = {}
        for family in self._by_key.values():
            villages.setdefault(family.village, []).append(family)
            self._check(family)
        return dict(sorted(villages.items()))

    def _check_year(self, entry: Entry) -> None:
        found = entry.value(Target.HOUSEHOLD_YEAR, "year")
        if found is not None and self._year is not None and found != self._year:
            self._note(entry, "年度", BadCell(Wrong.OTHER_YEAR, found=found, year=self._year), found)

    def _check(self, family: Family) -> None:
        for target in SHARED:
            self._compare(family, target)
        persons, head = family.persons()
        if not self._check_twice(family) and head is None:
            self._note(family.household, "户主姓名", BadCell(Wrong.NO_HEAD))
        of_year = {**family.said(Target.HOUSEHOLD_YEAR), **family.said(Target.INCOME)}
        if family.year is None and (of_year or any(one.member_year for one in persons)):
            self._note(family.household, "年度", BadCell(Wrong.YEAR_MISSING))

    def _compare(self, family: Family, target: Target) -> None:
        first: dict[str, tuple[Entry, Value]] = {}
        for entry in (family.household, *family.people):
            for name, value in entry.of(target).items():
                said, other = first.setdefault(name, (entry, value))
                if other == value or name == "household_no":
                    continue
                column = entry.layout.columns[entry.layout.at(target, name)]
                where = said.layout.name
                wrong = BadCell(
                    Wrong.DIFFERS,
                    where=where.zh,
                    where_en=where.en,
                    row=said.place.row,
                    other=column.kind.write(other),
                )
                self._note(entry, column.label, wrong, column.kind.write(value))

    def _check_twice(self, family: Family) -> bool:
        """Note who is there twice, and return whether anybody is."""
        twice = False
        seen: dict[str, Entry] = {}
        for entry in family.people:
            numbers = ((column, entry.value(Target.MEMBER, name)) for name, column in _NUMBER_COLUMNS)
            label, value = next((found for found in numbers if found[1] is not None), ("", None))
            if value is None:
                continue
            before = seen.setdefault(folded(str(value)).upper(), entry)
            if before is not entry:
                self._note(entry, label, BadCell(Wrong.PERSON_TWICE, row=before.place.row), value)
                twice = True
        return twice

    def _note(self, entry: Entry, label: str, error: BadCell, value: object = "") -> None:
        self._faults.add(entry.place._replace(column=label), error, value)

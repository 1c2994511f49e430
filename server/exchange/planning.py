"""What an import would write in one village: the difference between what the sheets say and what the server has.

A blank cell says nothing, so nothing is ever cleared. A record that is there is found by its number (a household in its
village; a person in the household, also by the certificate's or the name), and is only written where a value differs.
A value that anybody but an import wrote stands, unless it is said otherwise: it may be newer than the sheet.
The income of a year is one field, judged as a whole: where any of it differs, the sheet's takes its place entirely.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from schemas.area import township_of
from schemas.naming import household_year_id, member_year_id, village_id
from server.exchange.differences import Difference, contradicted, described
from server.exchange.entries import Entry
from server.exchange.families import NUMBERS, Family, Person, recognise
from server.exchange.faults import BadCell, Faults, Wrong
from server.exchange.kinds import Value
from server.exchange.layout import Target
from server.exchange.village import Existing
from sync.authoring import Draft
from sync.merge import EMPTY, State
from sync.revision import RecordKey, RevisionId

SOURCE: Final = "migration"
"""The source of what is imported (domain specification, §1.1)."""


class Effect(StrEnum):
    """What an import does to a record."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Change(NamedTuple):
    """A record that is to be written, and the row that says so."""

    entry: Entry
    draft: Draft
    effect: Effect


@dataclass
class Plan:
    """What is to be written in one village, and what that does to how many records of each type.

    Attributes:
        replaced: where a value of the sheets takes the place of that on file.
        left: where the value on file stands, as somebody wrote it since.
    """

    changes: list[Change] = field(default_factory=list[Change])
    effects: Counter[tuple[str, Effect]] = field(default_factory=Counter[tuple[str, Effect]])
    replaced: list[Difference] = field(default_factory=list[Difference])
    left: list[Difference] = field(default_factory=list[Difference])

    def drafts(self) -> list[Draft]:
        """Return what is to be written."""
        return [change.draft for change in self.changes]


class _Contradiction(NamedTuple):
    """What a row says of a record otherwise than the record does, by field."""

    entry: Entry
    key: RecordKey
    state: State
    said: Mapping[str, Any]


class Planner:
    """Plans one village: all its families first, then what becomes of the values that differ."""

    def __init__(
        self,
        village: str,
        names: Mapping[str, str],
        existing: Existing,
        new_id: Callable[[], str],
        faults: Faults,
    ) -> None:
        """Begin with nothing to write; `names` are the village's, by the fields of a place."""
        self._plan = Plan()
        self._contradictions: list[_Contradiction] = []
        self._people: dict[str, str] = {}
        self._village = village
        self._names = names
        self._existing = existing
        self._new_id = new_id
        self._faults = faults
        self._phone: Entry | None = None

    def add(self, family: Family) -> None:
        """Plan one family."""
        found = self._existing.households(family.number)
        if len(found) > 1:
            self._note(family.household, "户编号", BadCell(Wrong.SEVERAL_ON_SERVER, count=len(found)), family.number)
            return
        if found and self._existing.state("household", found[0]).deleted:
            self._note(family.household, "户编号", BadCell(Wrong.DELETED_ON_SERVER), family.number)
            return
        household = found[0] if found else self._new_id()
        persons, head = family.persons()
        members = self._members(household, persons, new=not found)
        if members is None or head is None:
            return
        self._write_village(family)
        values = {**family.said(Target.HOUSEHOLD), "head_member_id": members[head]}
        self._write(family.household, "household", household, values, {"village_code": self._village})
        for person, member in zip(persons, members, strict=True):
            beside = {"household": household} | ({"in_household": True} if person.listed else {})
            self._people[member] = str(person.member.get("name", ""))
            self._write(person.entry, "member", member, person.member, beside)
        if family.year is not None:
            self._write_years(family, household, persons, members)

    def asked(self) -> set[RevisionId]:
        """Return the revisions that wrote what the sheets contradict."""
        return {
            one.revision
            for found in self._contradictions
            for name in found.said
            for one in found.state.candidates.get(name, ())
        }

    def finish(self, yielding: Collection[RevisionId]) -> Plan:
        """Return the plan, in which the sheets' values take the place of those that these revisions wrote."""
        for entry, key, state, said in self._contradictions:
            taken: dict[str, Any] = {}
            for name, value in said.items():
                yields = all(one.revision in yielding for one in state.candidates.get(name, ()))
                if yields:
                    taken[name] = value
                differences = self._plan.replaced if yields else self._plan.left
                differences += described(entry, key.type, name, (state.value(name), value), self._name_of)
            if taken:
                self._draft(entry, key, taken, Effect.CHANGED)
            else:
                self._plan.effects[key.type, Effect.UNCHANGED] += 1
        self._contradictions.clear()
        return self._plan

    def _write_years(self, family: Family, household: str, persons: Sequence[Person], members: Sequence[str]) -> None:
        year = family.year
        assert year is not None  # noqa: S101 -- asked by the caller
        values = family.said(Target.HOUSEHOLD_YEAR)
        values.pop("year", None)
        income = family.said(Target.INCOME)
        said: dict[str, Any] = values | ({"income": income} if income else {})
        locked = household_year_id(household, year) in self._existing.locked
        if said:
            beside = {"household": household, "year": year}
            self._write(
                family.household, "household_year", household_year_id(household, year), said, beside, locked=locked
            )
        for person, member in zip(persons, members, strict=True):
            if person.member_year:
                beside = {"member": member, "household": household, "year": year}
                record = member_year_id(member, year)
                self._write(person.entry, "member_year", record, person.member_year, beside, locked=locked)

    def _members(self, household: str, persons: Sequence[Person], *, new: bool) -> list[str] | None:
        """Return the record of each person, or None where one of them cannot be told."""
        there = {} if new else {one: self._existing.state("member", one) for one in self._existing.members(household)}
        members: list[str] = []
        for person in persons:
            left = [one for one in there if one not in members]
            fit = [left[at] for at in recognise(person.member, [_identity(there[one]) for one in left])]
            alive = [one for one in fit if not there[one].deleted]
            if len(alive) > 1:  # namesakes without numbers: who is the same in everything is the same
                alive = [one for one in alive if contradicted(there[one], person.member) == []][:1]
            if fit and not alive:
                several = len(fit) > 1
                error = (
                    BadCell(Wrong.SEVERAL_PERSONS_ON_SERVER, count=len(fit))
                    if several
                    else BadCell(Wrong.DELETED_ON_SERVER)
                )
                self._note(person.entry, "姓名" if person.listed else "户主姓名", error, person.member.get("name", ""))
                return None
            members.append(alive[0] if alive else self._new_id())
        return members

    def _write_village(self, family: Family) -> None:
        """The phone of the village's office stands in the row of each household, and is the village's."""
        phone = family.household.value(Target.VILLAGE, "office_phone")
        if phone is None:
            return
        if self._phone is None:
            self._phone = family.household
            names = {
                "village_code": self._village,
                "township_code": township_of(self._village),
                "name": self._names["village"],
            }
            self._write(family.household, "village", village_id(self._village), {"office_phone": phone}, names)
        elif (other := self._phone.value(Target.VILLAGE, "office_phone")) != phone:
            where = self._phone.layout.name
            error = BadCell(Wrong.DIFFERS, where=where.zh, where_en=where.en, row=self._phone.place.row, other=other)
            self._note(family.household, "村办公电话", error, phone)

    def _write(
        self,
        entry: Entry,
        kind: str,
        record: str,
        said: Mapping[str, Any],
        beside: Mapping[str, Value],
        *,
        locked: bool = False,
    ) -> None:
        """Write what the sheets say of a record as far as it differs; `beside` is for a new one only."""
        key = RecordKey(kind, record)
        state = self._existing.states.get(key)
        if state is None and locked:
            self._note_locked(entry, kind, EMPTY, said)
            return
        if state is None:
            self._draft(entry, key, {**said, **beside}, Effect.CREATED)
            return
        if state.deleted:
            self._note(entry, "户编号", BadCell(Wrong.DELETED_ON_SERVER))
            return
        changed = {name: said[name] for name in contradicted(state, said)}
        if not changed:
            self._plan.effects[kind, Effect.UNCHANGED] += 1
        elif locked:
            self._note_locked(entry, kind, state, changed)
        else:
            self._contradictions.append(_Contradiction(entry, key, state, changed))

    def _draft(self, entry: Entry, key: RecordKey, values: dict[str, Any], effect: Effect) -> None:
        if "identified_on" in values and key.type == "household":
            values["identified_year"] = int(values["identified_on"][:4])
        self._plan.effects[key.type, effect] += 1
        self._plan.changes.append(Change(entry, Draft(self._village, key, values, SOURCE), effect))

    def _note_locked(self, entry: Entry, kind: str, state: State, said: Mapping[str, Any]) -> None:
        for name, value in said.items():
            for one in described(entry, kind, name, (state.value(name), value), self._name_of):
                self._note(entry, one.column, BadCell(Wrong.YEAR_LOCKED, on_file=one.on_file), one.in_sheet)

    def _name_of(self, member: str) -> str:
        """Return the name of a member, as on file or else as in the sheets."""
        state = self._existing.states.get(RecordKey("member", member))
        return str(state.value("name")) if state is not None else self._people.get(member, member)

    def _note(self, entry: Entry, label: str, error: BadCell, value: object = "") -> None:
        self._faults.add(entry.place._replace(column=label), error, value)


def _identity(state: State) -> dict[str, Value]:
    values = {name: state.value(name) for name in (*NUMBERS, "name")}
    return {name: value for name, value in values.items() if isinstance(value, str)}

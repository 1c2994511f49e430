"""Reading: the households that this tablet holds, each with the records that belong to it."""

from collections.abc import Iterable
from typing import cast

import msgspec

from client_stub.errors import NotFound
from client_stub.store import TabletTransaction
from schemas import REGISTRY, MergePolicy
from schemas.naming import household_year_id, member_year_id
from sync.canonical import Json
from sync.merge import EMPTY, State
from sync.revision import RecordKey

HOUSEHOLD, HOUSEHOLD_YEAR = "household", "household_year"
MEMBER, MEMBER_YEAR = "member", "member_year"
VISIT, FLAG = "visit", "flag"

ID_END = 8
"""So many of the last characters of a UUID tell records apart that go by the same name; the first are a time."""


class Entry(msgspec.Struct, frozen=True):
    """One record as it stands: its key, state and shown values."""

    key: RecordKey
    state: State

    @property
    def values(self) -> dict[str, Json]:
        """The value shown of each field."""
        return self.state.values()

    def block(self, field: str) -> dict[str, Json]:
        """Return the map that a field shows, such as an income; an empty one where it shows none."""
        shown = self.values.get(field)
        return cast("dict[str, Json]", shown) if isinstance(shown, dict) else {}

    @property
    def conflicts(self) -> list[str]:
        """The fields in conflict."""
        return self.state.conflicts(lambda field: REGISTRY.policy(self.key.type, field) is MergePolicy.REVIEW)


class Household(msgspec.Struct, frozen=True):
    """A household of one area with its years, members, their years, visits and flags; each list in order.

    `years` is by year, `members` has the head first and then by person number, `visits` is by the time they began.
    """

    area: str
    record: Entry
    years: dict[int, Entry]
    members: list[Entry]
    member_years: dict[tuple[str, int], Entry]
    visits: list[Entry]
    flags: list[Entry]

    @property
    def id(self) -> str:
        """The household's UUID."""
        return self.record.key.record

    @property
    def number(self) -> str:
        """The household number, or the empty string where it has none yet."""
        return self.record.values.get("household_no") or ""

    @property
    def head(self) -> str:
        """The name of its head, or the empty string."""
        head = self.record.values.get("head_member_id")
        return next((one.values.get("name") or "" for one in self.members if one.key.record == head), "")

    @property
    def closed(self) -> bool:
        """Whether it has moved to another village or joined another household."""
        values = self.record.values
        return bool(values.get("moved_to") or values.get("merged_into"))

    def entries(self) -> list[Entry]:
        """Return all its records."""
        years = self.years.values()
        return [self.record, *years, *self.members, *self.member_years.values(), *self.visits, *self.flags]

    def year(self, year: int) -> Entry:
        """Return a year of the household, empty where it has not been opened."""
        return self.years.get(year) or Entry(RecordKey(HOUSEHOLD_YEAR, household_year_id(self.id, year)), EMPTY)

    def member_year(self, member: str, year: int) -> Entry:
        """Return a year of a member, empty where it has not been opened."""
        found = self.member_years.get((member, year))
        return found or Entry(RecordKey(MEMBER_YEAR, member_year_id(member, year)), EMPTY)


def load_households(tx: TabletTransaction, area: str) -> list[Household]:
    """Return the households of an area, by number; those that were deleted are left out."""
    households = {
        one.key.record: Household(area, one, {}, [], {}, [], [])
        for one in _entries(tx, area, HOUSEHOLD)
        if not one.state.deleted
    }
    _add_parts(households, {kind: _entries(tx, area, kind) for kind in (HOUSEHOLD_YEAR, MEMBER, MEMBER_YEAR, VISIT)})
    for one in _entries(tx, area, FLAG):
        for subject in one.values.get("subjects") or ():
            if subject in households:
                households[subject].flags.append(one)
    return sorted(households.values(), key=lambda one: (one.number, one.id))


def find_household(tx: TabletTransaction, areas: Iterable[str], name: str) -> Household:
    """Return the household that is meant: by its number, the beginning or end of its UUID, or the name of its head.

    One that has moved or joined another has the same name as before, and is meant only where no other is.

    Raises:
        NotFound: no household is meant, or several are.
    """
    everything = [one for area in areas for one in load_households(tx, area)]
    for meant in (
        [one for one in everything if one.number == name],
        [one for one in everything if one.id.startswith(name) or ends_with(one.id, name)],
        [one for one in everything if one.head == name],
    ):
        likely = [one for one in meant if not one.closed] or meant
        if len(likely) == 1:
            return likely[0]
        if likely:
            raise NotFound(name, [f"{one.number} {one.head} …{one.id[-ID_END:]}" for one in likely])
    raise NotFound(name)


def ends_with(record: str, name: str) -> bool:
    """Whether a name is the end of a UUID, long enough to mean it."""
    end = name.removeprefix("…")
    return len(end) >= ID_END and record.endswith(end)


def _entries(tx: TabletTransaction, area: str, kind: str) -> list[Entry]:
    """Return the records of a type; one whose every revision was set aside is there no more."""
    return [Entry(key, state) for key, state in tx.records(area, kind).items() if state.revisions]


def _add_parts(households: dict[str, Household], parts: dict[str, list[Entry]]) -> None:
    """Put the records that name their household into it; what is deleted, or has no household here, is left out."""
    for kind, entries in parts.items():
        for one in entries:
            values = one.values
            household = households.get(values.get("household") or "")
            if household is None or one.state.deleted:
                continue
            if kind == HOUSEHOLD_YEAR:
                household.years[values.get("year") or 0] = one
            elif kind == MEMBER:
                household.members.append(one)
            elif kind == MEMBER_YEAR:
                household.member_years[values.get("member") or "", values.get("year") or 0] = one
            else:
                household.visits.append(one)
    for household in households.values():
        head = household.record.values.get("head_member_id")
        household.members.sort(key=lambda one: (one.key.record != head, one.values.get("person_no") or "", one.key))
        household.visits.sort(key=lambda one: (one.values.get("started_at") or 0, one.key))

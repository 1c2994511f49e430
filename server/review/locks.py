"""Locks: a year that the county has locked changes by an amendment only (domain §4.5).

Locked are the household's year and its members' years, by the confirmation as the judge has it now: whatever a tablet
wrote offline meanwhile was written about figures that have been vouched for.
"""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import Connection

from schemas import errors
from schemas.naming import household_year_id
from schemas.records.confirmation import CONFIRMING, LOCKED
from server.store import locked_years
from sync.directory import MACHINE
from sync.intake.touched import TouchedRecords
from sync.merge import State
from sync.revision import DELETED, RecordKey, Revision

YEAR, MEMBER_YEAR, CONFIRMATION = "household_year", "member_year", "confirmation"

BY_AMENDMENT: Final = "amendment"
"""The source of revisions by which this server applies an approved amendment: for them there is no lock."""


def is_locked(year: State) -> bool:
    """Tell whether a household's year is locked; where two confirmations are in conflict, one lock is enough."""
    return any(CONFIRMING.state_of(one.value) in LOCKED for one in year.candidates.get(CONFIRMATION, ()))


def note_locks(connection: Connection, states: Mapping[str, Mapping[RecordKey, State]]) -> None:
    """Keep up the index of locked years with the states that a transaction saved, by area."""
    for area, of_area in sorted(states.items()):
        confirmed = {
            key.record: is_locked(state)
            for key, state in of_area.items()
            if key.type == YEAR and CONFIRMATION in state.candidates
        }
        if confirmed:
            locked = sorted(record for record, lock in confirmed.items() if lock)
            locked_years.note(connection, area, locked=locked, open_=sorted(confirmed.keys() - set(locked)))


class Locks:
    """The locks that one transaction meets, read once for each area."""

    def __init__(self, connection: Connection) -> None:
        """Begin with nothing read."""
        self._connection = connection
        self._locked: dict[str, frozenset[str]] = {}

    def objections(self, revision: Revision, who: Collection[str], records: TouchedRecords) -> dict[str, str]:
        """Return what a lock voids of a revision: all that it writes of a locked year, and its deletion."""
        if revision.source == BY_AMENDMENT and MACHINE in who:
            return {}
        match revision.type:
            case "household_year":
                locked = is_locked(records.standing(revision.key))
            case "member_year":
                years = self._of(revision.area)
                locked = bool(years) and not years.isdisjoint(_years(revision, records.standing(revision.key)))
            case _:
                locked = False
        if not locked:
            return {}
        fields = [field for field in revision.set if field != CONFIRMATION or _unlocks(revision)]
        return dict.fromkeys(fields if revision.deleted is None else [*fields, DELETED], errors.LOCKED)

    def _of(self, area: str) -> frozenset[str]:
        if area not in self._locked:
            self._locked[area] = locked_years.of(self._connection, area)
        return self._locked[area]


def _unlocks(revision: Revision) -> bool:
    """Whether a confirmation would settle a conflict against the lock."""
    return CONFIRMING.state_of(revision.set[CONFIRMATION]) not in LOCKED


def _years(revision: Revision, state: State) -> list[str]:
    """Return the years (their uuids) to which a member's year belongs, or would belong."""
    households = [one for one in (revision.set.get("household"), state.value("household")) if isinstance(one, str)]
    years = [one for one in (revision.set.get("year"), state.value("year")) if isinstance(one, int)]
    return [household_year_id(household, year) for household in households for year in years]

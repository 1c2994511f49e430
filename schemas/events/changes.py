"""What follows from an event: the changes of records, and what is left for people to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from schemas.events.family import Place, Records, Values


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of one record: field to value (null clears), and `deleted` where that changes."""

    area: str
    type: str
    record: str
    set: Mapping[str, Any]
    deleted: bool | None = None


class Task(StrEnum):
    """What no rule can decide and a person has to do; the sentences are in `schemas.events.messages`."""

    SIZE = "size"
    """State the size of the household in a year anew."""
    INCOME = "income"
    """Settle which income, land and dwelling of a year belongs to which household."""
    YEAR = "year"
    """Open the year of the household, which takes nothing over from where it was."""
    MEMBER_YEAR = "member_year"
    """A member's year stays in the household that they left, and is to be entered in the other."""
    CERTIFICATE = "certificate"
    """Enter the number of a certificate."""
    REGISTRATION = "registration"
    """Check what a new household took over: attribute, cause, status."""
    NUMBER = "number"
    """Have a household number issued."""
    HELPER = "helper"
    """Name who helps the household."""
    EMPTY = "empty"
    """Nobody is left in the household: have it taken off the register."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A task, and about what: a household, a year, a member and their name."""

    task: Task
    area: str
    household: str
    year: int | None = None
    member: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Consequences:
    """All that follows from an event; the changes belong into one transaction."""

    changes: tuple[Change, ...]
    follow_ups: tuple[FollowUp, ...]


class Writing:
    """The changes of an event while they are being found out, and what is left to do."""

    def __init__(self, records: Records) -> None:
        """Begin on records as they stand."""
        self._records = records
        self._set: dict[Place, dict[str, Any]] = {}
        self._stated: set[tuple[Place, str]] = set()
        self._follow_ups: dict[FollowUp, None] = {}

    def write(self, place: Place, values: Values) -> None:
        """Let a record's fields have these values; what was written of it before stays where it is not named."""
        self._set.setdefault(place, {}).update(values)

    def state(self, place: Place, path: str, value: object) -> None:
        """Let a field be written also where its value stays: it means something new, as a relation to another head."""
        self.write(place, {path: value})
        self._stated.add((place, path))

    def leave(self, follow_up: FollowUp) -> None:
        """Leave something to people, once."""
        self._follow_ups[follow_up] = None

    def done(self) -> Consequences:
        """Return the changes: fields that differ or were stated, so that nothing is contested that nobody touched."""
        changes = [change for place in self._set if (change := self._change(place)) is not None]
        return Consequences(tuple(changes), tuple(self._follow_ups))

    def _change(self, place: Place) -> Change | None:
        standing = self._records.get(place)
        before: Values = standing.values if standing is not None else {}
        values = {
            path: value
            for path, value in self._set[place].items()
            if before.get(path) != value or (place, path) in self._stated
        }
        deleted = False if standing is not None and standing.deleted else None
        return Change(*place, values, deleted) if values or deleted is not None else None

"""What lists and search know of records, kept up in the transaction that changes them, and made anew from them.

`note_listed` follows every change; `Listing` says what should be there, for `ruhu fsck`, and makes it anew.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import Connection

from schemas import flag_state
from server.reading import terms
from server.review.conditions import SETTLED
from server.store import listing, search
from server.store.search import Found
from sync.merge import State
from sync.revision import RecordKey

States = Mapping[RecordKey, State]

FOUND: Final = frozenset({"household", "member"})
"""The record types that are found by terms."""

TYPES: Final = FOUND | listing.ENTRIES.keys()
"""The record types that this follows."""


def note_listed(connection: Connection, saved: Mapping[str, States], moved: Mapping[str, Collection[str]]) -> None:
    """Keep up what lists and search know, after the index of households has been.

    Args:
        connection: of the transaction that saved the states.
        saved: the states, by area.
        moved: the households of each area that lost a record to another one.
    """
    for area, states in sorted(saved.items()):
        keep_area(connection, area, states)
        flags = [key.record for key in states if key.type == "flag"]
        recounted = listing.households_of_flags(connection, area, flags) if flags else frozenset[str]()
        if moved.get(area):
            gained = {household for key, state in states.items() if (household := _household(key, state)) is not None}
            recounted |= gained.union(moved[area])
        listing.count_flags(connection, area, recounted, sorted(SETTLED))


def keep_area(connection: Connection, area: str, states: States) -> None:
    """Store the entries and the terms of these records of an area."""
    search.keep(connection, area, found_by(states))
    for record_type in listing.ENTRIES:
        entries = {key.record: entry_of(key, state) for key, state in states.items() if key.type == record_type}
        if entries:
            listing.keep(connection, area, record_type, entries)


def found_by(states: States) -> dict[RecordKey, Found]:
    """Return what finds each of these records that is a household or a member."""
    return {
        key: Found(_household(key, state) or "", terms.terms_of(key, state))
        for key, state in states.items()
        if key.type in FOUND
    }


def entry_of(key: RecordKey, state: State) -> dict[str, Any] | None:
    """Return a record's entry besides its key; None where no list shows it."""
    if state.deleted:
        return None
    match key.type:
        case "household":
            return {name: _text(state.value(name)) for name in ("poverty_status", "household_attr")}
        case "household_year":
            household, year = _household(key, state), _year(state.value("year"))
            return None if household is None or year is None else {"household": household, "year": year}
        case "flag":
            return {
                "rule": _text(state.value("rule")),
                "severity": _text(state.value("severity")),
                "year": _year(state.value("period")),
                "state": flag_state(_map(state.value("finding")), _map(state.value("decision"))),
            }
        case _:
            return None


def _household(key: RecordKey, state: State) -> str | None:
    return key.record if key.type == "household" else _text(state.value("household"))


# A newer version of the schema may hold other things in these fields.


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _year(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _map(value: object) -> Mapping[str, object] | None:
    return value if isinstance(value, dict) else None

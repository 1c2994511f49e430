"""From the records that a transaction touched to the households that are to be verified.

Called in every transaction that takes revisions in, after them: `note_touched(tx.connection, tx.saved)`.
"""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import Connection

from schemas import REGISTRY
from server.store import household_index, queue, shared_values
from server.store.shared_values import Shared
from server.verification.frames import TYPES, household_of
from server.verification.likeness import LIKENESSES, Likeness
from sync.merge import State
from sync.revision import RecordKey

HOUSEHOLD: Final = "household"

PARTS: Final = frozenset(one.name for one in REGISTRY.types if REGISTRY.field(one.name, HOUSEHOLD) is not None)
"""The record types that name their household in their field `household`."""


def note_touched(connection: Connection, states: Mapping[str, Mapping[RecordKey, State]]) -> dict[str, frozenset[str]]:
    """Queue the households whose records have these states now, and keep up the indexes of households.

    A record that moved from one household to another touches both. What has, or had, something in common with records
    of other households touches these too, and so does a household that is deleted with all that is in it.

    Args:
        connection: of the transaction that saved the states.
        states: by area.

    Returns:
        The households that lost a record to another one, by area.
    """
    lost: dict[str, frozenset[str]] = {}
    for area, of_area in sorted(states.items()):
        households: dict[RecordKey, str] = {}
        subjects: dict[str, list[str]] = {}
        for key, state in of_area.items():
            if key.type == HOUSEHOLD or key.type in PARTS:
                household = household_of(key, state)
                if household is not None:
                    households[key] = household
            elif key.type == "flag":
                subjects[key.record] = state.value("subjects") or []
        left = lost[area] = household_index.link(connection, area, households)
        household_index.link_flags(connection, area, subjects)
        read = {household for key, household in households.items() if key.type in TYPES}
        queue.enqueue(connection, area, left | read | _concerned(connection, area, of_area))
    return lost


def note_shared(connection: Connection, area: str, states: Mapping[RecordKey, State]) -> frozenset[str]:
    """Keep up the index of what households have in common; return those that share what changed in these states."""
    concerned: frozenset[str] = frozenset()
    for likeness in LIKENESSES:
        concerned |= shared_values.note(connection, area, likeness.kind, shared(likeness, states))
    return concerned


def shared(likeness: Likeness, states: Mapping[RecordKey, State]) -> dict[str, Shared | None]:
    """Return what the index is to hold of records of a likeness's type (by uuid), None for nothing."""
    return {key.record: _shared(likeness, key, state) for key, state in states.items() if key.type == likeness.type}


def _concerned(connection: Connection, area: str, states: Mapping[RecordKey, State]) -> frozenset[str]:
    concerned = note_shared(connection, area, states)
    # With the first revision of its own record nothing changes in a household: it was there by its members before.
    changed = [key.record for key, state in states.items() if key.type == HOUSEHOLD and state.revisions > 1]
    return concerned | (neighbours(connection, area, changed) if changed else frozenset())


def neighbours(connection: Connection, area: str, households: Collection[str]) -> frozenset[str]:
    """Return the households that have something in common with these, and these themselves where they have any."""
    found = [shared_values.neighbours(connection, area, one.kind, households) for one in LIKENESSES]
    return frozenset().union(*found)


def _shared(likeness: Likeness, key: RecordKey, state: State) -> Shared | None:
    household = household_of(key, state)
    if household is None or state.deleted:
        return None
    value = likeness.value({name: state.value(name) for name in likeness.names})
    return None if value is None else Shared(household, value)

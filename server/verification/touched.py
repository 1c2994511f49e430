"""From the records that a transaction touched to the households that are to be verified.

Called in every transaction that takes revisions in, after them: `note_touched(tx.connection, tx.saved)`.
"""

from collections.abc import Mapping

from sqlalchemy import Connection

from server.store import household_index, queue
from server.verification.frames import household_of
from sync.merge import State
from sync.revision import RecordKey

PARTS = frozenset({"household_year", "member", "member_year", "visit"})
"""The record types that name their household in their field `household`."""


def note_touched(connection: Connection, states: Mapping[str, Mapping[RecordKey, State]]) -> None:
    """Queue the households whose records have these states now, and keep up the index of households.

    A record that moved from one household to another touches both.

    Args:
        connection: of the transaction that saved the states.
        states: by area.
    """
    for area, of_area in sorted(states.items()):
        households: dict[RecordKey, str] = {}
        subjects: dict[str, list[str]] = {}
        for key, state in of_area.items():
            if key.type == "household" or key.type in PARTS:
                household = household_of(key, state)
                if household is not None:
                    households[key] = household
            elif key.type == "flag":
                subjects[key.record] = state.value("subjects") or []
        left = household_index.link(connection, area, households)
        household_index.link_flags(connection, area, subjects)
        queue.enqueue(connection, area, left | set(households.values()))

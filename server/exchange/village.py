"""The records of one village that the sheets speak of."""

from typing import Final

from server.store.histories import states_of_type
from server.store.log import LogTransaction
from sync.merge import State
from sync.revision import RecordKey

TYPES: Final = ("village", "household", "member", "household_year", "member_year")
"""Their types."""


def load(tx: LogTransaction, village: str) -> dict[RecordKey, State]:
    """Return the states of these records, by type and uuid; some hundred households are loaded in a moment."""
    return {
        RecordKey(kind, record): state
        for kind in TYPES
        for record, state in sorted(states_of_type(tx.connection, village, kind).items())
    }

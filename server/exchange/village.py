"""The records of one village that the sheets speak of."""

from collections.abc import Collection, Mapping
from typing import Final

from server.exchange.cells import folded
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


class Existing:
    """What the server has of one village."""

    def __init__(self, states: Mapping[RecordKey, State], locked: Collection[str]) -> None:
        """Take the states of the village's records (`load`), and which households' years (their uuids) are locked."""
        self.states = states
        self.locked = locked
        self._households: dict[str, list[str]] = {}
        self._members: dict[str, list[str]] = {}
        for key, state in states.items():
            if key.type == "household":
                number = folded(str(state.value("household_no") or ""))
                self._households.setdefault(number, []).append(key.record)
            elif key.type == "member":
                self._members.setdefault(str(state.value("household")), []).append(key.record)

    def households(self, number: str) -> list[str]:
        """Return the households of this number; a deleted one only where none is left."""
        found = self._households.get(folded(number), [])
        return [one for one in found if not self.state("household", one).deleted] or found[:1]

    def members(self, household: str) -> list[str]:
        """Return the members of a household, those that are deleted included."""
        return self._members.get(household, [])

    def state(self, kind: str, record: str) -> State:
        """Return the state of a record that is there."""
        return self.states[RecordKey(kind, record)]

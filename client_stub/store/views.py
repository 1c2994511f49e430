"""Questions that only a tablet asks of its streams and records, beside the protocol's contract."""

from typing import NamedTuple

from client_stub.store.log import Log
from sync import merge
from sync.merge import State
from sync.revision import RecordKey
from sync.storage import Waiting


class Delivery(NamedTuple):
    """How many of the revisions written on this tablet the peer is known to hold, and how many it is not."""

    delivered: int
    unsent: int


class Views(Log):
    """The log of one transaction, as the tablet's user looks at it."""

    def records(self, area: str, kind: str | None = None) -> dict[RecordKey, State]:
        """Return the states of all records of an area, or of those of one type."""
        found = self._sql.execute(
            "SELECT type, record, state FROM record WHERE area = ?1 AND (type = ?2 OR ?2 IS NULL)", (area, kind)
        )
        return {RecordKey(kind, record): merge.decode(state) for kind, record, state in found}

    def contested(self, area: str) -> dict[RecordKey, State]:
        """Return the states of the records of an area in which some field may be in conflict."""
        found = self._sql.execute("SELECT type, record, state FROM record WHERE area = ? AND contested", (area,))
        return {RecordKey(kind, record): merge.decode(state) for kind, record, state in found}

    def set_aside(self) -> list[Waiting]:
        """Return what waits outside all streams, oldest first: the upstream has refused or quarantined it."""
        return sorted(self._load_waiting("TRUE"), key=lambda one: one.revision.id)

    def delivery(self, peer: str) -> Delivery:
        """Count what was written here by whether the peer is known to hold it."""
        found = self._sql.execute("SELECT held_by IS ?, count(*) FROM log WHERE via IS NULL GROUP BY 1", (peer,))
        counts = {bool(held): count for held, count in found}
        return Delivery(counts.get(True, 0), counts.get(False, 0))

    def unseal(self) -> None:
        """Take the author's seal off what was written here and is not delivered, so that it is sealed anew."""
        self._sql.execute(
            "UPDATE log SET author_seal = NULL WHERE via IS NULL AND judge_seal IS NULL AND held_by IS NULL"
        )

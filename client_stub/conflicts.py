"""Open conflicts: fields that two people wrote without having seen each other, for a person to settle."""

import msgspec

from client_stub.store import TabletTransaction
from schemas import REGISTRY
from sync import revision, serving
from sync.canonical import Json
from sync.revision import RecordKey


class Side(msgspec.Struct, frozen=True):
    """One of the values: who wrote it where, and its effective time (unix ms)."""

    value: Json
    actor: str
    device: str
    time: int


class Conflict(msgspec.Struct, frozen=True):
    """A field with several distinct values; the last side is the one shown. `@deleted` is deletion against edit."""

    area: str
    key: RecordKey
    field: str
    sides: tuple[Side, ...]


def load_conflicts(tx: TabletTransaction, area: str) -> list[Conflict]:
    """Return the open conflicts of an area, by record and field."""
    return [
        Conflict(area, key, found.field, tuple(_side(tx, area, candidate) for candidate in found.candidates))
        for key, state in sorted(tx.contested(area).items())
        for found in serving.conflicts(REGISTRY, area, key, state)
    ]


def _side(tx: TabletTransaction, area: str, candidate: serving.FieldCandidate) -> Side:
    (row,) = tx.rows(area, [candidate.revision])
    written = revision.parse(row.body)
    return Side(candidate.value, written.actor, written.device, candidate.time)

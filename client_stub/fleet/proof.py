"""The proof across tablets: those that share an area hold the same records, byte for byte."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from client_stub.store import TabletTransaction
from client_stub.tablet import Tablet
from sync import merge


def agree(tablets: Iterable[Tablet]) -> bool:
    """Return whether tablets that hold an area have taken in as much of it, and show the same."""
    seen: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for tablet in tablets:
        with tablet.store.begin() as tx:
            for area in tx.areas():
                seen[area].add((tx.cursor(tablet.enrolment.server, area), _fingerprint(tx, area)))
    return all(len(states) == 1 for states in seen.values())


def _fingerprint(tx: TabletTransaction, area: str) -> str:
    """Return a hash over all records of an area."""
    hashed = hashlib.sha256()
    for key, state in sorted(tx.records(area).items()):
        hashed.update(merge.encode(state) + repr(key).encode())
    return hashed.hexdigest()

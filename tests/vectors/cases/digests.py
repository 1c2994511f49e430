"""Digests after each of some ids."""

from typing import Any

from sync import digest
from tests.replicas import NOW, revise


def cases() -> list[dict[str, Any]]:
    """Return digests after each of some ids."""
    ids = [revise({"hamlet": str(number)}, time=NOW + number).id for number in range(4)]
    largest = digest.text(2**256 - 1)
    return [
        {"start": start, "ids": listed, "after": digest.running(start, listed)}
        for start, listed in [
            (digest.EMPTY, []),
            (digest.EMPTY, ids),
            (digest.EMPTY, ids[::-1]),
            (digest.add(digest.EMPTY, ids[:2]), ids[2:]),
            (largest, [digest.text(1), digest.text(1)]),
        ]
    ]

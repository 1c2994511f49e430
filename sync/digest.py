"""The digest of a set of revisions: the sum of their ids modulo 2^256.

It finds accidents (a lost, doubled or foreign revision) whatever the order of arrival; malice is the business of ids
and seals. On the wire and in tables it is written like an id: 52 characters of base32hex.
"""

import base64
from collections.abc import Iterable
from typing import TypeAlias

from sync.revision import RevisionId

Digest: TypeAlias = str

EMPTY: Digest = "0" * 52
"""The digest of no revision."""

_MODULUS = 1 << 256
_PAD_BITS = 4
"""256 bits take 52 characters of 5 bits; the last 4 bits are zero."""


def number(text: RevisionId | Digest) -> int:
    """Return the 256-bit integer that an id or a digest stands for."""
    return int(text, 32) >> _PAD_BITS


def text(value: int) -> Digest:
    """Return the 52 characters of a 256-bit integer."""
    return base64.b32hexencode(value.to_bytes(32, "big")).decode().lower().rstrip("=")


def add(start: Digest, ids: Iterable[RevisionId]) -> Digest:
    """Return the digest of what `start` stands for and these ids together."""
    return text((number(start) + sum(map(number, ids))) % _MODULUS)


def running(start: Digest, ids: Iterable[RevisionId]) -> list[Digest]:
    """Return the digest after each of these ids, in their order."""
    total = number(start)
    after: list[Digest] = []
    for one in ids:
        total = (total + number(one)) % _MODULUS
        after.append(text(total))
    return after

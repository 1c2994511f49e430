"""One-time codes that people read out and type: shown once, kept as a digest."""

import hashlib
import secrets
from typing import Final, NamedTuple

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What is not mistaken for one another when read out or copied by hand."""

LENGTH: Final = 12
"""Characters of a code: 58 bits, which nobody guesses while it is valid."""

_GROUP: Final = 4


class Code(NamedTuple):
    """A code as it is handed out, and until when it is valid (unix ms)."""

    text: str
    expires_at: int


def draw(expires_at: int) -> Code:
    """Return a new code that is valid until then (unix ms)."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return Code("-".join(text[start : start + _GROUP] for start in range(0, LENGTH, _GROUP)), expires_at)


def digest(text: str) -> str:
    """Return what is kept of a code; case, blanks and hyphens do not matter."""
    plain = "".join(letter for letter in text.upper() if letter in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()

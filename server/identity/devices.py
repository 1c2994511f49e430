"""Tablets: one-time codes that enrol them, and their enrolment records under this server's seal.

A tablet's id is a UUID, and names its enrolment record as well.
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from server.identity.errors import CodeRefused, NoAssignment
from server.identity.keys import read_public_key
from server.identity.writing import write_as_server
from server.store import accounts
from server.store.log import LogTransaction
from sync.authoring import Draft
from sync.directory import ENROLMENT, Device, Directory
from sync.intake import Node
from sync.revision import RecordKey

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of enrolment codes: what is not mistaken for one another when read out or copied by hand."""

CODE_LENGTH = 12
"""Characters of a code: 58 bits, which nobody guesses while it is valid."""

ENROLMENT_DIGITS = (9, 6, 4)
"""Of the areas in which a tablet can be enrolled, the narrowest first: township, county, city."""

REPEAT_MS = 15 * 60_000
"""How long the same tablet may use its code again: the answer may have been lost on the way."""


class Code(NamedTuple):
    """A code as it is handed out, and until when it is valid (unix ms)."""

    text: str
    expires_at: int


class NewDevice(NamedTuple):
    """What a tablet brings to its enrolment: its public key (SPKI, base64url) and a name for people."""

    public_key: str
    label: str | None


def issue_code(connection: Connection, directory: Directory, actors: Sequence[str], *, now: int, valid_ms: int) -> Code:
    """Return a new code by which one tablet is enrolled for these people (user ids).

    Raises:
        NoAssignment: they have no areas now, or none that lie within one.
    """
    enrolment_area(directory, actors, now)
    text = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    code = Code("-".join(text[start : start + 4] for start in range(0, CODE_LENGTH, 4)), now + valid_ms)
    accounts.drop_codes(connection, now - REPEAT_MS)
    accounts.add_code(
        connection, code=_digest(code.text), actors=" ".join(actors), created_at=now, expires_at=code.expires_at
    )
    return code


def enrol(tx: LogTransaction, node: Node, code: str, new: NewDevice, *, device: str, now: int) -> str:
    """Enrol a tablet under the new id `device`; return its id, which is that of before where it only asks again.

    Raises:
        CodeRefused: the code is unknown, used by another tablet, or expired.
        PublicKeyRefused: the key is no P-256 key.
        NoAssignment: the people lost their areas since the code was issued.
    """
    read_public_key(new.public_key)
    row = accounts.code(tx.connection, _digest(code))
    if row is None:
        raise CodeRefused("unknown")
    if row.used_at is not None:
        if row.public_key == new.public_key and now - row.used_at <= REPEAT_MS:
            return row.device
        raise CodeRefused("used")
    if row.expires_at <= now:
        raise CodeRefused("expired")
    actors = row.actors.split(" ")
    _write_enrolment(tx, node, new, actors, device=device, now=now)
    accounts.use_code(tx.connection, row.code, used_at=now, device=device, public_key=new.public_key)
    return device


def revoke(tx: LogTransaction, node: Node, device: Device, now: int) -> None:
    """Revoke a tablet: what it still brings is quarantined, and it reads nothing any more."""
    draft = Draft(device.area, RecordKey(ENROLMENT, device.id), {"revoked_at": now}, "desk_edit")
    write_as_server(tx, node, [draft], now)


def enrolment_area(directory: Directory, actors: Sequence[str], now: int) -> str:
    """Return where a tablet of these people is enrolled: the narrowest area that holds all their assignments.

    That is a township at the narrowest. Assignments that ended before `now` (unix ms) do not count.

    Raises:
        NoAssignment: one of them has none, or no city holds them all.
    """
    areas: list[str] = []
    for actor in actors:
        held = [one.area for one in directory.assignments(actor) if one.end is None or one.end > now]
        if not held:
            raise NoAssignment(tuple(actors))
        areas.extend(held)
    for digits in ENROLMENT_DIGITS:
        holding = {area[:digits] for area in areas}
        if len(holding) == 1:
            return holding.pop()
    raise NoAssignment(tuple(actors))


def _write_enrolment(
    tx: LogTransaction, node: Node, new: NewDevice, actors: Sequence[str], *, device: str, now: int
) -> None:
    values = {
        "device": device,
        "kind": "tablet",
        "public_key": new.public_key,
        "actors": sorted(actors),
        "valid_from": now,
        "label": new.label,
    }
    draft = Draft(enrolment_area(node.directory, actors, now), RecordKey(ENROLMENT, device), values, "enrolment")
    write_as_server(tx, node, [draft], now)


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()

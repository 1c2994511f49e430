"""Sessions of people: refresh tokens that rotate, so that a stolen one is found out and a lost answer does no harm.

A token is used by asking for the next. The session knows which one was used last, and which were given for it:

    of those given, one is used   it becomes the one used last, and the only one that is given for it is the new one
    the one used last comes again its answer was lost: one more is given for it
    any other                     somebody uses what has been replaced: the session is over, for whoever holds it

A client that goes by the last answer that it got is never locked out, whatever answers it loses, and though a request
arrives twice. Of two who hold the same token one is found out as soon as both have used what they got for it. Tokens
are kept as digests.
"""

import hashlib
import secrets
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection

from server.identity.errors import RefreshRefused, SessionExpired, SessionRevoked
from server.store import sessions

IDLE_MS: Final = 12 * 3_600_000
"""A session that is not used for this long is over: overnight one signs in again."""

LIFETIME_MS: Final = 7 * 24 * 3_600_000
"""After this long the password is asked for in any case."""

GIVEN: Final = 20
"""Tokens that are kept for the one used last; of more answers lost in a row, the oldest are forgotten."""

_KEPT_MS: Final = 4 * LIFETIME_MS
_FAMILY_BYTES: Final = 16
_TOKEN_BYTES: Final = 32


class Ending(StrEnum):
    """Why a session ended. The value never changes: sessions hold it."""

    REUSED = "reused"
    SIGNED_OUT = "signed_out"
    ENDED = "ended"
    PASSWORD = "password"  # noqa: S105 -- that it was changed
    DISABLED = "disabled"


class Session(NamedTuple):
    """An open session: times in unix ms."""

    id: str
    created_at: int
    used_at: int
    expires_at: int


class Presented(NamedTuple):
    """What came of a token that was presented.

    Attributes:
        user: whose session it is.
        token: the next one; None where the one presented had been replaced, and the session is over now.
    """

    session: str
    user: str
    token: str | None


def begin(connection: Connection, user: str, *, session: str, now: int) -> str:
    """Begin a session of this user (by id) at `now` (unix ms) under the new id `session`; return its first token."""
    sessions.drop_sessions(connection, now - _KEPT_MS)
    token = secrets.token_bytes(_TOKEN_BYTES)
    sessions.add_session(
        connection,
        id=session,
        account=user,
        family=_digest(token[:_FAMILY_BYTES]),
        unused=_digest(token),
        created_at=now,
        used_at=now,
    )
    return token.hex()


def refresh(connection: Connection, token: str, now: int) -> Presented:
    """Use a token at `now` (unix ms). Commit what follows from it, also where it ends the session.

    Raises:
        RefreshRefused: it is no token of any session.
        SessionRevoked: its session was ended.
        SessionExpired: its session is too old, or was not used for too long.
    """
    presented = _bytes(token)
    row = sessions.lock_family(connection, _digest(presented[:_FAMILY_BYTES]))
    if row is None:
        raise RefreshRefused("unknown")
    if row.ended_at is not None:
        raise SessionRevoked(row.ended_by)
    if now >= _expiry(row.created_at, row.used_at):
        raise SessionExpired
    used, given = _digest(presented), row.unused.split()
    if used not in {*given, row.used}:
        sessions.change_session(connection, row.id, ended_at=now, ended_by=Ending.REUSED)
        return Presented(row.id, row.account, None)
    following = presented[:_FAMILY_BYTES] + secrets.token_bytes(_TOKEN_BYTES - _FAMILY_BYTES)
    kept = given[1 - GIVEN :] if used == row.used else []
    unused = " ".join([*kept, _digest(following)])
    sessions.change_session(connection, row.id, used=used, unused=unused, used_at=now)
    return Presented(row.id, row.account, following.hex())


def sign_out(connection: Connection, token: str, now: int) -> tuple[str, str] | None:
    """End the session of this token, whichever of its tokens it is; return session and user, None where none is open.

    Raises:
        RefreshRefused: it has not the form of a token.
    """
    row = sessions.lock_family(connection, _digest(_bytes(token)[:_FAMILY_BYTES]))
    if row is None or row.ended_at is not None:
        return None
    sessions.change_session(connection, row.id, ended_at=now, ended_by=Ending.SIGNED_OUT)
    return row.id, row.account


def end(connection: Connection, user: str, why: Ending, now: int, *, session: str | None = None) -> int:
    """End all sessions of this user (by id), or one; return how many were open."""
    return sessions.end_sessions(connection, user, session, ended_at=now, ended_by=why)


def listed(connection: Connection, user: str, now: int) -> list[Session]:
    """Return the open sessions of this user (by id), the newest first."""
    found = [
        Session(row.id, row.created_at, row.used_at, _expiry(row.created_at, row.used_at))
        for row in sessions.open_sessions(connection, user)
    ]
    return [one for one in found if now < one.expires_at]


def _expiry(created_at: int, used_at: int) -> int:
    return min(created_at + LIFETIME_MS, used_at + IDLE_MS)


def _bytes(token: str) -> bytes:
    try:
        plain = bytes.fromhex(token)
    except ValueError:
        raise RefreshRefused("not a token") from None
    if len(plain) != _TOKEN_BYTES:
        raise RefreshRefused("not a token")
    return plain


def _digest(part: bytes) -> str:
    return hashlib.sha256(part).hexdigest()

"""Signing in: how people come by a session, and what follows from failing.

Checking a password takes long by design, so no transaction is open meanwhile; what fails is committed before the one
who tried is told.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from server.identity import lockout, sessions, users
from server.identity.acting import Acting, area_of
from server.identity.audit import Action
from server.identity.errors import IdentityError, SessionRevoked, WrongCredentials
from server.identity.lockout import Key
from server.identity.sessions import Ending
from server.identity.users import User
from server.replica import Replica, Work


class Entrance(NamedTuple):
    """Where people come in: the server, the address that they come from, and when (unix ms)."""

    replica: Replica
    address: str
    now: int
    new_id: Callable[[], str]


class SignedIn(NamedTuple):
    """Who signed in (a user's id), and the refresh token of their session."""

    user: str
    refresh_token: str


@contextmanager
def counting(entrance: Entrance, *keys: Key) -> Iterator[None]:
    """Count an identity error of the block against the address and these keys, and let nobody in who has too many.

    Raises:
        AccountLocked, TooManyAttempts: there were too many before.
    """
    counted = (*keys, lockout.address(entrance.address))
    with entrance.replica.begin() as (tx, _):
        lockout.attempt(tx.connection, counted, entrance.now)
    try:
        yield
    except IdentityError:
        raise
    except BaseException:
        _take_back(entrance, counted)
        raise
    _take_back(entrance, counted)


def with_password(entrance: Entrance, username: str, password: str) -> SignedIn:
    """Begin a session by name and password.

    Raises:
        WrongCredentials: they are not those of an active user.
        AccountLocked, TooManyAttempts: the account or the address has failed too often.
    """
    user = _check(entrance, username, password)
    with entrance.replica.begin() as work:
        return _begin(work, entrance, user.id)


def with_token(entrance: Entrance, token: str) -> SignedIn:
    """Go on with a session by its refresh token.

    Raises:
        RefreshRefused, SessionExpired: there is no such session, or none any more.
        SessionRevoked: it was ended, or is so now, because the token had been replaced.
    """
    with entrance.replica.begin() as (tx, node):
        presented = sessions.refresh(tx.connection, token, entrance.now)
        if presented.token is None:
            _note(Work(tx, node), entrance, presented.user, Action.SESSION_REVOKED, f"session/{presented.session}")
    if presented.token is None:
        raise SessionRevoked(Ending.REUSED)
    return SignedIn(presented.user, presented.token)


def sign_out(entrance: Entrance, token: str) -> None:
    """End the session of a refresh token; one that is over stays so.

    Raises:
        RefreshRefused: it has not the form of a token.
    """
    with entrance.replica.begin() as (tx, _):
        sessions.sign_out(tx.connection, token, entrance.now)


def change_password(entrance: Entrance, user: str, current: str, new: str) -> SignedIn:
    """Give oneself (a user's id) another password; all sessions end, and a new one begins.

    Raises:
        WrongCredentials: the current password is wrong.
        AccountLocked, TooManyAttempts: the account or the address has failed too often.
        PasswordTooShort: the new password is.
    """
    hashed = users.hash_password(new)
    with entrance.replica.reading() as (tx, _):
        username = users.account(tx.connection, user).user.username
    _check(entrance, username, current)
    with entrance.replica.begin() as work:
        users.set_password(work.tx.connection, user, hashed)
        return _begin_anew(work, entrance, user)


def reset_password(entrance: Entrance, code: str, new: str) -> SignedIn:
    """Set a password by the one-time code that somebody responsible gave; all sessions end, and a new one begins.

    Raises:
        ResetRefused: the code does not hold.
        TooManyAttempts: the address has failed too often.
        PasswordTooShort: the new password is; the code stays good.
    """
    hashed = users.hash_password(new)
    with counting(entrance), entrance.replica.begin() as work:
        user = users.use_reset(work.tx.connection, code, hashed, entrance.now)
        return _begin_anew(work, entrance, user.id)


def _check(entrance: Entrance, username: str, password: str) -> User:
    """Check a password; the failure that locks an account is noted in the audit log."""
    try:
        with counting(entrance, lockout.account(username)):
            with entrance.replica.reading() as (tx, _):
                found = users.credentials(tx.connection, username)
            return users.verify(found, password)
    except WrongCredentials:
        with entrance.replica.begin() as work:
            locked = lockout.locked_until(work.tx.connection, username, entrance.now)
            known = users.credentials(work.tx.connection, username)
            if locked is not None and known is not None:
                user = known.user.id
                _note(work, entrance, user, Action.USER_LOCKED, f"user/{user}")
        raise


def _begin_anew(work: Work, entrance: Entrance, user: str) -> SignedIn:
    sessions.end(work.tx.connection, user, Ending.PASSWORD, entrance.now)
    _note(work, entrance, user, Action.PASSWORD_CHANGED, f"user/{user}")
    return _begin(work, entrance, user)


def _begin(work: Work, entrance: Entrance, user: str) -> SignedIn:
    # Asked again, and kept so until the session is there: whoever is disabled meanwhile has no session.
    if users.lock(work.tx.connection, user).disabled:
        raise WrongCredentials
    token = sessions.begin(work.tx.connection, user, session=entrance.new_id(), now=entrance.now)
    return SignedIn(user, token)


def _note(work: Work, entrance: Entrance, user: str, action: Action, subject: str) -> None:
    acting = Acting(user, entrance.now, entrance.new_id)
    acting.note(work.tx.connection, action, area_of(work.node, user), subject)


def _take_back(entrance: Entrance, counted: tuple[Key, ...]) -> None:
    with entrance.replica.begin() as (tx, _):
        lockout.passed(tx.connection, counted)

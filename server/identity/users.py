"""People who sign in. What they may do where is said by `assignment` records."""

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from pwdlib import PasswordHash
from sqlalchemy import Connection, Row

from server.identity import codes
from server.identity.codes import Code
from server.identity.errors import PasswordTooShort, ResetRefused, UnknownUser, UsernameTaken, WrongCredentials
from server.store import accounts

PASSWORD_LENGTH = 8
"""Characters that a password has at least."""

USERNAME_LENGTH: Final = 64
"""Characters that a name to sign in with has at most."""

USERNAME_PATTERN: Final = r"^[^\s\x00-\x1f\x7f]+$"
"""A name to sign in with is one word."""

RESET_MS: Final = 3 * 24 * 3_600_000
"""How long a code for a new password is valid."""

NO_PASSWORD: Final = ""
"""Stands for a hash where there is no password to sign in with."""

_hasher = PasswordHash.recommended()  # argon2id


class User(NamedTuple):
    """A person who signs in."""

    id: str
    username: str
    name: str


class Credentials(NamedTuple):
    """An active user, and what is kept of their password."""

    user: User
    hashed: str


class Account(NamedTuple):
    """A user and what is kept with them.

    Attributes:
        phone: where they are reached.
        has_password: whether there is one to sign in with.
        created_at: unix ms.
    """

    user: User
    phone: str | None
    disabled: bool
    has_password: bool
    created_at: int


def add(connection: Connection, user: User, password: str | None, now: int, *, phone: str | None = None) -> None:
    """Add a user at `now` (unix ms); without a password they set one by a code, or work on a tablet only.

    Raises:
        UsernameTaken: there is one of this name.
        PasswordTooShort: the password has fewer than `PASSWORD_LENGTH` characters.
    """
    hashed = NO_PASSWORD if password is None else hash_password(password)
    values = {**user._asdict(), "password": hashed, "disabled": False, "created_at": now, "phone": phone}
    if not accounts.add_user(connection, **values):
        raise UsernameTaken(user.username)


def credentials(connection: Connection, username: str) -> Credentials | None:
    """Return what a password of this name is checked against, None where nobody signs in under it."""
    found = accounts.user_named(connection, username)
    if found is None or found.disabled or found.password == NO_PASSWORD:
        return None
    return Credentials(_user(found), found.password)


def verify(found: Credentials | None, password: str) -> User:
    """Return the user whose password this is. It takes a tenth of a second by design: let no transaction wait for it.

    Raises:
        WrongCredentials: it is not.
    """
    if found is None:
        _hasher.hash(password)  # so that the answer takes as long as where there is such a user
        raise WrongCredentials
    if not _hasher.verify(password, found.hashed):
        raise WrongCredentials
    return found.user


def lock(connection: Connection, user: str) -> Account:
    """Return a user by id, whom nobody else changes until the transaction ends.

    Raises:
        UnknownUser: there is none.
    """
    found = accounts.lock_user(connection, user)
    if found is None:
        raise UnknownUser(user)
    return _account(found)


def change(connection: Connection, user: str, *, name: str | None = None, disabled: bool | None = None) -> None:
    """Give a user (by id) another name, or let them sign in or not."""
    values = {"name": name, "disabled": disabled}
    accounts.change_user(connection, user, **{key: value for key, value in values.items() if value is not None})


def hash_password(password: str) -> str:
    """Return what is kept of a password. It takes a tenth of a second by design: let no transaction wait for it.

    Raises:
        PasswordTooShort: it has fewer than `PASSWORD_LENGTH` characters.
    """
    if len(password) < PASSWORD_LENGTH:
        raise PasswordTooShort(PASSWORD_LENGTH)
    return _hasher.hash(password)


def set_password(connection: Connection, user: str, hashed: str) -> None:
    """Give a user (by id) another password, of which this is kept."""
    accounts.change_user(connection, user, password=hashed)


def issue_reset(connection: Connection, user: str, now: int) -> Code:
    """Return the code by which a user (by id) sets a new password; the one before, and the old password, are void."""
    code = codes.draw(now + RESET_MS)
    accounts.save_reset_code(connection, account=user, code=codes.digest(code.text), expires_at=code.expires_at)
    accounts.change_user(connection, user, password=NO_PASSWORD)
    return code


def use_reset(connection: Connection, code: str, hashed: str, now: int) -> User:
    """Set a new password, of which this is kept, by a code, which is thereby used up; return whose it is.

    Raises:
        ResetRefused: the code is unknown, used or expired, or its user does not sign in any more.
    """
    found = accounts.take_reset_code(connection, codes.digest(code))
    if found is None or found.expires_at <= now:
        raise ResetRefused("unknown" if found is None else "expired")
    known = lock(connection, found.account)
    if known.disabled:
        raise ResetRefused("disabled")
    set_password(connection, found.account, hashed)
    return known.user


def named(connection: Connection, username: str) -> User:
    """Return the user of this name.

    Raises:
        UnknownUser: there is none.
    """
    found = accounts.user_named(connection, username)
    if found is None:
        raise UnknownUser(username)
    return _user(found)


def of(connection: Connection, ids: Collection[str]) -> dict[str, User]:
    """Return those of these people who are users here, by id."""
    return {one.id: _user(one) for one in accounts.users(connection, ids)}


def active(connection: Connection, ids: Iterable[str]) -> list[Account]:
    """Return those of these people (by id) who are users here and may sign in."""
    return [_account(one) for one in accounts.users(connection, list(ids)) if not one.disabled]


def account(connection: Connection, user: str) -> Account:
    """Return a user by id.

    Raises:
        UnknownUser: there is none.
    """
    for found in accounts.users(connection, [user]):
        return _account(found)
    raise UnknownUser(user)


def after(connection: Connection, username: str, limit: int) -> list[Account]:
    """Return the next users in the order of their names to sign in with."""
    return [_account(one) for one in accounts.users_after(connection, username, limit)]


def _user(row: Row[Any]) -> User:
    return User(row.id, row.username, row.name)


def _account(row: Row[Any]) -> Account:
    return Account(_user(row), row.phone, row.disabled, row.password != NO_PASSWORD, row.created_at)

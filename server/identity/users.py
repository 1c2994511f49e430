"""People who sign in. What they may do where is said by `assignment` records."""

from collections.abc import Collection
from typing import NamedTuple

from pwdlib import PasswordHash
from sqlalchemy import Connection

from server.identity.errors import PasswordTooShort, UnknownUser, UsernameTaken, WrongCredentials
from server.store import accounts

PASSWORD_LENGTH = 8
"""Characters that a password has at least."""

_hasher = PasswordHash.recommended()  # argon2id


class User(NamedTuple):
    """A person who signs in."""

    id: str
    username: str
    name: str


def add(connection: Connection, user: User, password: str, now: int) -> None:
    """Add a user at `now` (unix ms).

    Raises:
        UsernameTaken: there is one of this name.
        PasswordTooShort: the password has fewer than `PASSWORD_LENGTH` characters.
    """
    if len(password) < PASSWORD_LENGTH:
        raise PasswordTooShort(PASSWORD_LENGTH)
    hashed = _hasher.hash(password)
    if not accounts.add_user(connection, **user._asdict(), password=hashed, disabled=False, created_at=now):
        raise UsernameTaken(user.username)


def check(connection: Connection, username: str, password: str) -> User:
    """Return the active user of this name and password. It takes a tenth of a second by design.

    Raises:
        WrongCredentials: there is none.
    """
    found = accounts.user_named(connection, username)
    # Where there is no such user a hash is made as well, so that the answer takes as long.
    good = _hasher.verify(password, found.password) if found is not None else not _hasher.hash(password)
    if found is None or not good or found.disabled:
        raise WrongCredentials
    return User(found.id, found.username, found.name)


def disable(connection: Connection, username: str) -> None:
    """Let nobody sign in under this name any more.

    Raises:
        UnknownUser: there is none of this name.
    """
    if not accounts.disable_user(connection, username):
        raise UnknownUser(username)


def named(connection: Connection, username: str) -> User:
    """Return the user of this name.

    Raises:
        UnknownUser: there is none.
    """
    found = accounts.user_named(connection, username)
    if found is None:
        raise UnknownUser(username)
    return User(found.id, found.username, found.name)


def of(connection: Connection, ids: Collection[str]) -> dict[str, User]:
    """Return those of these people who are users here, by id."""
    return {one.id: User(one.id, one.username, one.name) for one in accounts.users(connection, ids)}

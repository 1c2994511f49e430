"""Reading and writing what must not be in a log: users, one-time codes, and which assertions were used."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from server.store.among import among
from server.store.inserting import add_new, upsert
from server.store.tables.accounts import ENROLMENT_CODE, RESET_CODE, USED_ASSERTION, USER


def add_user(connection: Connection, **values: object) -> bool:
    """Add a user (the columns of `tables.accounts.Account`), and tell whether the name was free."""
    return add_new(connection, USER, values)


def user_named(connection: Connection, username: str) -> Row[Any] | None:
    """Return the user of this name."""
    return connection.execute(select(USER).where(USER.c.username == username)).first()


def users(connection: Connection, ids: Collection[str]) -> list[Row[Any]]:
    """Return those of these people (by id) who are users here."""
    return list(connection.execute(select(USER).where(among(USER.c.id, ids)).order_by(USER.c.username)))


def users_after(connection: Connection, username: str, limit: int) -> list[Row[Any]]:
    """Return the next users in the order of their names."""
    after = select(USER).where(USER.c.username > username).order_by(USER.c.username).limit(limit)
    return list(connection.execute(after))


def lock_user(connection: Connection, user: str) -> Row[Any] | None:
    """Return a user by id, and let nobody change them until the transaction ends."""
    return connection.execute(select(USER).where(USER.c.id == user).with_for_update()).first()


def change_user(connection: Connection, user: str, **values: object) -> None:
    """Change a user (by id)."""
    connection.execute(update(USER).where(USER.c.id == user).values(**values))


def save_reset_code(connection: Connection, **values: object) -> None:
    """Store a code (the columns of `tables.accounts.ResetCode`) in place of the account's one before."""
    upsert(connection, RESET_CODE, [values])


def take_reset_code(connection: Connection, digest: str) -> Row[Any] | None:
    """Return a code by its digest, and forget it: it is used once."""
    return connection.execute(delete(RESET_CODE).where(RESET_CODE.c.code == digest).returning(RESET_CODE)).first()


def add_code(connection: Connection, **values: object) -> None:
    """Add an enrolment code (the columns of `tables.accounts.EnrolmentCode`)."""
    connection.execute(insert(ENROLMENT_CODE).values(**values))


def code(connection: Connection, digest: str) -> Row[Any] | None:
    """Return and lock an enrolment code by its digest: of two tablets that bring it, one waits for the other."""
    return connection.execute(select(ENROLMENT_CODE).where(ENROLMENT_CODE.c.code == digest).with_for_update()).first()


def use_code(connection: Connection, digest: str, **values: object) -> None:
    """Note by which tablet an enrolment code was used, and when."""
    connection.execute(update(ENROLMENT_CODE).where(ENROLMENT_CODE.c.code == digest).values(**values))


def drop_codes(connection: Connection, before: int) -> None:
    """Forget the enrolment codes that expired before this time (unix ms)."""
    connection.execute(delete(ENROLMENT_CODE).where(ENROLMENT_CODE.c.expires_at < before))


def drop_unused_codes(connection: Connection, actors: Collection[str]) -> None:
    """Forget the enrolment codes for these people (each the ids of one tablet's) that no tablet has used."""
    unused = ENROLMENT_CODE.c.used_at.is_(None)
    connection.execute(delete(ENROLMENT_CODE).where(among(ENROLMENT_CODE.c.actors, actors), unused))


def use_assertion(connection: Connection, device: str, jti: str, expires_at: int) -> bool:
    """Note that a device's assertion was used, and tell whether it is the first time; `expires_at` in unix seconds."""
    return add_new(connection, USED_ASSERTION, {"device": device, "jti": jti, "expires_at": expires_at})


def drop_assertions(connection: Connection, before: int) -> None:
    """Forget the assertions that expired before this time (unix seconds)."""
    connection.execute(delete(USED_ASSERTION).where(USED_ASSERTION.c.expires_at < before))

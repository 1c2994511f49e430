"""Reading and writing the sessions of people."""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from server.store.tables.accounts import SESSION


def add_session(connection: Connection, **values: object) -> None:
    """Add a session (the columns of `tables.accounts.UserSession`)."""
    connection.execute(insert(SESSION).values(**values))


def lock_family(connection: Connection, family: str) -> Row[Any] | None:
    """Return and lock the session of this family of tokens: of two that bring one, the second waits for the first."""
    return connection.execute(select(SESSION).where(SESSION.c.family == family).with_for_update()).first()


def change_session(connection: Connection, session: str, **values: object) -> None:
    """Change a session."""
    connection.execute(update(SESSION).where(SESSION.c.id == session).values(**values))


def open_sessions(connection: Connection, account: str) -> list[Row[Any]]:
    """Return the sessions of a user that were not ended, the newest first."""
    mine = select(SESSION).where(SESSION.c.account == account, SESSION.c.ended_at.is_(None))
    return list(connection.execute(mine.order_by(SESSION.c.created_at.desc(), SESSION.c.id.desc())))


def end_sessions(connection: Connection, account: str, session: str | None, **values: object) -> int:
    """Note the end of a user's sessions, or of one, and return how many were open."""
    mine = update(SESSION).where(SESSION.c.account == account, SESSION.c.ended_at.is_(None))
    if session is not None:
        mine = mine.where(SESSION.c.id == session)
    return connection.execute(mine.values(**values)).rowcount


def drop_sessions(connection: Connection, begun_before: int) -> None:
    """Forget the sessions that were begun before this time (unix ms)."""
    connection.execute(delete(SESSION).where(SESSION.c.created_at < begun_before))

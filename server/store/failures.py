"""Counting failures of signing in, by key."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from server.store.among import among
from server.store.inserting import insert_new
from server.store.tables.accounts import SIGN_IN_FAILURES


class Failures(NamedTuple):
    """How often it failed under a key, and when that is forgotten (unix ms)."""

    times: int = 0
    until: int = 0


def lock_failures(connection: Connection, keys: Collection[str]) -> dict[str, Failures]:
    """Return the failures under each of these keys, and let nobody else count them until the transaction ends."""
    insert_new(connection, SIGN_IN_FAILURES, [{"key": key, "times": 0, "until": 0} for key in sorted(keys)])
    table = SIGN_IN_FAILURES
    found = select(table).where(among(table.c.key, keys)).order_by(table.c.key).with_for_update()
    return {key: Failures(times, until) for key, times, until in connection.execute(found)}


def save_failures(connection: Connection, key: str, failures: Failures) -> None:
    """Store the failures under a key that is locked."""
    table = SIGN_IN_FAILURES
    connection.execute(table.update().where(table.c.key == key).values(**failures._asdict()))


def forget_failures(connection: Connection, *, before: int) -> None:
    """Forget what is over before this time (unix ms)."""
    connection.execute(delete(SIGN_IN_FAILURES).where(SIGN_IN_FAILURES.c.until < before))


def failures_under(connection: Connection, key: str) -> Failures:
    """Return the failures under a key."""
    found = connection.execute(select(SIGN_IN_FAILURES).where(SIGN_IN_FAILURES.c.key == key)).first()
    return Failures() if found is None else Failures(found.times, found.until)

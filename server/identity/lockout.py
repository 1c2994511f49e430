"""A brake on guessing: who fails too often, by account or by address, is not let in for a while.

An attempt counts before the password is looked at, and is taken back where it was right: so of any number of attempts
at once no more are made than are allowed. The counts are in the database, and a restart gives nothing away. An unknown
name locks like a known one, and so does not tell which it is.
"""

import hashlib
import ipaddress
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from sqlalchemy import Connection

from server.identity.errors import AccountLocked, TooManyAttempts
from server.store import failures
from server.store.failures import Failures

WINDOW_MS: Final = 15 * 60_000
"""Failures are counted for this long from the first, and a lock holds for as long from the last."""

ACCOUNT_FAILURES: Final = 10
"""After so many an account is locked."""

ADDRESS_FAILURES: Final = 100
"""After so many an address is locked; a whole office may share one."""

_NETWORK_V6: Final = 64
"""Bits of an IPv6 address that name who it belongs to; the rest its owner chooses at will."""


class Key(NamedTuple):
    """What failures are counted by: an account or an address, what is stored of it, and how many it may have."""

    kind: Literal["account", "address"]
    digest: str
    limit: int


def account(username: str) -> Key:
    """Return the key of a user name, known or not."""
    return _key("account", username, ACCOUNT_FAILURES)


def address(host: str) -> Key:
    """Return the key of a network address; all that one household or office has of IPv6 is one."""
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return _key("address", host, ADDRESS_FAILURES)
    if isinstance(parsed, ipaddress.IPv6Address):
        host = str(ipaddress.ip_network((parsed, _NETWORK_V6), strict=False))
    return _key("address", host, ADDRESS_FAILURES)


def attempt(connection: Connection, keys: Sequence[Key], now: int) -> None:
    """Count an attempt at `now` (unix ms) under each of these keys. Commit it before the password is looked at.

    Raises:
        AccountLocked, TooManyAttempts: the account or the address has failed too often; nothing was counted.
    """
    failures.forget_failures(connection, before=now - WINDOW_MS)
    found = failures.lock_failures(connection, [key.digest for key in keys])
    for key in keys:
        before = found[key.digest]
        if before.times >= key.limit and before.until > now:
            seconds = -(-(before.until - now) // 1000)
            raise AccountLocked(seconds) if key.kind == "account" else TooManyAttempts(seconds)
    for key in keys:
        before = found[key.digest]
        counted = before.times + 1 if before.until > now else 1
        until = now + WINDOW_MS if counted in {1, key.limit} else before.until
        failures.save_failures(connection, key.digest, Failures(counted, until))


def passed(connection: Connection, keys: Sequence[Key]) -> None:
    """Take back an attempt that was right: an account's failures are over, an address has one less."""
    found = failures.lock_failures(connection, [key.digest for key in keys])
    for key in keys:
        before = found[key.digest]
        rest = Failures() if key.kind == "account" else before._replace(times=max(before.times - 1, 0))
        failures.save_failures(connection, key.digest, rest)


def locked_until(connection: Connection, username: str, now: int) -> int | None:
    """Return until when an account is locked (unix ms), None where it is not."""
    key = account(username)
    found = failures.failures_under(connection, key.digest)
    return found.until if found.times >= key.limit and found.until > now else None


def unlock(connection: Connection, username: str) -> None:
    """Forget the failures of an account."""
    failures.save_failures(connection, account(username).digest, Failures())


def _key(kind: Literal["account", "address"], name: str, limit: int) -> Key:
    return Key(kind, hashlib.sha256(f"{kind} {name}".encode()).hexdigest(), limit)

"""Device assertions: a JWT that a device signs with its own key, exchanged once for an access token.

    header {"alg": "ES256"}
    claims {"iss": device, "sub": device, "aud": "ruhu", "iat": s, "exp": s, "jti": text of 1 to 64 characters}

`exp` is at most five minutes after `iat`, and both lie around the server's time: a device corrects its clock by the
server's before it signs. The refusal of an assertion that is out of time gives that time.
"""

from typing import Any

import jwt
from sqlalchemy import Connection

from server.identity.errors import AssertionOutOfTime, AssertionRefused, PublicKeyRefused
from server.identity.keys import read_public_key
from server.store import accounts, contacts
from sync.directory import Device, Directory

AUDIENCE = "ruhu"
ALGORITHM = "ES256"
LIFETIME_S = 5 * 60
LEEWAY_S = 60
JTI_LENGTH = 64
_CLAIMS = ["iss", "sub", "aud", "iat", "exp", "jti"]


def accept(connection: Connection, directory: Directory, assertion: str, now: int) -> Device:
    """Return the device that signed this assertion, which is thereby used up; `now` in unix ms.

    A revoked or expired device is returned too: it may still deliver what it holds.

    Raises:
        AssertionRefused: the device is not enrolled, the signature is not its own, or it was used before.
        AssertionOutOfTime: its times are not around now.
    """
    device, claims = _verify(directory, assertion)
    _check_times(claims["iat"], claims["exp"], now)
    jti = claims["jti"]
    if not isinstance(jti, str) or not 0 < len(jti) <= JTI_LENGTH or not jti.isascii() or not jti.isprintable():
        raise AssertionRefused("jti")
    accounts.drop_assertions(connection, now // 1000 - LEEWAY_S)
    if not accounts.use_assertion(connection, device.id, jti, claims["exp"]):
        raise AssertionRefused("used")
    contacts.note(connection, device.id, now)
    return device


def _verify(directory: Directory, assertion: str) -> tuple[Device, dict[str, Any]]:
    try:
        claimed = jwt.decode(assertion, options={"verify_signature": False})
        device = directory.device(str(claimed.get("iss")))
        if device is None:
            raise AssertionRefused("unknown device")
        claims = jwt.decode(
            assertion,
            key=read_public_key(device.public_key),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=device.id,
            subject=device.id,
            # The times are compared with the clock that was passed in.
            options={"require": _CLAIMS, "verify_exp": False, "verify_iat": False},
        )
    except (jwt.PyJWTError, PublicKeyRefused) as error:
        raise AssertionRefused(str(error)) from None
    return device, claims


def _check_times(issued: object, expires: object, now: int) -> None:
    if not isinstance(issued, int) or not isinstance(expires, int):
        raise AssertionRefused("iat and exp are whole seconds")
    if not 0 <= expires - issued <= LIFETIME_S:
        raise AssertionRefused("exp is at most five minutes after iat")
    if not issued - LEEWAY_S <= now // 1000 < expires + LEEWAY_S:
        raise AssertionOutOfTime(now)

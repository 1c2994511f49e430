"""Access tokens: short-lived JWTs of this server. They say who asks; what that one may do is looked up each time."""

from typing import Literal, NamedTuple

import jwt

from server.identity.errors import TokenRefused

LIFETIME_S = 15 * 60
ALGORITHM = "HS256"
_CLAIMS = ["iss", "sub", "kind", "exp"]


class Caller(NamedTuple):
    """Who asks: a device, or a person by user id."""

    kind: Literal["device", "user"]
    id: str


class AccessTokens:
    """Issues and reads the tokens of one server."""

    def __init__(self, server: str, secret: bytes) -> None:
        """Take the server's device id and its secret."""
        self._server = server
        self._secret = secret

    def issue(self, caller: Caller, now: int) -> str:
        """Return a token for this caller, valid for `LIFETIME_S` from `now` (unix ms)."""
        seconds = now // 1000
        claims = {
            "iss": self._server,
            "sub": caller.id,
            "kind": caller.kind,
            "iat": seconds,
            "exp": seconds + LIFETIME_S,
        }
        return jwt.encode(claims, self._secret, ALGORITHM)

    def read(self, token: str, now: int) -> Caller:
        """Return whose token this is.

        Raises:
            TokenRefused: it is damaged, of another server, or expired at `now` (unix ms).
        """
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                issuer=self._server,
                # The time is compared with the clock that was passed in.
                options={"require": _CLAIMS, "verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise TokenRefused(str(error)) from None
        if claims["exp"] <= now // 1000:
            raise TokenRefused("expired")
        return Caller(claims["kind"], claims["sub"])

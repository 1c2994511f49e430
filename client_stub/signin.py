"""Signing in: the tablet enrols once with a code, and from then on gets tokens by its own key (ADR 4).

Nothing rotates, so a lost answer locks nobody out. An assertion is dated: a tablet whose clock has jumped since the
last contact reads the server's time from the refusal and dates it anew.
"""

import secrets
from collections.abc import Callable, Generator
from http import HTTPStatus

import httpx
import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from client_stub.clock import Clock
from client_stub.facts import Person, Remit
from client_stub.transport import check, read_problem
from sync.errors import LineBroken

AUDIENCE = "ruhu"

ASSERTION_SECONDS = 240
"""How long an assertion is valid; servers accept five minutes at most."""

_REFRESH_EARLY_MS = 30_000
"""A token is renewed this long before it expires, so that it does not expire on the way."""

_PATH = "/v1/auth/token"


class ServerFacts(msgspec.Struct, frozen=True):
    """The server: its device id, public key (SubjectPublicKeyInfo, base64url) and the areas it speaks for."""

    device: str
    public_key: str
    areas: tuple[str, ...]


class AreaName(msgspec.Struct, frozen=True):
    """An area in the user's scope."""

    code: str
    name: str


class TokenAnswer(msgspec.Struct, frozen=True):
    """What the server answers to a request for a token.

    Attributes:
        expires_in: seconds.
        server_time: unix ms.
        scope: the area prefixes that may be read now; none for a device that was revoked.
        areas: the names of the areas within it.
        actors: who may work with the tablet.
        device: the device id given at enrolment.
    """

    access_token: str
    expires_in: int
    server: ServerFacts
    server_time: int
    scope: tuple[str, ...] = ()
    areas: tuple[AreaName, ...] = ()
    actors: tuple[Person, ...] = ()
    device: str | None = None

    def remit(self, before: Remit | None) -> Remit:
        """Return who works where from now on; people and names that the answer does not give are those of before."""
        names = {one.code: one.name for one in self.areas}
        if before is None:
            return Remit(self.actors, self.scope, names)
        return Remit(self.actors or before.people, self.scope, before.names | names)


def enrol(client: httpx.Client, clock: Clock, *, code: str, public_key: str, label: str) -> TokenAnswer:
    """Enrol with a one-time code; repeated with the same key after a lost answer it gives the same device.

    Raises:
        LineBroken: nobody knows whether it arrived.
        ServerRefused: the code is wrong, used or expired.
    """
    asked = clock.wall()
    request = {"grant": "enrolment", "code": code, "public_key": public_key, "label": label, "time": asked}
    try:
        response = client.post(_PATH, json=request)
    except httpx.RequestError as error:
        raise LineBroken(repr(error)) from error
    return _read(response, clock, asked)


class DeviceAuth(httpx.Auth):
    """Bears an access token, and gets one by an assertion under the tablet's key whenever there is none that holds."""

    def __init__(
        self, device: str, key: ec.EllipticCurvePrivateKey, clock: Clock, heard: Callable[[TokenAnswer], None]
    ) -> None:
        """Sign in as this device; `heard` is told of every token's answer."""
        self._device = device
        self._key = key
        self._clock = clock
        self._heard = heard
        self._token: str | None = None
        self._until = 0

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send the request under a token; one that the server does not accept any more is renewed once."""
        if self._token is None or self._clock.now() >= self._until:
            yield from self._renew(request)
        request.headers["Authorization"] = f"Bearer {self._token}"
        response = yield request
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            yield from self._renew(request)
            request.headers["Authorization"] = f"Bearer {self._token}"
            yield request

    def _renew(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        asked = self._clock.wall()
        response = yield self._token_request(request)
        response.read()
        problem = read_problem(response)
        if problem is not None and problem.server_time is not None:
            self._clock.learn(problem.server_time, asked)
            asked = self._clock.wall()
            response = yield self._token_request(request)
            response.read()
        answer = _read(response, self._clock, asked)
        self._token = answer.access_token
        self._until = self._clock.now() + 1000 * answer.expires_in - _REFRESH_EARLY_MS
        self._heard(answer)

    def _token_request(self, request: httpx.Request) -> httpx.Request:
        now = self._clock.now() // 1000
        claims = {
            "iss": self._device,
            "sub": self._device,
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
            "jti": secrets.token_urlsafe(16),
        }
        assertion = jwt.encode(claims, self._key, algorithm="ES256")
        # Beside the path that was asked for, under whatever the server's address ends with, and as patient.
        base, _, _ = str(request.url).partition("/v1/")
        body = {"grant": "device", "assertion": assertion}
        return httpx.Request("POST", base + _PATH, json=body, extensions=request.extensions)


def _read(response: httpx.Response, clock: Clock, asked: int) -> TokenAnswer:
    check(response, "application/json")
    try:
        answer = msgspec.json.decode(response.content, type=TokenAnswer)
    except msgspec.DecodeError as error:
        raise LineBroken(f"no token: {error}") from error
    clock.learn(answer.server_time, asked)
    return answer

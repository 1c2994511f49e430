"""People and tablets at the API: what they hold, and the bodies that they send."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import httpx
import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from schemas import REGISTRY
from server.identity import assignments, devices, users
from server.identity.users import User
from server.services import Services
from sync import messages, revision
from sync.messages import IdsHeader, IdsRequest, PullHeader, PullRequest, PushAnswer, PushHeader
from sync.outcome import Outcome
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import PrivateKey, seal

VILLAGE, OTHER_VILLAGE = "410822104203", "410822104205"
PASSWORD = "correct horse"

Header = TypeVar("Header", bound=msgspec.Struct)


def new_uuid() -> str:
    drawn = secrets.token_hex(16)
    return f"{drawn[:8]}-{drawn[8:12]}-{drawn[12:16]}-{drawn[16:20]}-{drawn[20:]}"


@dataclass
class Clock:
    """Unix ms; a day in October 2018 at first."""

    now: int = 1_540_000_000_000

    def __call__(self) -> int:
        return self.now


class Body(NamedTuple):
    """What an answer of the protocol holds."""

    header: Any
    lines: list[bytes]


def read(response: httpx.Response, form: type[Header]) -> Body:
    assert response.status_code == 200, response.text
    first, *lines = response.content.rstrip(b"\n").split(b"\n")
    return Body(messages.decode_header(first, form), lines)


@dataclass
class Tablet:
    """An enrolled tablet: its key, its token, and the revisions that it wrote."""

    client: httpx.AsyncClient
    clock: Clock
    actor: str
    device: str
    key: ec.EllipticCurvePrivateKey
    token: str
    written: list[Revision] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def signer(self) -> PrivateKey:
        return PrivateKey(self.device, self.key)

    def write(
        self,
        values: Mapping[str, Any],
        *,
        key: RecordKey | None = None,
        parents: Iterable[RevisionId] = (),
        area: str = VILLAGE,
        time: int | None = None,
    ) -> Revision:
        """Write a revision, of a new household unless a record is named."""
        written = revision.compose(
            area=area,
            key=key or RecordKey("household", new_uuid()),
            schema=REGISTRY.version,
            codes=REGISTRY.codes_version,
            parents=parents,
            set=values,
            time=self.clock() if time is None else time,
            actor=self.actor,
            device=self.device,
            source="visit",
        )
        self.written.append(written)
        return written

    def body(self, revisions: Sequence[Revision], *more: bytes) -> bytes:
        """Return the body of a push of these revisions under this tablet's seal, and of more lines."""
        areas = sorted({one.area for one in revisions})
        seals = [seal(self.signer, area, [r.id for r in revisions if r.area == area], self.clock()) for area in areas]
        return messages.encode_body(PushHeader(1, tuple(seals)), [*(one.body for one in revisions), *more])

    async def send(self, step: str, body: bytes, **headers: str) -> httpx.Response:
        return await self.client.post(f"/v1/sync/{step}", content=body, headers={**self.headers, **headers})

    async def push(self, *revisions: Revision) -> Body:
        return read(await self.send("push", self.body(revisions)), PushAnswer)

    async def outcomes(self, *revisions: Revision) -> list[Outcome]:
        return list((await self.push(*revisions)).header.outcomes)

    async def pull(self, cursors: Mapping[str, tuple[int, str]] | None = None, rows: int | None = None) -> Body:
        asked = PullRequest(1, dict(cursors or {}), rows)
        return read(await self.send("pull", messages.encode_body(asked, ())), PullHeader)

    async def ids(self, area: str, want: Sequence[RevisionId] | None = None) -> Body:
        asked = IdsRequest(1, area, tuple(want) if want is not None else None)
        return read(await self.send("ids", messages.encode_body(asked, ())), IdsHeader)

    def assertion(self, **changed: object) -> str:
        seconds = self.clock() // 1000
        claims = {"iss": self.device, "sub": self.device, "aud": "ruhu", "iat": seconds, "exp": seconds + 240}
        return jwt.encode({**claims, "jti": secrets.token_urlsafe(8), **changed}, self.key, "ES256")


@dataclass
class Office:
    """Appoints people and enrols their tablets."""

    services: Services
    client: httpx.AsyncClient
    new_id: Callable[[], str] = new_uuid

    def appoint(
        self,
        username: str,
        role: str = "collector",
        area: str = VILLAGE,
        *,
        grants: Sequence[str] = (),
        password: str | None = PASSWORD,
    ) -> str:
        """Make a user with a role in an area; return the user's id. A password takes a tenth of a second to hash."""
        user = User(self.new_id(), username, username.title())
        now = self.services.clock()
        with self.services.replica.begin() as (tx, node):
            users.add(tx.connection, user, password, now)
            assignments.assign(tx, node, user.id, role=role, area=area, record=self.new_id(), now=now, grants=grants)
        return user.id

    def code(self, *actors: str, valid_ms: int = 3_600_000) -> str:
        with self.services.replica.begin() as (tx, node):
            return devices.issue_code(
                tx.connection, node.directory, actors, now=self.services.clock(), valid_ms=valid_ms
            ).text

    async def tablet(self, *actors: str) -> Tablet:
        """Enrol a tablet for these people over the API."""
        key = ec.generate_private_key(ec.SECP256R1())
        response = await self.enrol(self.code(*actors), PrivateKey("", key).public_key)
        assert response.status_code == 200, response.text
        answer = response.json()
        clock = self.services.clock
        assert isinstance(clock, Clock)
        return Tablet(self.client, clock, actors[0], answer["device"], key, answer["access_token"])

    async def enrol(self, code: str, public_key: str) -> httpx.Response:
        asked = {"grant": "enrolment", "code": code, "public_key": public_key, "label": "平板", "time": 0}
        return await self.client.post("/v1/auth/token", json=asked)

    async def collector(self, username: str = "anna", area: str = VILLAGE) -> Tablet:
        return await self.tablet(self.appoint(username, area=area))

    async def reader(self, username: str, role: str, area: str, *, grants: Sequence[str] = ()) -> dict[str, str]:
        """Appoint somebody, sign them in, and return the headers that they ask with."""
        self.appoint(username, role, area, grants=grants)
        asked = {"grant": "password", "username": username, "password": PASSWORD}
        answer = (await self.client.post("/v1/auth/token", json=asked)).json()
        return {"Authorization": f"Bearer {answer['access_token']}"}

    def revoke(self, tablet: Tablet) -> None:
        with self.services.replica.begin() as (tx, node):
            device = node.directory.device(tablet.device)
            assert device is not None
            devices.revoke(tx, node, device, self.services.clock())

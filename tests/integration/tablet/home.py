"""A home server in memory behind `httpx.MockTransport`: the protocol over HTTP, with no socket, database or thread.

It is no second server: it says what `sync.serving` says, and signs tablets in the way that the protocol describes. The
whole flow against the real server is in `test_real_server.py`.
"""

import base64
import gzip
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from schemas import REGISTRY
from sync import authoring, messages, serving
from sync.authoring import Author, Draft
from sync.canonical import Json
from sync.directory import Directory
from sync.intake import Node
from sync.messages import IdsRequest, PullRequest, PushHeader
from sync.revision import RecordKey
from sync.seal import PrivateKey
from tests.stores.memory import MemoryStore

if TYPE_CHECKING:
    from sync.intake.node import HouseRules

CITY = "4108"
TOWNSHIP = "410822104"
VILLAGE = "410822104203"
NEIGHBOUR = "410822104204"
NOW = 1_540_000_000_000


class Home:
    """The server. `requests` counts what arrived, by path."""

    def __init__(self) -> None:
        self.name = "city"
        self.now = NOW
        self.store = MemoryStore()
        self.key = PrivateKey("city", ec.generate_private_key(ec.SECP256R1()))
        self.directory = Directory()
        self.directory.take(
            CITY,
            RecordKey("enrolment", "server"),
            {"device": "city", "kind": "server", "public_key": self.key.public_key, "areas": [CITY]},
        )
        self.directory.take(CITY, RecordKey("home", "home"), {"server": "city", "from": 0})
        self.house_rules: HouseRules | None = None
        self.requests: list[str] = []
        self.devices: dict[str, dict[str, Any]] = {}

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    # -------------------------------------------------------------------------------------------- people, devices

    def assign(self, actor: str, area: str, *, start: int = 0, end: int | None = None) -> None:
        values = {"actor": actor, "role": "collector", "from": start, "to": end}
        self.directory.take(area, RecordKey("assignment", f"{actor}/{area}"), values)

    def revoke(self, device: str) -> None:
        self.devices[device]["revoked_at"] = self.now
        self.directory.take(TOWNSHIP, RecordKey("enrolment", device), self.devices[device])

    def restore(self, backup: MemoryStore) -> None:
        self.store = backup.backup()

    def write(self, area: str, key: RecordKey, values: Mapping[str, Json]) -> None:
        """Write a record as the server."""
        with self.store.begin() as tx:
            node, author = Node(REGISTRY, self.directory, self.key), Author(self.name, self.name, self.now)
            authoring.write(tx, node, author, [Draft(area, key, values, "judgement")])

    # ----------------------------------------------------------------------------------------------------- answers

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v1/")
        self.requests.append(path)
        if path == "auth/token":
            return self._token(json.loads(request.content))
        device = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if device not in self.devices:
            return self._problem(401, "token_refused")
        scope = self.directory.scope(device, self.now)
        if path != "sync/push" and self.devices[device].get("revoked_at"):
            return self._problem(403, "device_revoked")
        first, *lines = gzip.decompress(request.content).splitlines()
        asker = serving.Asker(device, scope)
        node = Node(REGISTRY, self.directory, self.key, self.house_rules)
        with self.store.begin() as tx:
            if path == "sync/push":
                header = messages.decode_header(first, PushHeader)
                pushed = serving.push(tx, node, header, lines, carrier=device, now=self.now)
                answer = pushed.answer, pushed.lines
            elif path == "sync/pull":
                header = messages.decode_header(first, PullRequest)
                answer = serving.pull(tx, header, asker, server="city", now=self.now)
            else:
                header = messages.decode_header(first, IdsRequest)
                answer = serving.ids(tx, header, asker, server="city", now=self.now)
        body = messages.encode_body(*answer)
        return httpx.Response(200, content=body, headers={"Content-Type": "application/x-ndjson"})

    def _token(self, asked: dict[str, Any]) -> httpx.Response:
        if asked["grant"] == "enrolment":
            return self._enrol(asked)
        claims = jwt.decode(asked["assertion"], options={"verify_signature": False})
        device = self.devices[claims["iss"]]
        der = base64.urlsafe_b64decode(device["public_key"] + "==")
        try:
            jwt.decode(
                asked["assertion"],
                serialization.load_der_public_key(der),
                ["ES256"],
                audience="ruhu",
                options={"verify_exp": False, "verify_iat": False},
            )
        except jwt.InvalidTokenError:
            return self._problem(401, "assertion_refused")
        if abs(claims["iat"] * 1000 - self.now) > 300_000:
            return self._problem(401, "assertion_out_of_time", server_time=self.now)
        return self._welcome(claims["iss"])

    def _enrol(self, asked: dict[str, Any]) -> httpx.Response:
        """The code is the actors' names, and more behind a `+`; it may be used again by the same key only."""
        device = f"tablet-{asked['code']}"
        known = self.devices.get(device)
        if known is not None and known["public_key"] != asked["public_key"]:
            return self._problem(401, "code_refused")
        self.devices[device] = {
            "device": device,
            "kind": "tablet",
            "public_key": asked["public_key"],
            "actors": asked["code"].partition("+")[0].split(","),
            "valid_from": 0,
        }
        self.directory.take(TOWNSHIP, RecordKey("enrolment", device), self.devices[device])
        return self._welcome(device)

    def _welcome(self, device: str) -> httpx.Response:
        actors = self.devices[device]["actors"]
        scope = list(self.directory.scope(device, self.now))
        return httpx.Response(
            200,
            json={
                "access_token": device,
                "token_type": "Bearer",
                "expires_in": 900,
                "device": device,
                "actors": [
                    {"actor": actor, "username": f"{actor}.01", "name": actor.title(), "role": "collector"}
                    for actor in actors
                ],
                "server": {"device": self.name, "public_key": self.key.public_key, "areas": [CITY]},
                "server_time": self.now,
                "scope": scope,
                "areas": [{"code": area, "name": f"村{area[-3:]}"} for area in scope],
            },
        )

    def _problem(self, status: int, code: str, **facts: object) -> httpx.Response:
        content = json.dumps({"code": code, "title": code, **facts}).encode()
        return httpx.Response(status, headers={"Content-Type": "application/problem+json"}, content=content)


class Wall:
    """A tablet's wall clock: right but for `error` (ms), and moving a little with each look."""

    def __init__(self, home: Home, error: int = 0) -> None:
        self.home = home
        self.error = error

    def __call__(self) -> int:
        self.home.now += 1
        return self.home.now + self.error


def uuids(prefix: int) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        yield f"0190f1a2-{prefix:04x}-7000-8000-{number:012x}"

"""Replicas in memory that speak the real protocol: keys, people, stores, and a line between two of them.

Every message goes over the line as the bytes that HTTP would carry, so that what is tested here is what is sent.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from schemas import REGISTRY
from sync import authoring, messages, serving, verdict
from sync.authoring import Author, Draft
from sync.directory import Directory
from sync.intake import HouseRules, Intake, Node, take_in
from sync.merge import EMPTY, State
from sync.messages import (
    IdsHeader,
    IdsRequest,
    LineSplitter,
    PullHeader,
    PullRequest,
    PushAnswer,
    PushHeader,
)
from sync.outcome import Outcome
from sync.revision import RecordKey, Revision, compose
from sync.seal import PrivateKey, Seal, seal
from sync.session import Session
from sync.storage import Row
from sync.verdict import Verdict
from tests.stores.memory import MemoryStore

CITY, COUNTY, TOWNSHIP, VILLAGE, OTHER_VILLAGE = "4108", "410822", "410822104", "410822104203", "410822104205"
NOW = 1_540_000_000_000
"""A day in October 2018 (unix ms)."""

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256."""


@cache
def key_of(device: str) -> PrivateKey:
    """Return the key of a device: the same one every time, drawn from its name."""
    drawn = int.from_bytes(hashlib.sha256(device.encode()).digest(), "big") % (_ORDER - 1) + 1
    return PrivateKey(device, ec.derive_private_key(drawn, ec.SECP256R1()))


def uuid(number: int) -> str:
    return f"0190f1a2-0000-7000-8000-{number:012x}"


HOUSEHOLD = RecordKey("household", uuid(1))


def revise(
    set_: Mapping[str, Any] | None = None,
    parents: Iterable[Revision] = (),
    *,
    area: str = VILLAGE,
    key: RecordKey = HOUSEHOLD,
    time: int = NOW,
    actor: str = "anna",
    device: str = "tablet",
    deleted: bool | None = None,
    reason: str | None = None,
) -> Revision:
    """Return a revision, with what the test does not care about filled in."""
    return compose(
        area=area,
        key=key,
        schema=1,
        codes=1,
        parents=[one.id for one in parents],
        set=set_ or {},
        time=time,
        actor=actor,
        device=device,
        source="visit",
        deleted=deleted,
        reason=reason,
    )


@dataclass
class People:
    """A directory, with a word for each thing that a test may want to be so."""

    directory: Directory = field(default_factory=Directory)
    _records: int = 0

    def _write(self, area: str, type_: str, values: Mapping[str, Any], record: str | None) -> str:
        self._records += 1
        record = record or uuid(0xD000 + self._records)
        self.directory.take(area, RecordKey(type_, record), values)
        return record

    def server(self, device: str, area: str, **changed: object) -> str:
        values = {"device": device, "kind": "server", "public_key": key_of(device).public_key, "areas": [area]}
        return self._write(area, "enrolment", values | {"valid_from": 0} | changed, None)

    def tablet(
        self, device: str, actors: Sequence[str], area: str = TOWNSHIP, *, record: str | None = None, **changed: object
    ) -> str:
        values = {"device": device, "kind": "tablet", "public_key": key_of(device).public_key, "actors": list(actors)}
        return self._write(area, "enrolment", values | {"valid_from": 0} | changed, record)

    def assign(
        self,
        actor: str,
        area: str,
        role: str = "collector",
        *,
        start: int = 0,
        end: int | None = None,
        record: str | None = None,
        grants: Sequence[str] = (),
    ) -> str:
        values = {"actor": actor, "role": role, "from": start, "to": end, "grants": list(grants)}
        return self._write(area, "assignment", values, record)

    def home(self, server: str, area: str, start: int = 0) -> str:
        return self._write(area, "home", {"server": server, "from": start}, None)


class Server:
    """A replica that is asked: a store, what it decides by, and its key."""

    def __init__(self, name: str, directory: Directory, house_rules: HouseRules | None = None) -> None:
        self.name = name
        self.key = key_of(name)
        self.store = MemoryStore()
        self.node = Node(REGISTRY, directory, self.key, house_rules)
        self.now = NOW

    def asker(self, device: str) -> serving.Asker:
        return serving.Asker(device, self.node.directory.scope(device, self.now))

    def secured(self, area: str, length: int) -> int:
        """Return the number up to which the upstream holds a stream; this server has none."""
        del area
        return length

    def push(self, device: str, body: bytes) -> bytes:
        header, lines = split(body)
        with self.store.begin() as tx:
            pushed = serving.push(
                tx, self.node, messages.decode_header(header, PushHeader), lines, carrier=device, now=self.now
            )
        return messages.encode_body(pushed.answer, pushed.lines)

    def pull(self, device: str, body: bytes) -> bytes:
        request = messages.decode_header(split(body)[0], PullRequest)
        with self.store.begin() as tx:
            answer, lines = serving.pull(
                tx, request, self.asker(device), server=self.name, now=self.now, secured=self.secured
            )
        return messages.encode_body(answer, lines)

    def ids(self, device: str, body: bytes) -> bytes:
        request = messages.decode_header(split(body)[0], IdsRequest)
        with self.store.begin() as tx:
            answer, lines = serving.ids(tx, request, self.asker(device), server=self.name, now=self.now)
        return messages.encode_body(answer, lines)

    def take(self, revisions: Iterable[Revision], *seals: Seal, via: str = "tablet") -> Intake:
        with self.store.begin() as tx:
            return take_in(tx, self.node, revisions, seals, arrival=self.now, via=via)

    def take_sealed(self, *revisions: Revision, by: str = "tablet") -> list[Outcome]:
        """Take in revisions of one area under one device's seal, and return their outcomes in their order."""
        made = seal(key_of(by), revisions[0].area, {one.id for one in revisions}, self.now)
        done = self.take(revisions, made, via=by)
        return [done.outcomes[one.id] for one in revisions]

    def redact(self, judged: Revision) -> Revision:
        """Write the verdict that withdraws a revision's content."""
        said = Verdict(judged.id, redacts=True, reason="at the person's demand")
        written = verdict.write(said, area=judged.area, schema=1, codes=1, time=self.now, by=self.name)
        with self.store.begin() as tx:
            take_in(tx, self.node, [written], (), arrival=self.now, via=None, authored=True)
        return written

    def write(self, actor: str, *drafts: Draft) -> list[Revision]:
        with self.store.begin() as tx:
            return authoring.write(tx, self.node, Author(actor, self.name, self.now), drafts)[0]

    def state(self, area: str = VILLAGE, key: RecordKey = HOUSEHOLD) -> State:
        with self.store.begin() as tx:
            return tx.state(area, key) or EMPTY

    def rows(self, area: str = VILLAGE) -> list[Row]:
        with self.store.begin() as tx:
            return tx.page(area, 0, 1_000_000)


class Line:
    """The line of one device to one server; `sync.session.Peer`."""

    def __init__(self, server: Server, device: str) -> None:
        self.server = server
        self.device = device

    def push(self, header: PushHeader, lines: Sequence[bytes]) -> tuple[PushAnswer, list[bytes]]:
        first, rest = split(self.carry("push", messages.encode_body(header, lines)))
        return messages.decode_header(first, PushAnswer), rest

    def pull(self, request: PullRequest) -> tuple[PullHeader, list[bytes]]:
        first, rest = split(self.carry("pull", messages.encode_body(request, ())))
        return messages.decode_header(first, PullHeader), rest

    def ids(self, request: IdsRequest) -> tuple[IdsHeader, list[bytes]]:
        first, rest = split(self.carry("ids", messages.encode_body(request, ())))
        return messages.decode_header(first, IdsHeader), rest

    def carry(self, what: str, body: bytes) -> bytes:
        """Bring a request to the server and its answer back; tests of bad lines do worse here."""
        asked: bytes = getattr(self.server, what)(self.device, body)
        return asked


class Tablet:
    """A replica that asks: it knows the servers' keys and nothing else of the directory."""

    def __init__(self, name: str, servers: Mapping[str, str], line: Line, peer: str) -> None:
        known = People()
        for server, area in servers.items():
            known.server(server, area)
        self.name = name
        self.key = key_of(name)
        self.store = MemoryStore()
        self.node = Node(REGISTRY, known.directory)
        self.now = NOW
        self._line = line
        self._peer = peer

    def session(self) -> Session:
        return Session(
            self.store.begin, self.node, self.key, peer=self._line, peer_id=self._peer, clock=lambda: self.now
        )

    def write(self, actor: str, *drafts: Draft) -> list[Revision]:
        with self.store.begin() as tx:
            return authoring.write(tx, self.node, Author(actor, self.name, self.now), drafts)[0]


def split(body: bytes) -> tuple[bytes, list[bytes]]:
    """Return a body's header and its other lines."""
    splitter = LineSplitter()
    header, *lines = [*splitter.feed(body), *splitter.end()]
    return header, lines

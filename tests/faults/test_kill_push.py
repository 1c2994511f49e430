"""The server is killed while tablets push: what it acknowledged is there once, and a retry lands once.

Three times on each engine in the suite. For a release, which prints what was counted:
`RUHU_KILLS=100 make test PYTEST_ARGS="tests/faults/test_kill_push.py -s"`.
"""

import itertools
import os
import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.config import Settings
from server.identity import assignments, devices, users
from server.identity.devices import NewDevice
from server.identity.users import User
from server.services import Services, new_uuid, system_clock
from server.store.fsck import check
from sync import digest, messages, revision
from sync.messages import PushAnswer, PushHeader
from sync.outcome import Outcome, Status
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import PrivateKey, seal
from tests.services.ruhu import RuhuProcess

KILLS = int(os.environ.get("RUHU_KILLS", "3"))
VILLAGES = ("410822104203", "410822104205")
TABLETS = 3
BATCH = 40


@dataclass
class Line:
    """How the tablets reach whatever process runs now."""

    address: str = ""
    up: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    flying: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


@dataclass
class Tablet:
    """Pushes batch after batch, each until it is acknowledged."""

    actor: str
    device: str
    key: ec.EllipticCurvePrivateKey
    acknowledged: dict[RevisionId, Outcome] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    failure: BaseException | None = None

    def run(self, line: Line) -> None:
        try:
            with httpx.Client(timeout=30) as client:
                for number in itertools.count():
                    if line.ended.is_set():
                        return
                    self._deliver(client, line, self._batch(number))
        except BaseException as error:  # noqa: BLE001 -- told by the test's own thread
            self.failure = error

    def _batch(self, number: int) -> list[Revision]:
        """Write records in two villages, each edited once more, some with a wrong value."""
        written: list[Revision] = []
        for place in range(BATCH // 2):
            area = VILLAGES[place % 2]
            key = RecordKey("household", new_uuid())
            phone = "13912345678" if place % 5 else "123"
            written.append(self._revise(area, key, {"household_no": f"{number}-{place}", "hamlet": "东头"}, ()))
            written.append(self._revise(area, key, {"hamlet": "西头" * 50, "phone": phone}, (written[-1].id,)))
        return written

    def _revise(self, area: str, key: RecordKey, values: dict[str, str], parents: tuple[RevisionId, ...]) -> Revision:
        return revision.compose(
            area=area, key=key, schema=1, codes=1, parents=parents, set=values, time=system_clock(),
            actor=self.actor, device=self.device, source="visit",
        )  # fmt: skip

    def _deliver(self, client: httpx.Client, line: Line, batch: list[Revision]) -> None:
        signer = PrivateKey(self.device, self.key)
        seals = [seal(signer, area, [r.id for r in batch if r.area == area], system_clock()) for area in VILLAGES]
        body = messages.encode_body(PushHeader(1, tuple(seals)), [one.body for one in batch])
        while True:
            line.up.wait()
            try:
                token = self._token(client, line.address)
                line.flying.release()
                response = client.post(
                    f"{line.address}/v1/sync/push", content=body, headers={"Authorization": f"Bearer {token}"}
                )
            except httpx.TransportError:
                self.counted["lines cut"] += 1
                time.sleep(0.02)
                continue
            assert response.status_code == 200, response.text
            answer = messages.decode_header(response.content.split(b"\n")[0], PushAnswer)
            break
        known = sum(one.known for one in answer.outcomes)
        assert known in {0, len(batch)}, "a batch is there as a whole or not at all"
        self.counted["batches"] += 1
        self.counted["answers lost"] += known > 0
        self.acknowledged |= {one.id: one for one in answer.outcomes}

    def _token(self, client: httpx.Client, address: str) -> str:
        now = system_clock() // 1000
        claims = {"iss": self.device, "sub": self.device, "aud": "ruhu", "iat": now, "exp": now + 240}
        assertion = jwt.encode({**claims, "jti": secrets.token_hex(8)}, self.key, "ES256")
        response = client.post(f"{address}/v1/auth/token", json={"grant": "device", "assertion": assertion})
        assert response.status_code == 200, response.text
        return response.json()["access_token"]


@pytest.fixture
def services(database_url: str, tmp_path: Path) -> Iterator[Services]:
    """The server's data, for setting it up before and looking at it afterwards."""
    opened = Services.open(Settings(data_dir=tmp_path / "data", database_url=database_url))
    opened.install()
    yield opened
    opened.close()


def enrol(services: Services, name: str) -> Tablet:
    key, now, user = ec.generate_private_key(ec.SECP256R1()), services.clock(), new_uuid()
    with services.replica.begin() as (tx, node):
        users.add(tx.connection, User(user, name, name), "correct horse", now)
        for area in VILLAGES:
            assignments.assign(tx, node, user, role="collector", area=area, record=new_uuid(), now=now)
    with services.replica.begin() as (tx, node):
        code = devices.issue_code(tx.connection, node.directory, [user], now=now, valid_ms=60_000)
        new = NewDevice(PrivateKey("", key).public_key, name)
        return Tablet(user, devices.enrol(tx, node, code.text, new, device=new_uuid(), now=now), key)


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_kill(services: Services):
    chance = random.Random(KILLS)
    tablets = [enrol(services, f"tablet{number}") for number in range(TABLETS)]
    services.engine.dispose()
    line = Line()
    threads = [threading.Thread(target=one.run, args=(line,)) for one in tablets]
    for thread in threads:
        thread.start()
    for _ in range(KILLS):
        server = RuhuProcess(services.settings)
        line.address = server.address
        line.up.set()
        for _ in range(chance.randrange(1, 12)):
            line.flying.acquire(timeout=60)
        time.sleep(chance.uniform(0, 0.15))  # anywhere between two requests
        line.up.clear()
        server.kill()
    server = RuhuProcess(services.settings)
    line.ended.set()
    line.address = server.address
    line.up.set()
    for thread in threads:
        thread.join()
    server.stop()

    for one in tablets:
        if one.failure is not None:
            raise one.failure
    check_that_it_is_all_there(services, tablets)


def check_that_it_is_all_there(services: Services, tablets: list[Tablet]) -> None:
    acknowledged = {one: outcome for tablet in tablets for one, outcome in tablet.acknowledged.items()}
    with services.replica.reading() as (tx, node):
        rows = {area: tx.page(area, 0, 1_000_000) for area in tx.areas()}
        findings = list(check(services.replica.store, node.directory))
    held = Counter(row.id for of_area in rows.values() for row in of_area)
    numbers = {row.id: row.number for of_area in rows.values() for row in of_area}
    pushed = [row.id for of_area in rows.values() for row in of_area if row.type == "household"]

    assert findings == []
    assert max(held.values()) == 1
    assert acknowledged.keys() == set(pushed), "nothing acknowledged is missing, and nothing else is there"
    assert all(outcome.number == numbers[one] for one, outcome in acknowledged.items())
    assert {outcome.status for outcome in acknowledged.values()} == {Status.ACCEPTED, Status.VOID}
    for of_area in rows.values():
        assert [row.number for row in of_area] == list(range(1, len(of_area) + 1))
        assert digest.running(digest.EMPTY, [row.id for row in of_area]) == [row.digest for row in of_area]

    counted = sum((tablet.counted for tablet in tablets), Counter[str]())
    print(f"\n{KILLS} kills: {dict(counted)}, {len(acknowledged)} revisions acknowledged")

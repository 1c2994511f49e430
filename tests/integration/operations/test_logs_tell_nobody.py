"""A running server is told names and identity numbers in every way there is, and its log has none of them."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from client_stub import transport
from client_stub.editing import Edit, Occasion
from client_stub.environment import Environment
from client_stub.retry import Patience
from client_stub.tablet import Tablet
from server.config import Settings
from server.identity import assignments, devices, users
from server.identity.users import User
from server.services import Services, new_uuid
from sync.errors import SyncError
from sync.revision import RecordKey
from tests.services.ruhu import RuhuProcess

VILLAGE = "410822104203"
NAME, USERNAME, PASSWORD = "欧阳锋华", "ouyang.fenghua", "hunter2 hunter2"
NUMBER, PHONE, PLACE = "410822197003152019", "13987654321", "桃花岛东头"
SECRETS = (NAME, USERNAME, PASSWORD, NUMBER, PHONE, PLACE)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def code(settings: Settings) -> str:
    """The code for a tablet of somebody who can sign in."""
    services = Services.open(settings)
    services.install()
    user, now = new_uuid(), services.clock()
    with services.replica.begin() as (tx, node):
        users.add(tx.connection, User(user, USERNAME, NAME), PASSWORD, now)
        assignments.assign(tx, node, user, role="collector", area=VILLAGE, record=new_uuid(), now=now)
    with services.replica.begin() as (tx, node):
        issued = devices.issue_code(tx.connection, node.directory, [user], now=now, valid_ms=3_600_000)
    services.close()
    return issued.text


@pytest.fixture
def server(settings: Settings, code: str) -> Iterator[RuhuProcess]:  # noqa: ARG001 -- installed first
    running = RuhuProcess(settings)
    yield running
    running.stop()


@pytest.fixture
def tablet(server: RuhuProcess, code: str, tmp_path: Path) -> Iterator[Tablet]:
    environment = Environment(connect=lambda _url: transport.connect(server.address), patience=Patience(1))
    made = Tablet(tmp_path / "tablet", environment)
    made.enrol(server.address, code, label=NAME)
    yield made
    made.close()


def visit(tablet: Tablet) -> None:
    """Record a family, with values right and wrong."""
    household, member = (RecordKey(kind, new_uuid()) for kind in ("household", "member"))
    edits = [
        Edit(VILLAGE, household, {"household_no": "1", "hamlet": PLACE, "phone": PHONE}),
        Edit(VILLAGE, member, {"household": household.record, "name": NAME, "id_number": NUMBER}),
        Edit(VILLAGE, household, {"phone": f"{PHONE}{NAME}"}),
    ]
    tablet.edit(edits, Occasion("visit", reason=f"{NAME}说的"), force=True)


def ask_badly(client: httpx.Client) -> None:
    """Ask in ways that are refused, each with a name or a number somewhere."""
    tokens = "/v1/auth/token"
    client.post(tokens, json={"grant": "password", "username": USERNAME, "password": PASSWORD[:-1]})
    client.post(tokens, json={"grant": "password", "username": NAME, "password": {"of": NUMBER}})
    client.post(tokens, json={"grant": "device", "assertion": NUMBER})
    client.post(tokens, content=f'{{"grant": "{NAME}", {NUMBER}'.encode())
    client.get(f"/v1/records/{VILLAGE}/member/{NUMBER}", params={"name": NAME})
    client.get(f"/{NAME}/{NUMBER}", headers={"Authorization": f"Bearer {NUMBER}", "User-Agent": USERNAME})
    client.post("/v1/sync/push", content=NAME.encode(), headers={"Content-Encoding": "gzip"})
    client.request(NUMBER, "/healthz")


def signed_in(client: httpx.Client) -> dict[str, str]:
    asked = {"grant": "password", "username": USERNAME, "password": PASSWORD}
    answer = client.post("/v1/auth/token", json=asked)
    assert answer.status_code == 200
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.mark.slow
def test_a_log_tells_nobody(server: RuhuProcess, settings: Settings, tablet: Tablet):
    visit(tablet)
    assert tablet.sync().complete
    with httpx.Client(base_url=server.address) as client:
        ask_badly(client)
        client.get(f"/v1/records/{VILLAGE}/member/x", params={"at": NAME}, headers=signed_in(client))
        with sqlite3.connect(settings.data_dir / "ruhu.db") as database:
            database.execute("ALTER TABLE record RENAME TO gone")
        database.close()
        visit(tablet)
        with pytest.raises(SyncError):  # the server fails in the middle of a push
            tablet.sync()
        assert client.get("/readyz").status_code == 200
    said = (settings.data_dir / "server.log").read_text(encoding="utf-8")
    events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert {"request", "pushed", "request_failed", "verified"} <= {one["event"] for one in events}
    failed = next(one for one in events if one["event"] == "request_failed")
    assert "sqlite" in failed["error"][-1]["type"]
    for secret in SECRETS:
        assert secret not in said
        assert json.dumps(secret)[1:-1] not in said

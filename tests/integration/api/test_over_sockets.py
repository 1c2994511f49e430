"""The server as it is run: a process of its own, asked over sockets, by whoever means well or ill."""

import contextlib
import gzip
import json
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from server.config import Settings
from server.identity import assignments, devices, users
from server.identity.users import User
from server.services import Services, new_uuid, system_clock
from sync import messages, revision
from sync.messages import PushAnswer, PushHeader
from sync.outcome import Status
from sync.revision import RecordKey
from sync.seal import PrivateKey, seal
from tests.integration.api.people import VILLAGE
from tests.services.ruhu import RuhuProcess


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("server") / "data")


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """The address of a server that found an empty folder."""
    settings.data_dir.mkdir()
    server = RuhuProcess(settings)
    yield server.address
    server.stop()


@pytest.fixture(scope="module")
def tablet(settings: Settings, address: str) -> tuple[str, PrivateKey, str]:
    """Enrolled while the server runs, by another process: the actor, the signer, the token."""
    services = Services.open(settings)
    actor, now = new_uuid(), services.clock()
    with services.replica.begin() as (tx, node):
        users.add(tx.connection, User(actor, "anna", "Anna"), "correct horse", now)
        assignments.assign(tx, node, actor, role="collector", area=VILLAGE, record=new_uuid(), now=now)
    with services.replica.begin() as (tx, node):
        code = devices.issue_code(tx.connection, node.directory, [actor], now=now, valid_ms=60_000)
    services.close()
    key = ec.generate_private_key(ec.SECP256R1())
    asked = {"grant": "enrolment", "code": code.text, "public_key": PrivateKey("", key).public_key, "time": now}
    answer = httpx.post(f"{address}/v1/auth/token", json=asked).json()
    return actor, PrivateKey(answer["device"], key), answer["access_token"]


def test_a_fresh_folder_is_installed_and_said_to_be(settings: Settings, address: str):
    said = (settings.data_dir / "server.log").read_text()
    assert "已初始化" in said
    assert address in said


def test_a_push_over_a_socket(address: str, tablet: tuple[str, PrivateKey, str]):
    actor, signer, token = tablet
    written = revision.compose(
        area=VILLAGE, key=RecordKey("household", new_uuid()), schema=1, codes=1, parents=(),
        set={"household_no": "1"}, time=system_clock(), actor=actor, device=signer.device, source="visit",
    )  # fmt: skip
    header = PushHeader(1, (seal(signer, VILLAGE, [written.id], system_clock()),))
    body = gzip.compress(messages.encode_body(header, [written.body]))
    headers = {"Authorization": f"Bearer {token}", "Content-Encoding": "gzip"}
    response = httpx.post(f"{address}/v1/sync/push", content=body, headers=headers)
    answer = messages.decode_header(response.content.split(b"\n")[0], PushAnswer)
    assert [one.status for one in answer.outcomes] == [Status.ACCEPTED]


def spoken(address: str, *parts: bytes) -> bytes:
    """Say this to the server, as far as it listens, and return what it answers before it hangs up."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        with contextlib.suppress(ConnectionError):
            for part in parts:
                line.sendall(part)
        answer = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while piece := line.recv(65536):
                answer += piece
                if b"\r\n\r\n" in answer and answer.endswith(b"}"):
                    break
        return answer


def test_a_body_that_is_refused_early_is_answered_while_it_still_comes(
    address: str, tablet: tuple[str, PrivateKey, str]
):
    _, _, token = tablet
    head = (
        f"POST /v1/sync/push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    began = time.monotonic()
    answer = spoken(address, head.encode(), *[chunk] * 1600)  # a header line of 100 MiB
    assert time.monotonic() - began < 10
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "too_large"


@pytest.mark.parametrize(
    "parts",
    [
        [b"GET / HTTP/1.1\r\nX: ", *[b"x" * 0x10000] * 160],
        [b"GET /", *[b"x" * 0x10000] * 160],
        [b"GET / HTTP/1.1\r\n", *[b"X: x\r\n" * 0x4000] * 160],
        [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(1000)],
    ],
    ids=["an endless HTTP header", "an endless address", "endless HTTP headers", "TLS"],
)
def test_what_is_no_request_does_not_hurt(address: str, parts: list[bytes]):
    answer = spoken(address, *parts)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 4")
    assert httpx.get(f"{address}/healthz").is_success


@pytest.mark.usefixtures("tablet")
def test_the_log_is_json_and_tells_no_names(settings: Settings, address: str):
    httpx.post(f"{address}/v1/auth/token", json={"grant": "password", "username": "anna", "password": "wrong horse"})
    said = (settings.data_dir / "server.log").read_text()
    events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert {"request", "device_enrolled"} <= {event["event"] for event in events}
    assert "wrong horse" not in said
    assert "anna" not in said.lower()

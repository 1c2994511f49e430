"""The examples in the API's own documentation are real: recorded from this server, and still what it says.

After a change that is meant: `python -m tests.integration.api.test_examples` writes them anew.
"""

import asyncio
import base64
import hashlib
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from server.api import openapi
from server.api.openapi import EXAMPLES
from server.app import create_app
from server.config import Settings
from server.identity.keys import KEY_FILE, SECRET_FILE
from server.services import Services
from server.store.areas import save_areas
from sync import messages, revision
from sync.messages import IdsRequest, PullRequest, PushHeader
from sync.revision import RecordKey
from sync.seal import PrivateKey
from tests.integration.api.administration_examples import CODE, record_administration, steady
from tests.integration.api.desk_examples import record_desk
from tests.integration.api.event_examples import record_event
from tests.integration.api.people import PASSWORD, VILLAGE, Clock, Office, Tablet
from tests.integration.api.reading_examples import record_reading

FILE = Path(openapi.__file__).with_name("examples.json")

HOUSEHOLD = RecordKey("household", "0166858f-9a00-7000-8000-000000000001")

HOUSEHOLD_2 = "0166858f-9a00-7000-8000-000000000002"

UUIDS = "0166858f-8c00-7000-8000-{:012x}"


class _Counter:
    """UUIDs one after the other."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> str:
        self._last += 1
        return UUIDS.format(self._last)


def key_of(name: str) -> ec.EllipticCurvePrivateKey:
    """Return the same key for the same name."""
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(name.encode()).digest()[:31], "big"), ec.SECP256R1())


@asynccontextmanager
async def office() -> AsyncIterator[Office]:
    """A server whose keys, clock and ids are always the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        encoding = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / KEY_FILE).write_bytes(key_of("server").private_bytes(*encoding))
        (folder / SECRET_FILE).write_bytes(bytes(32))
        services = Services.open(Settings(data_dir=folder, verification=False), clock=Clock(), new_id=_Counter())
        services.install()
        with services.replica.begin() as (tx, _):
            save_areas(
                tx.connection, [{"code": VILLAGE, "name": "冯河村村委会", "level": "village", "parent": VILLAGE[:9]}]
            )
        transport = httpx.ASGITransport(create_app(services))
        async with httpx.AsyncClient(transport=transport, base_url="http://ruhu") as client:
            yield Office(services, client, services.new_id)
        services.close()


async def tablet(at: Office, name: str) -> tuple[Tablet, dict[str, Any]]:
    """Enrol a tablet, and return it with the example of that."""
    key = key_of(name)
    actor = at.appoint(name)
    request = {
        "grant": "enrolment",
        "code": at.code(actor),
        "public_key": PrivateKey("", key).public_key,
        "label": "平板 1",
        "time": at.services.clock(),
    }
    answer = (await at.client.post("/v1/auth/token", json=request)).json()
    clock = at.services.clock
    assert isinstance(clock, Clock)
    made = Tablet(at.client, clock, actor, answer["device"], key, answer["access_token"])
    return made, {"request": request | {"code": CODE}, "response": answer}


def assertion(of: Tablet) -> str:
    """Sign an assertion as `jwt.encode` would, but the same each time."""
    seconds = of.clock() // 1000
    claims = {"iss": of.device, "sub": of.device, "aud": "ruhu", "iat": seconds, "exp": seconds + 240, "jti": "1"}
    signed = b".".join(_base64(msgspec.json.encode(part)) for part in ({"alg": "ES256", "typ": "JWT"}, claims))
    return b".".join([signed, _base64(of.signer.sign(signed))]).decode()


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


async def record() -> dict[str, Any]:
    """Return an example of every request and answer."""
    async with office() as at:
        anna, enrolment = await tablet(at, "zhang.wei")
        bo, _ = await tablet(at, "li.na")
        examples: dict[str, Any] = {"enrolment": enrolment}

        async def ask_for_token(grant: str, **asked: str) -> None:
            request = {"grant": grant, **asked}
            answer = (await at.client.post("/v1/auth/token", json=request)).json()
            examples[grant] = {"request": request, "response": answer}

        async def speak(step: str, of: Tablet, body: bytes) -> None:
            answer = await of.send(step, body)
            examples[step] = {"request": body.decode(), "response": answer.text}

        async def get(name: str, path: str) -> None:
            examples[name] = {"response": (await at.client.get(path, headers=anna.headers)).json()}

        async def post(name: str, path: str, request: dict[str, Any], headers: dict[str, str]) -> None:
            answer = await at.client.post(path, json=request, headers=headers)
            examples[name] = {"request": request, "response": answer.json()}

        await ask_for_token("password", username="zhang.wei", password=PASSWORD)
        await ask_for_token("device", assertion=assertion(anna))
        written = anna.write(
            {"household_no": "4108220001", "hamlet": "东头", "phone": "1391234567", "village_code": VILLAGE},
            key=HOUSEHOLD,
        )
        await speak("push", anna, anna.body([written]))
        await speak("pull", bo, messages.encode_body(PullRequest(1, {}, rows=2), ()))
        await speak("ids", bo, messages.encode_body(IdsRequest(1, VILLAGE), ()))
        path = f"/v1/records/{VILLAGE}/{HOUSEHOLD.type}/{HOUSEHOLD.record}"
        await get("record", path)
        await get("history", f"{path}/history")
        await get("heads", "/v1/sync/heads")
        await get("healthz", "/healthz")
        await get("readyz", "/readyz")
        examples["readyz"]["response"]["disk"] = "ok"  # on whatever machine it is recorded
        at.revoke(bo)
        late = bo.write({"household_no": "4108220002", "hamlet": "西头"}, key=RecordKey("household", HOUSEHOLD_2))
        await bo.outcomes(late)
        officer = await at.reader("chen.jie", "township", VILLAGE[:9])
        examples["quarantine"] = {"response": (await at.client.get("/v1/quarantine", headers=officer)).json()}
        asked = {"area": VILLAGE, "revisions": [late.id], "reason": "平板已找回，电话核实"}
        await post("release", "/v1/quarantine/release", asked, officer)
        examples |= await record_reading(at, anna)
        examples |= await record_administration(at, bo)
        examples |= await record_desk(at)
        return steady(examples | await record_event(at))


async def test_the_examples_are_what_the_server_says():
    assert await record() == EXAMPLES


async def test_every_endpoint_and_every_answer_is_documented_with_an_example():
    async with office() as at:
        document = (await at.client.get("/openapi.json")).json()
    for path, endpoints in document["paths"].items():
        for endpoint in endpoints.values():
            bodies = [answer for status, answer in endpoint["responses"].items()]
            bodies += [endpoint["requestBody"]] if "requestBody" in endpoint else []
            for body in bodies:
                for content in body["content"].values():
                    assert content["examples"], path
            assert "422" not in endpoint["responses"] or "Problem" in str(endpoint["responses"]["422"])
            assert endpoint["description"]
            public = path in {"/healthz", "/readyz", "/v1/auth/token", "/v1/auth/sign-out", "/v1/auth/password-reset"}
            assert ("security" in endpoint) is not public, path


async def test_the_page_shows_every_endpoint_and_loads_nothing_from_elsewhere():
    async with office() as at:
        page = (await at.client.get("/docs")).text
    for path in ("/v1/sync/push", "/v1/records/{area}/{record_type}/{record}/history", "/v1/auth/token", "/healthz"):
        assert path in page
    assert "HXTX-B5R7-Q2DE" in page
    assert "src=" not in page
    assert "<link" not in page
    assert "http" not in page.partition("<h2>")[0]


async def test_every_reference_leads_somewhere():
    async with office() as at:
        document = (await at.client.get("/openapi.json")).json()
    for reference in references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


async def test_the_examples_fit_their_schemas():
    async with office() as at:
        document = (await at.client.get("/openapi.json")).json()
    for endpoint in (one for path in document["paths"].values() for one in path.values()):
        for body in (endpoint.get("requestBody", {}), *endpoint["responses"].values()):
            for content in body.get("content", {}).values():
                schema = content["schema"]
                for example in content["examples"].values():
                    value = example["value"]
                    if "x-first-line" in schema:
                        schema, value = schema["x-first-line"], json.loads(value.split("\n")[0])
                    jsonschema.validate(value, {**schema, "components": document["components"]})


@pytest.mark.parametrize(
    ("name", "side", "form"),
    [
        ("push", "request", PushHeader),
        ("push", "response", messages.PushAnswer),
        ("pull", "request", PullRequest),
        ("pull", "response", messages.PullHeader),
        ("ids", "request", IdsRequest),
        ("ids", "response", messages.IdsHeader),
    ],
)
def test_a_client_can_read_the_examples(name: str, side: str, form: type[msgspec.Struct]):
    first, *lines = EXAMPLES[name][side].encode().rstrip(b"\n").split(b"\n")
    messages.decode_header(first, form)
    for line in lines:
        messages.decode_line(line)


def test_the_seal_in_the_example_holds():
    first, line, _ = EXAMPLES["push"]["request"].encode().split(b"\n")
    (seal,) = messages.decode_header(first, PushHeader).seals
    assert seal.ids == (revision.parse(line).id,)
    assert seal.holds_under(EXAMPLES["enrolment"]["request"]["public_key"])


def references(part: object) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [one for value in part.values() for one in references(value)]
    return [one for value in part for one in references(value)] if isinstance(part, list) else []


if __name__ == "__main__":
    FILE.write_text(json.dumps(asyncio.run(record()), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

"""`/metrics`: what it counts, for whom, and that it names nobody."""

import re

import httpx
from pydantic import SecretStr

from server.app import create_app
from server.services import Services
from server.verification.catalogue import CATALOGUE
from server.verification.policy import load_policy
from server.verification.worker import drain
from tests.integration.api.people import VILLAGE, Office


def caller(services: Services, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(create_app(services), client=(address, 1234))
    return httpx.AsyncClient(transport=transport, base_url="http://ruhu")


async def measured(client: httpx.AsyncClient) -> dict[str, float]:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    samples = re.findall(r"^(ruhu_\S+(?:\{[^}]*\})?) (\S+)$", answer.text, re.MULTILINE)
    return {name: float(value) for name, value in samples}


async def test_pushes_are_counted_by_outcome_and_requests_by_route(office: Office):
    anna = await office.collector()
    good, bad = anna.write({"household_no": "1"}), anna.write({"phone": "139"})
    await anna.push(good, bad)
    await anna.push(good)
    await office.client.get("/nowhere/410822199001011239")
    found = await measured(office.client)
    assert found['ruhu_pushed_revisions_total{outcome="accepted"}'] == 1
    assert found['ruhu_pushed_revisions_total{outcome="void"}'] == 1
    assert found['ruhu_pushed_revisions_total{outcome="known"}'] == 1
    assert found['ruhu_requests_total{method="POST",route="/v1/sync/push",status="200"}'] == 2
    assert found['ruhu_requests_total{method="none",route="none",status="404"}'] == 1
    assert found['ruhu_request_seconds_count{method="POST",route="/v1/sync/push"}'] == 2


async def test_the_store_is_read_when_it_is_asked_for(office: Office, services: Services):
    anna = await office.collector()
    first, second = anna.write({"household_no": "1"}), anna.write({"household_no": "2"})
    late = anna.write({"household_no": "3"}, key=second.key, parents=[second.id])
    await anna.push(first, late)
    services.clock.now += 7_000  # pyright: ignore[reportAttributeAccessIssue]
    found = await measured(office.client)
    assert found['ruhu_waiting_revisions{status="parked"}'] == 1
    assert found['ruhu_waiting_revisions{status="quarantined"}'] == 0
    assert found['ruhu_queue_households{state="due"}'] == 1
    assert found["ruhu_streams"] == 3  # the city's, the township's, the village's
    assert found["ruhu_revisions_total"] > 3
    assert found["ruhu_database_bytes"] > 10_000
    assert ("ruhu_wal_bytes" in found) is (services.engine.dialect.name == "sqlite")
    drain(
        services.replica, load_policy(needed={one for rule in CATALOGUE for one in rule.parameters}), services.clock()
    )
    assert (await measured(office.client))['ruhu_queue_households{state="due"}'] == 0


async def test_figures_name_no_people_and_no_places(office: Office):
    anna = await office.collector()
    await anna.push(anna.write({"household_no": "1", "hamlet": "东头"}))
    text = (await office.client.get("/metrics")).text
    for told in (VILLAGE, "410822", "东头", anna.device, anna.actor, "anna"):
        assert told not in text


async def test_without_a_token_only_this_machine_reads_them(services: Services):
    async with caller(services, "10.1.2.3") as elsewhere, caller(services, "::1") as here:
        assert (await elsewhere.get("/metrics")).status_code == 401
        assert (await here.get("/metrics")).status_code == 200


async def test_with_a_token_whoever_has_it_reads_them(services: Services):
    settings = services.settings.model_copy(update={"metrics_token": SecretStr("geheim")})
    async with caller(services._replace(settings=settings), "10.1.2.3") as elsewhere:
        for given, status in (("geheim", 200), ("falsch", 401), ("géheim", 401)):
            headers = {"Authorization": f"Bearer {given}".encode()}
            assert (await elsewhere.get("/metrics", headers=headers)).status_code == status
        assert (await elsewhere.get("/metrics")).status_code == 401


async def test_two_apps_of_a_process_measure_by_themselves(services: Services):
    async with caller(services, "127.0.0.1") as one, caller(services, "127.0.0.1") as other:
        await one.get("/healthz")
        name = 'ruhu_requests_total{method="GET",route="/healthz",status="200"}'
        assert (await measured(one))[name] == 1
        assert name not in await measured(other)

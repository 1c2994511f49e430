"""The bound on requests: a client that runs wild is stopped, five hundred tablets behind one address are not."""

from collections.abc import AsyncIterator

import httpx
import pytest

from server.api.rate_limit import AN_ADDRESS_HAS
from server.app import create_app
from server.identity.tokens import Caller
from server.services import Services

TABLETS = 500


@pytest.fixture
async def line(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    few = services.settings.model_copy(update={"requests_per_minute": 5})
    transport = httpx.ASGITransport(create_app(services._replace(settings=few)))
    async with httpx.AsyncClient(transport=transport, base_url="http://ruhu") as opened:
        yield opened


def token(services: Services, device: str) -> dict[str, str]:
    issued = services.tokens.issue(Caller("device", device), services.clock())
    return {"Authorization": f"Bearer {issued}"}


async def test_who_asks_too_often_is_told_when_to_ask_again(line: httpx.AsyncClient, services: Services):
    wild, calm = token(services, "wild"), token(services, "calm")
    answers = [await line.get("/v1/sync/heads", headers=wild) for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    refused = answers[-1]
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert (await line.get("/v1/sync/heads", headers=calm)).status_code == 200


async def test_without_a_good_token_the_address_counts(line: httpx.AsyncClient):
    forged = [await line.get("/v1/sync/heads", headers={"Authorization": f"Bearer x{at}"}) for at in range(26)]
    assert [one.status_code for one in forged] == [401] * 25 + [429]
    assert (await line.get("/healthz")).status_code == 429


async def test_a_night_of_tablets_behind_one_address_stays_below(line: httpx.AsyncClient, services: Services):
    for tablet in range(20):
        for _ in range(3):
            assert (await line.get("/v1/sync/heads", headers=token(services, f"t{tablet}"))).status_code == 200
    each = services.settings.requests_per_minute
    assert AN_ADDRESS_HAS * each > 2 * TABLETS, "an assertion that is out of time is signed anew"
    assert each > 10 * 60, "ten exchanges a second are more than a fast line does"

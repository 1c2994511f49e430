"""A server on each database, with people of all levels in two villages."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from server.app import create_app
from server.config import Settings
from server.services import Services
from tests.integration.api.people import Clock, Office


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Services]:
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url, verification=False)
    opened = Services.open(settings, clock=clock)
    opened.install()
    yield opened
    opened.close()


@pytest.fixture
async def client(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://ruhu") as opened:
        yield opened


@pytest.fixture
def office(services: Services, client: httpx.AsyncClient) -> Office:
    return Office(services, client)

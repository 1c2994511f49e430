"""A server on both engines, with the programs that back it up, and an office that enrols tablets over the API."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from server.app import create_app
from server.config import Settings
from server.services import Services
from tests.integration.api.people import Clock, Office
from tests.services.postgres import client_programs


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Services]:
    settings = Settings(
        data_dir=tmp_path / "data", database_url=database_url, verification=False, pg_bin=client_programs()
    )
    opened = Services.open(settings, clock=clock)
    opened.install()
    yield opened
    opened.close()


@pytest.fixture
async def office(services: Services) -> AsyncIterator[Office]:
    transport = httpx.ASGITransport(create_app(services))
    async with httpx.AsyncClient(transport=transport, base_url="http://ruhu") as client:
        yield Office(services, client)

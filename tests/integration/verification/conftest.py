"""A server on each database, and a village of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Settings
from server.services import Services
from tests.integration.verification.village import TOWNSHIP, Clock, Village


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def services(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Services]:
    opened = Services.open(Settings(data_dir=tmp_path / "data", database_url=database_url), clock=clock)
    opened.install()
    yield opened
    opened.close()


@pytest.fixture
def village(services: Services, clock: Clock) -> Village:
    opened = Village(services, clock)
    opened.assign("anna", "collector")
    opened.assign("bo", "township", TOWNSHIP)
    return opened

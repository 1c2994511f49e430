"""A server on each database, with the people of all levels and one household surveyed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Settings
from server.services import Services
from tests.integration.review.scene import SURVEY, Scene
from tests.integration.verification.village import Clock, Tablet


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
def scene(services: Services, clock: Clock) -> Scene:
    return Scene(services, clock)


@pytest.fixture
def tablet(scene: Scene) -> Tablet:
    """Anna's and Bo's, on which Anna has surveyed the household."""
    shared = Tablet(scene, "tablet", ["anna", "bo", "hu"])
    shared.write("anna", *SURVEY)
    shared.sync()
    return shared

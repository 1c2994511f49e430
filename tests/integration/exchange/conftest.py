"""Two offices, each on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.exchange.office import Office
from tests.integration.verification.village import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """An office on each engine in turn."""
    opened = Office(tmp_path / "office", database_url, clock)
    yield opened
    opened.services.close()


@pytest.fixture
def other_office(request: pytest.FixtureRequest, database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """Another one on the same engine, that has nothing yet."""
    url = f"sqlite:///{tmp_path / 'other.db'}"
    if database_url.startswith("postgresql"):
        url = request.getfixturevalue("postgres_server").create_database()
    opened = Office(tmp_path / "other", url, clock)
    yield opened
    opened.services.close()

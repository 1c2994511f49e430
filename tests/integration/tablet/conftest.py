"""A home in memory, and tablets of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from client_stub.environment import Environment
from client_stub.retry import Patience
from client_stub.tablet import Tablet
from tests.integration.tablet.home import VILLAGE, Home, Wall, uuids

NewTablet = Callable[..., Tablet]


@pytest.fixture
def home() -> Home:
    return Home()


@pytest.fixture
def new_tablet(home: Home, tmp_path: Path) -> Iterator[NewTablet]:
    """Make an enrolled tablet for an actor: `new_tablet("anna", error=…, transport=…, attempts=…)`."""
    tablets: list[Tablet] = []

    def make(
        actor: str,
        *,
        area: str | None = VILLAGE,
        error: int = 0,
        transport: httpx.BaseTransport | None = None,
        attempts: int = 1,
    ) -> Tablet:
        if area is not None:
            home.assign(actor, area)
        ids = uuids(len(tablets))
        environment = Environment(
            wall=Wall(home, error),
            new_id=lambda: next(ids),
            connect=lambda url: httpx.Client(base_url=url, transport=transport or home.transport),
            sleep=lambda _: None,
            random=lambda: 0.5,
            patience=Patience(attempts),
        )
        tablet = Tablet(tmp_path / actor, environment)
        if not tablet.enrolled:
            tablet.enrol("http://home", actor)
        tablets.append(tablet)
        return tablet

    yield make
    for tablet in tablets:
        tablet.close()

"""Liveness and readiness: what keeps the server from its work, and what does not."""

import pytest
from alembic import command

from server.operations.limits import DISK_FULL, DISK_LOW, LAG_LATE_MS
from server.operations.readiness import State, disk_state, look
from server.services import Services
from server.store.migrate import configuration, migrating
from tests.integration.api.people import Clock, Office


async def test_an_installed_server_is_ready(office: Office):
    answer = await office.client.get("/readyz")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["schema_version"], told["worker"]) == ("ready", "ok", "off")


async def test_of_another_schema_it_lives_but_is_not_ready(office: Office, services: Services):
    with migrating(services.engine) as connection:
        command.downgrade(configuration(connection), "-1")
    assert (await office.client.get("/healthz")).status_code == 200
    answer = await office.client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert answer.json()["checks"]["schema_version"] == "other"


@pytest.mark.parametrize(
    ("free", "state"), [(0, State.FULL), (DISK_FULL, State.LOW), (DISK_LOW - 1, State.LOW), (DISK_LOW, State.OK)]
)
def test_a_disk_is_low_before_it_is_full(free: int, state: State):
    assert disk_state(free) is state


async def test_a_worker_that_lags_or_died_is_told_and_keeps_nobody_away(
    office: Office, services: Services, clock: Clock
):
    verifying = services._replace(settings=services.settings.model_copy(update={"verification": True}))
    anna = await office.collector()
    await anna.push(anna.write({"household_no": "1"}))
    assert look(verifying, working=False).worker is State.STOPPED
    # Marks are of the real clock, which is ahead of the test's.
    assert look(verifying, working=True).worker is State.OK
    late = verifying._replace(clock=lambda: 4 * 10**12 + LAG_LATE_MS + clock())
    assert look(late, working=True).worker is State.LATE
    assert look(late, working=True).ready

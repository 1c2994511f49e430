"""The doctor finds each thing that may be wrong, on both engines, and nothing where nothing is."""

import json
import time
from pathlib import Path
from string import Formatter

import pytest
from alembic import command
from typer.testing import CliRunner

from server.cli import app
from server.cli.opening import console
from server.identity.keys import KEY_FILE, SECRET_FILE
from server.operations import backup
from server.operations.doctor import Finding, Severity, examine
from server.operations.doctor.database import clock as compare_clocks
from server.operations.doctor.finding import finding
from server.operations.doctor.messages import Said
from server.operations.limits import BACKUP_OLD_MS, DAY_MS, PARKED_OLD_MS
from server.services import Services
from server.store.engine import open_engine
from server.store.migrate import configuration, migrating
from tests.integration.api.people import Clock, Office

SILENT_DAYS = 14


def look(services: Services, **environment: str) -> dict[str, Finding]:
    return {one.name: one for one in examine(services, environment, SILENT_DAYS)}


@pytest.fixture
def real(services: Services) -> Services:
    """The same server by the real clock: PostgreSQL has no other."""
    return services._replace(clock=lambda: time.time_ns() // 1_000_000)


def back_up(services: Services, target: Path) -> None:
    backup.make(services, target, progress=lambda _done, _total: None)


async def test_a_healthy_server_has_nothing(office: Office, real: Services, tmp_path: Path):
    await office.collector()
    back_up(real, tmp_path / "backups")
    found = look(real)
    for name, one in found.items():
        assert one.severity is Severity.FINE or name in {"disk", "inodes", "tablets_silent"}, one
    expected = {
        "keys_private",
        "data_private",
        "settings",
        "schema",
        "engine",
        "clock",
        "worker",
        "quarantine",
        "parked",
        "backup",
    }
    assert expected <= found.keys()
    assert ("wal" in found) is (real.engine.dialect.name == "sqlite")


async def test_a_tablet_is_told_of_when_it_is_silent(office: Office, real: Services, clock: Clock):
    clock.now = real.clock() - (SILENT_DAYS + 1) * DAY_MS
    anna, bo, gone = await office.collector("anna"), await office.collector("bo"), await office.collector("gone")
    office.revoke(gone)
    clock.now = real.clock() - DAY_MS
    asked = {"grant": "device", "assertion": bo.assertion()}
    assert (await office.client.post("/v1/auth/token", json=asked)).status_code == 200
    found = look(real)
    assert found["tablets_silent"].facts["devices"] == [anna.device]
    assert "1 台" in found["tablets_silent"].said.zh


async def test_what_waits_is_told(office: Office, real: Services, clock: Clock):
    clock.now = real.clock() - PARKED_OLD_MS - DAY_MS
    anna, bo = await office.collector("anna"), await office.collector("bo")
    first = anna.write({"household_no": "1"})
    await anna.push(anna.write({"household_no": "2"}, key=first.key, parents=[first.id]))
    office.revoke(bo)
    await bo.push(bo.write({"household_no": "3"}))
    found = look(real)
    assert found["parked_old"].facts == {"revisions": 1, "days": 8}
    assert found["quarantine_waiting"].facts == {"revisions": 1}


async def test_a_worker_that_does_not_run_is_told(office: Office, real: Services):
    anna = await office.collector()
    await anna.push(anna.write({"household_no": "1"}))
    assert look(real)["worker"].facts["due"] == 1
    hour = real._replace(clock=lambda: time.time_ns() // 1_000_000 + 3_600_000)
    late = look(hour)["worker_late"]
    assert (late.severity, late.facts) == (Severity.WARNING, {"due": 1, "minutes": 60})
    week = real._replace(clock=lambda: time.time_ns() // 1_000_000 + 7 * DAY_MS)
    assert look(week)["worker_late"].severity is Severity.FAILURE


def test_the_age_of_the_last_backup_is_told(real: Services, tmp_path: Path):
    assert look(real)["backup_none"].severity is Severity.WARNING
    back_up(real, tmp_path / "backups")
    later = real._replace(clock=lambda: time.time_ns() // 1_000_000 + BACKUP_OLD_MS + 3_600_000)
    assert look(later)["backup_old"].facts == {"hours": 37}


def test_keys_that_others_can_read_are_told(real: Services):
    (real.settings.data_dir / KEY_FILE).chmod(0o640)
    found = look(real)["keys_readable"]
    assert (found.severity, found.facts) == (Severity.FAILURE, {"files": KEY_FILE})
    (real.settings.data_dir / SECRET_FILE).unlink()
    assert look(real)["keys_missing"].facts == {"files": SECRET_FILE}


def test_data_that_others_can_read_is_told(real: Services):
    folder = real.settings.data_dir
    assert look(real)["data_private"].severity is Severity.FINE
    folder.chmod(0o750)
    found = look(real)["data_readable"]
    assert (found.severity, found.facts) == (Severity.WARNING, {"places": str(folder)})
    folder.chmod(0o700)
    if real.engine.dialect.name == "sqlite":
        file = Path(str(real.engine.url.database))
        file.chmod(0o644)
        file.parent.chmod(0o755)
        assert str(file) in look(real)["data_readable"].said.zh
        file.parent.chmod(0o700)
        assert "data_private" in look(real)  # nobody else gets as far as the file


def test_a_mistyped_setting_is_told(real: Services):
    found = look(real, RUHU_PORT="1", RUHU_PROT="2", HOME="/")
    assert found["settings_unknown"].facts == {"names": "RUHU_PROT"}


def test_of_another_schema_nothing_else_is_looked_at(real: Services):
    with migrating(real.engine) as connection:
        command.downgrade(configuration(connection), "0005")
    found = look(real)
    assert found["schema_other"].severity is Severity.FAILURE
    assert found["schema_other"].facts["found"] == "0005"
    assert "worker" not in found


def test_a_database_that_does_not_answer_is_told(real: Services):
    nobody = real._replace(engine=open_engine("postgresql://ruhu@127.0.0.1:1/ruhu"))
    assert look(nobody)["database_silent"].severity is Severity.FAILURE


@pytest.mark.parametrize(
    ("theirs", "arrival", "name", "severity"),
    [
        (None, None, "clock", Severity.FINE),
        (10_000_000, 9_000_000, "clock", Severity.FINE),
        (10_004_000, None, "clock", Severity.FINE),
        (10_006_000, None, "clock_apart", Severity.WARNING),
        (9_000_000, None, "clock_apart", Severity.FAILURE),
        (None, 10_006_000, "clock_back", Severity.WARNING),
        (None, 99_000_000, "clock_back", Severity.FAILURE),
    ],
)
def test_clocks_are_compared(theirs: int | None, arrival: int | None, name: str, severity: Severity):
    found = compare_clocks(10_000_000, theirs, arrival)
    assert (found.name, found.severity) == (name, severity)


@pytest.mark.parametrize("said", Said)
def test_everything_is_said_in_both_languages(said: Said):
    zh, en = said.label.zh, said.label.en
    names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (zh, en)]
    assert names[0] >= names[1]
    assert any(
        "\u4e00" <= letter <= "\u9fff" for letter in finding(said, Severity.FINE, **dict.fromkeys(names[0], 1)).said.zh
    )
    assert en.isascii()


def test_the_command_ends_with_how_bad_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RUHU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(console, "width", 200)
    assert CliRunner().invoke(app, ["doctor"]).exit_code == 1  # there is no server yet
    assert CliRunner().invoke(app, ["init"]).exit_code == 0
    told = CliRunner().invoke(app, ["doctor", "--json"])
    assert told.exit_code == 1, told.output
    severities = {one["name"]: one["severity"] for one in json.loads(told.output)}
    assert severities["backup_none"] == "warning"
    (tmp_path / "data" / KEY_FILE).chmod(0o644)
    shown = CliRunner().invoke(app, ["doctor"])
    assert shown.exit_code == 2
    assert "chmod 600" in shown.output

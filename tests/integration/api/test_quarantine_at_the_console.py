"""`ruhu quarantine`: what waits is told apart by household, fields, author and visit, and released by them."""

from collections.abc import Callable

import pytest
from anyio import to_thread
from typer.testing import CliRunner

from server.cli import app
from server.cli.opening import console
from sync.revision import RecordKey
from tests.integration.api.people import VILLAGE, Office, Tablet, new_uuid

Run = Callable[..., str]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What the console shows is the same on any database."""
    return sqlite_url


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on the office's own data."""
    settings = office.services.settings
    monkeypatch.setenv("RUHU_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("RUHU_DATABASE_URL", settings.database_url or "")
    monkeypatch.setattr(console, "width", 400)

    def command(*arguments: str, status: int = 0) -> str:
        result = CliRunner().invoke(app, ["quarantine", *arguments])
        assert result.exit_code == status, result.output
        return result.output

    return command


@pytest.fixture
async def anna(office: Office) -> Tablet:
    tablet = await office.collector("anna")
    office.revoke(tablet)
    return tablet


async def test_it_is_told_whose_they_are_and_what_they_set(anna: Tablet, run: Run):
    household, member = RecordKey("household", new_uuid()), RecordKey("member", new_uuid())
    await anna.outcomes(
        anna.write({"household_no": "4108220001", "hamlet": "东"}, key=household),
        anna.write({"household": household.record, "name": "张三"}, key=member),
    )
    listed = await to_thread.run_sync(run, "list")
    assert "4108220001" in listed
    assert "张三" in listed
    assert "自然村" in listed
    assert "Anna" in listed


async def test_they_are_released_by_how_their_id_begins(anna: Tablet, run: Run):
    one, other = anna.write({"household_no": "1"}), anna.write({"household_no": "2"})
    await anna.outcomes(one, other)
    same = next(n for n in range(52) if one.id[: n + 1] != other.id[: n + 1])
    release = ("release", VILLAGE, "--reason", "电话核实", "--revision")
    assert "有 2 个" in await to_thread.run_sync(lambda: run(*release, one.id[:same], status=1))
    assert "有 0 个" in await to_thread.run_sync(lambda: run(*release, "zzz", status=1))
    assert "已放行 1 条" in await to_thread.run_sync(lambda: run(*release, one.id[: same + 1]))
    assert other.id in await to_thread.run_sync(run, "list")


@pytest.mark.parametrize(("chosen", "matches"), [("--author", "anna"), ("--author", "Anna")])
async def test_they_are_released_by_their_author(anna: Tablet, run: Run, chosen: str, matches: str):
    await anna.outcomes(anna.write({"household_no": "1"}))
    release = ("release", VILLAGE, "--reason", "电话核实")
    assert "没有符合条件" in await to_thread.run_sync(lambda: run(*release, chosen, "nobody", status=1))
    assert "没有符合条件" in await to_thread.run_sync(lambda: run(*release, "--visit", "0", status=1))
    assert "已放行 1 条" in await to_thread.run_sync(lambda: run(*release, chosen, matches))

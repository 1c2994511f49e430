"""`ruhu`: each command, as it is run."""

import csv
import json
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner, Result

from server.cli import app
from server.cli.opening import console
from server.config import Settings
from server.identity import audit, devices
from server.identity.audit import CONSOLE, Action, Entry
from server.identity.devices import NewDevice
from server.services import Services
from server.store.areas import count
from server.store.tables.listing import HOUSEHOLD_ENTRY
from sync.seal import PrivateKey


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUHU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(console, "width", 200)
    return tmp_path / "data"


def run(*arguments: str, status: int = 0) -> str:
    result: Result = CliRunner().invoke(app, arguments)
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture
def installed(folder: Path) -> Path:
    run("init")
    return folder


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another time zone of the machine."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_init_makes_keys_that_only_their_owner_reads_and_again_is_harmless(folder: Path):
    first = run("init", "--area", "410822104", "--name", "孝敬镇")
    server = re.search(r"server-\w+", first)
    assert server is not None
    assert "已初始化" in first
    assert "410822104" in first
    for name in ("server.key", "token.secret"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700  # the households, too
    again = run("init")
    assert server.group() in again
    assert "早已初始化" in again


@pytest.mark.parametrize(
    "command",
    [
        ("user", "disable", "x"),
        ("user", "add", "x", "--role", "collector", "--area", "410822104203"),
        ("device", "enrol", "--actor", "x"),
        ("fsck",),
    ],
)
def test_nothing_is_made_by_accident(folder: Path, command: tuple[str, ...]):
    said = run(*command, status=1)
    assert "ruhu init" in said
    assert "password" not in said
    assert not folder.exists()


def test_areas_are_imported_from_the_list_of_the_repository(installed: Path):
    assert "2148" in run("area", "import")
    run("area", "import")
    services = Services.open(Settings(data_dir=installed))
    with services.replica.reading() as (tx, _):
        assert count(tx.connection) == 2148
    services.close()


@pytest.mark.usefixtures("installed")
def test_a_file_that_is_no_list_of_areas_is_refused_by_line(tmp_path: Path):
    file = tmp_path / "areas.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows(
            [["code", "name", "level", "parent"], ["4108", "焦作市", "city", ""], ["41x8", "", "", ""]]
        )
    assert "第 3 行" in run("area", "import", str(file), status=1)


def add_user(username: str, *areas: str, role: str = "collector", status: int = 0) -> str:
    options = [word for area in areas for word in ("--area", area)]
    return run("user", "add", username, "--role", role, *options, "--generate", "--name", "张伟", status=status)


@pytest.mark.usefixtures("installed")
def test_a_user_is_added_with_a_role_and_a_password():
    assert "password" in add_user("zhang.wei", "410822104203")
    assert "the user name is taken" in add_user("zhang.wei", "410822104203", status=1)
    assert "本服务器负责 4108，请核对地区代码" in add_user("li.na", "510822104203", status=1)
    nonsense = add_user("li.na", "4108", role="boss", status=1)
    assert "没有角色 boss；可用：collector 采集员，township 乡镇，supervisor 督查，admin 管理员" in nonsense
    assert "zhang.wei" in run("user", "disable", "zhang.wei")
    assert "no user" in run("user", "disable", "nobody", status=1)


@pytest.mark.usefixtures("installed")
def test_an_area_that_is_not_listed_is_taken_with_a_warning():
    assert "地区名录" not in add_user("zhang.wei", "410822001999")  # there is no list to say anything
    run("area", "import")
    warned = add_user("li.na", "410822105999")
    assert "410822105999 不在地区名录中" in warned
    assert re.search(r"相近的有：410822105\d{3} \S+，410822105\d{3} \S+，410822105\d{3} ", warned)
    given = run("assignment", "give", "li.na", "--role", "collector", "--area", "410822999001")
    assert re.search("相近的有：410822", given)
    assert "地区名录" not in run("assignment", "give", "li.na", "--role", "collector", "--area", "410822105200")
    assert "负责 4108 焦作市，请核对" in run(
        "assignment", "give", "li.na", "--role", "collector", "--area", "4199", status=1
    )


@pytest.mark.usefixtures("installed")
def test_a_password_that_is_typed_is_asked_for_twice_and_not_too_short():
    command = ["user", "add", "a", "--role", "collector", "--area", "410822104203"]
    good = CliRunner().invoke(app, command, input="long enough\nlong enough\n")
    assert good.exit_code == 0
    short = CliRunner().invoke(app, [*command[:2], "b", *command[3:]], input="short\nshort\n")
    assert short.exit_code == 1
    assert "too short" in short.output


CODE = r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}"


@pytest.mark.usefixtures("installed")
def test_codes_are_issued_for_one_tablet_or_for_everybody_of_an_area():
    add_user("zhang.wei", "410822104203")
    add_user("li.na", "410822104205")
    add_user("wang.boss", "410822", role="supervisor")
    assert len(re.findall(CODE, run("device", "enrol", "--actor", "zhang.wei"))) == 1
    shared = run("device", "enrol", "--actor", "zhang.wei", "--actor", "li.na")
    assert len(re.findall(CODE, shared)) == 1
    assert "zhang.wei li.na" in shared
    everybody = run("device", "enrol", "--area", "410822104")
    assert len(re.findall(CODE, everybody)) == 2
    assert "wang.boss" not in everybody
    run("device", "enrol", status=1)
    run("device", "enrol", "--area", "410821", status=1)
    assert "no user" in run("device", "enrol", "--actor", "nobody", status=1)


@pytest.mark.usefixtures("installed")
def test_a_device_that_is_not_there_is_not_revoked():
    assert "no such tablet" in run("device", "revoke", "nobody", status=1)


@pytest.mark.usefixtures("installed")
def test_a_fresh_log_is_clean():
    add_user("zhang.wei", "410822104203")
    assert "没有差异" in run("fsck")


def test_a_changed_byte_is_found(installed: Path):
    add_user("zhang.wei", "410822104203")
    services = Services.open(Settings(data_dir=installed))
    with services.replica.begin() as (tx, _):
        tx.connection.exec_driver_sql(
            "UPDATE log SET body = CAST(replace(body, 'collector', 'township_') AS BLOB) WHERE type = 'assignment'"
        )
    services.close()
    assert "altered" in run("fsck", status=1)


@pytest.mark.usefixtures("folder")
def test_the_schema_is_exported(tmp_path: Path):
    out = tmp_path / "schema.json"
    run("schema", "export", "--out", str(out))
    assert json.loads(out.read_text())["$defs"]["household"]
    assert json.loads(run("schema", "export")) == json.loads(out.read_text())


@pytest.mark.usefixtures("installed")
def test_people_are_managed_at_the_command_line():
    add_user("zhang.wei", "410822104203")
    add_user("li.na", "410822104203")
    assert "zhang.wei" in run("user", "list", "410822104")
    assert "zhang.wei" not in run("user", "list", "410821")
    run("user", "rename", "zhang.wei", "张卫")
    run("user", "disable", "zhang.wei")
    listed = run("user", "list")
    assert "张卫" in listed
    assert "已停用" in listed
    assert "switched off" in run("user", "reset", "zhang.wei", status=1)
    run("user", "enable", "zhang.wei")
    assert re.search(CODE, run("user", "reset", "zhang.wei"))
    assert "未设密码" in run("user", "list")
    run("user", "unlock", "zhang.wei")
    run("user", "sessions", "zhang.wei")
    assert "0" in run("user", "sessions", "zhang.wei", "--end")
    assert "410822104203" in run("user", "handover", "zhang.wei", "li.na", "--reason", "轮换")
    assert "somebody has no assignment" in run("user", "handover", "zhang.wei", "li.na", "--reason", "轮换", status=1)


@pytest.mark.usefixtures("installed")
def test_assignments_are_given_listed_and_ended_at_the_command_line():
    add_user("zhang.wei", "410822104203")
    until = ("--until", "2099-12-31")
    given = run(
        "assignment", "give", "zhang.wei", "--role", "supervisor", "--area", "410822", "--grant", "auditor", *until
    )
    record = re.search(r"[0-9a-f-]{36}", given)
    assert record is not None
    listed = run("assignment", "list", "410822")
    assert "supervisor auditor" in listed
    assert "2099-12-31" in listed
    assert "ended" in run("assignment", "end", "410822", record.group())
    assert "no such assignment" in run("assignment", "end", "410822", record.group(), status=1)
    bad = run("assignment", "give", "zhang.wei", "--role", "collector", "--area", "4108", "--grant", "king", status=1)
    assert "king 不能与角色 collector（采集员）同给；可用：" in bad
    assert "first_secretary 驻村第一书记" in bad
    assert "county_office" not in bad


@pytest.mark.usefixtures("installed")
def test_tablets_are_listed_changed_and_revoked_at_the_command_line(installed: Path, monkeypatch: pytest.MonkeyPatch):
    add_user("zhang.wei", "410822104203")
    add_user("li.na", "410822104203")
    services = Services.open(Settings(data_dir=installed))
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1, hours=8):%Y-%m-%d}"
    too_short = run("device", "enrol", "--actor", "zhang.wei", "--valid-to", tomorrow, status=1)
    assert f"须晚于登记码的有效期（{datetime.now(UTC) + timedelta(days=3, hours=8):%Y-%m-%d}" in too_short
    code = re.search(CODE, run("device", "enrol", "--actor", "zhang.wei", "--valid-to", "2099-12-31"))
    assert code is not None
    key = PrivateKey("", ec.generate_private_key(ec.SECP256R1())).public_key
    with services.replica.begin() as (tx, node):
        device = devices.enrol(
            tx, node, code.group(), NewDevice(key, "平板 1"), device=services.new_id(), now=services.clock()
        )
    services.close()
    run("device", "change", device, "--actor", "zhang.wei", "--actor", "li.na", "--label", "平板 2")
    monkeypatch.setattr(console, "width", 80)
    assert device in run("device", "list")  # whole, however narrow the terminal: `revoke` takes nothing less
    monkeypatch.setattr(console, "width", 200)
    listed = run("device", "list")
    assert "平板 2" in listed
    assert "从未" in listed
    assert "revoked" in run("device", "revoke", device, "--reason", "丢失")
    assert "已吊销" in run("device", "list")
    assert "this tablet was revoked" in run("device", "change", device, "--label", "x", status=1)


@pytest.mark.usefixtures("installed")
def test_a_sheet_of_codes_is_written_for_its_owner_alone(tmp_path: Path):
    add_user("zhang.wei", "410822104203")
    out = tmp_path / "sheet.html"
    assert "--server" in run("device", "sheet", "410822", "-o", str(out), status=1)
    where = ("--server", "https://ruhu.example.cn")
    assert "没有可登记的人员" in run("device", "sheet", "410821", "-o", str(out), *where, status=1)
    run("device", "sheet", "410822", "-o", str(out), *where)
    assert out.stat().st_mode & 0o777 == 0o600
    assert "zhang.wei" in out.read_text(encoding="utf-8")


def test_indexes_are_made_anew(installed: Path):
    services = Services.open(Settings(data_dir=installed))
    with services.replica.store.begin() as tx:
        tx.connection.execute(HOUSEHOLD_ENTRY.insert().values(township="4108", area="4108", household="x"))
    assert "ruhu reindex" in run("fsck", status=1)
    assert "已重建 1 个地区的索引" in run("reindex")
    assert "没有差异" in run("fsck")
    services.close()


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"], indirect=True)
@pytest.mark.usefixtures("installed", "zone")
def test_times_are_chinas_whatever_the_machines_zone(tmp_path: Path):
    add_user("zhang.wei", "410822104203")
    give = ("assignment", "give", "zhang.wei", "--role", "township", "--area", "410822104")
    run(*give, "--until", "2099-12-31 08:30")
    assert "2099-12-31 08:30" in run("assignment", "list")
    out = tmp_path / "sheet.html"
    run("device", "sheet", "410822", "-o", str(out), "--server", "https://ruhu.example.cn")
    day = datetime.now(UTC) + timedelta(days=3, hours=8)
    assert f"{day.year}年{day.month}月{day.day}日 {day:%H}:" in out.read_text(encoding="utf-8")
    now = datetime.now(UTC) + timedelta(hours=8)
    assert "zhang.wei" in run("user", "list")
    listed = run("audit", "list", "--since", f"{now - timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}")
    assert f"{now:%Y-%m-%d %H}:" in listed
    assert "2" not in run("audit", "list", "--until", f"{now - timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}")


def test_the_audit_log_is_listed(installed: Path):
    services = Services.open(Settings(data_dir=installed))
    with services.replica.begin() as (tx, _):
        for number, action in enumerate((Action.READ_UNMASKED, Action.SEARCHED_BY_ID)):
            entry = Entry(services.new_id(), 1_540_000_000_000 + number, CONSOLE, action, "410822", "member/", "核对")
            audit.note(tx.connection, entry)
    services.close()
    listed = run("audit", "list")
    assert listed.index("searched by identity number") < listed.index("read unmasked data")
    assert "核对" in run("audit", "list", "4108", "--action", "read_unmasked", "--actor", CONSOLE)
    for without in (("410821",), ("--since", "2018-11-01"), ("--until", "2018-10-01"), ("--actor", "nobody")):
        assert "核对" not in run("audit", "list", *without)

"""`ruhu`: each command, as it is run."""

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from server.cli import app
from server.config import Settings
from server.services import Services
from server.store.areas import count


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUHU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "data"


def run(*arguments: str, status: int = 0) -> str:
    result: Result = CliRunner().invoke(app, arguments)
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture
def installed(folder: Path) -> Path:
    run("init")
    return folder


def test_init_makes_keys_that_only_their_owner_reads_and_again_is_harmless(folder: Path):
    first = run("init", "--area", "410822104", "--name", "孝敬镇")
    server = re.search(r"server-\w+", first)
    assert server is not None
    assert "已初始化" in first
    assert "410822104" in first
    for name in ("server.key", "token.secret"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    again = run("init")
    assert server.group() in again
    assert "早已初始化" in again


@pytest.mark.parametrize("command", [("user", "disable", "x"), ("device", "enrol", "--actor", "x"), ("fsck",)])
def test_nothing_is_made_by_accident(folder: Path, command: tuple[str, ...]):
    assert "ruhu init" in run(*command, status=1)
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
    assert "outside your scope" in add_user("li.na", "510822104203", status=1)
    assert "not in the code list" in add_user("li.na", "4108", role="boss", status=1)
    assert "zhang.wei" in run("user", "disable", "zhang.wei")
    assert "no user" in run("user", "disable", "nobody", status=1)


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

"""People from a sheet: by the command, as an office runs it."""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from server.cli import app
from server.cli.opening import console
from server.config import Settings
from server.services import Services
from server.store.tables.accounts import USER
from server.store.tables.audit import AUDIT_ENTRY

HEADER = ("序号", "姓名", "登录名", "岗位", "县（市、区）", "乡镇", "行政村", "手机号", "截止日期")
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")

SHEET = (
    ("1", "张伟", "zhang.wei", "驻村第一书记", "博爱县", "孝敬镇", "张村", "13912345678", ""),
    ("2", "李娜", "li.na", "工作队员", "博爱县", "孝敬镇", "张村", "", ""),
    ("", "李娜", "li.na", "工作队员", "博爱县", "孝敬镇", "孝敬村", "", ""),
    ("3", "王芳", "wang.fang", "乡镇", "博爱县", "孝敬镇", "", "", ""),
    ("4", "赵磊", "zhao.lei", "督查组", "博爱县", "", "", "", "2099-12-31"),
    ("合计", "4 人", "", "", "", "", "", "", ""),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RUHU_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(console, "width", 250)  # whatever the terminal has in which the tests run
    run("init")
    run("area", "import")
    return tmp_path


def run(*arguments: str | Path, status: int = 0) -> str:
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == status, result.output
    return result.output


def workbook(file: Path, rows: Iterable[Sequence[str]] = SHEET) -> Path:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 8, "博爱县驻村人员分工表（2018年）")
        for at, row in enumerate((HEADER, *rows), 1):
            sheet.write_row(at, 0, row)
    return file


def state(folder: Path) -> tuple[dict[str, tuple[str, str | None]], dict[str, set[tuple[str, str, str]]], list[str]]:
    """Users with name and phone, what each is where, and what the audit log has."""
    services = Services.open(Settings(data_dir=folder / "data"))
    with services.replica.reading() as (tx, node):
        found = {one.id: one for one in tx.connection.execute(USER.select())}
        posts = {
            one.username: {
                (held.area, held.role, grant)
                for held in node.directory.assignments(user)
                for grant in held.capacities - {held.role} or {held.role}
            }
            for user, one in found.items()
        }
        actions = [one.action for one in tx.connection.execute(AUDIT_ENTRY.select().order_by(AUDIT_ENTRY.c.id))]
    services.close()
    return {one.username: (one.name, one.phone) for one in found.values()}, posts, actions


def test_a_sheet_makes_users_assignments_and_codes(folder: Path):
    said = run("people", "import", workbook(folder / "people.xlsx"))
    assert "新增 4 人" in said
    known, posts, actions = state(folder)
    assert known == {
        "zhang.wei": ("张伟", "13912345678"),
        "li.na": ("李娜", None),
        "wang.fang": ("王芳", None),
        "zhao.lei": ("赵磊", None),
    }
    assert posts["zhang.wei"] == {("410822106201", "collector", "first_secretary")}
    assert len(posts["li.na"]) == 2
    assert posts["wang.fang"] == {("410822106", "township", "township")}
    assert posts["zhao.lei"] == {("410822", "supervisor", "inspector")}
    assert len(CODE.findall(said)) == 4, "three tablets, and a password for the inspector"
    assert said.count("设置密码") == 1
    assert actions.count("people_imported") == 1
    assert actions.count("code_issued") == 3


def test_the_same_sheet_again_changes_nothing_and_more_of_it_adds(folder: Path):
    run("people", "import", workbook(folder / "people.xlsx"))
    before = state(folder)
    again = run("people", "import", folder / "people.xlsx")
    assert "不变 4 人" in again
    assert state(folder)[:2] == before[:2]
    more = ("5", "张伟", "zhang.wei", "村级责任组", "博爱县", "孝敬镇", "孝敬村", "", "")
    assert "补充分工 1 人" in run("people", "import", workbook(folder / "people.xlsx", (*SHEET, more)))
    assert len(state(folder)[1]["zhang.wei"]) == 2


def test_a_preview_stores_nothing(folder: Path):
    before = state(folder)
    said = run("people", "import", workbook(folder / "people.xlsx"), "--preview")
    assert "zhang.wei" in said
    assert CODE.search(said) is None
    assert state(folder) == before


def test_sheets_to_print_are_for_those_with_a_tablet(folder: Path):
    out = folder / "codes.html"
    run("people", "import", workbook(folder / "people.xlsx"), "--sheet", out, status=1)
    assert state(folder)[0] == {}
    said = run("people", "import", folder / "people.xlsx", "--sheet", out, "--server", "https://ruhu.example.cn")
    assert out.stat().st_mode & 0o777 == 0o600
    page = out.read_text(encoding="utf-8")
    assert page.count("<article>") == 3
    assert len(CODE.findall(said)) == 1
    assert "赵磊" not in page


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        (("1", "张伟", "zhang wei", "第一书记", "博爱县", "孝敬镇", "张村", "", ""), "登录名", "不能有空格"),
        (("1", "", "zhang.wei", "第一书记", "博爱县", "孝敬镇", "张村", "", ""), "姓名", "必填项为空"),
        (("1", "张伟", "zhang.wei", "国王", "博爱县", "孝敬镇", "张村", "", ""), "岗位", "不在代码表"),
        (("1", "张伟", "zhang.wei", "第一书记", "博爱县", "孝敬镇", "无此村", "", ""), "村", "没有这个行政村"),
        (("1", "张伟", "zhang.wei", "第一书记", "", "", "", "", ""), "村", "必填项为空"),
        (("1", "张伟", "zhang.wei", "审计", "博爱县", "", "", "", ""), "截止日期", "须有截止日期"),
        (("1", "张伟", "zhang.wei", "审计", "博爱县", "", "", "", "2001-01-01"), "截止日期", "已过"),
        (("1", "张伟", "li.na", "第一书记", "博爱县", "孝敬镇", "张村", "", ""), "姓名", "不一致"),
        (("1", "张伟", "chen", "第一书记", "博爱县", "孝敬镇", "张村", "", ""), "登录名", "属于“陈杰”"),
        (("1", "何强", "he", "第一书记", "博爱县", "孝敬镇", "张村", "", ""), "登录名", "已停用"),
    ],
    ids=lambda one: one if isinstance(one, str) else one[2],
)
def test_what_is_wrong_is_said_by_row_and_nothing_is_stored(folder: Path, row: tuple[str, ...], column: str, said: str):
    for username, name in (("chen", "陈杰"), ("he", "何强")):
        run("user", "add", username, "--role", "collector", "--area", "410822106201", "--generate", "--name", name)
    run("user", "disable", "he")
    before = state(folder)
    told = run("people", "import", workbook(folder / "people.xlsx", (SHEET[1], row)), status=1)
    (line,) = [one for one in told.splitlines() if said in one]
    assert re.search(rf"\b4\b.*{column}", line), line
    assert state(folder) == before


def test_a_csv_file_in_gbk_with_codes_of_areas(folder: Path):
    file = folder / "people.csv"
    with file.open("w", encoding="gbk", newline="") as opened:
        csv.writer(opened).writerows(
            [
                ("姓名", "用户名", "角色", "地区代码"),
                ("张伟", "zhang", "村支书", "410822106201"),
                ("李娜", "li", "村主任", "41x"),
            ]
        )
    assert "不是地区代码" in run("people", "import", file, status=1)
    file.write_bytes(file.read_bytes().replace(b"41x", b"410822106"))
    run("people", "import", file)
    assert state(folder)[1]["li"] == {("410822106", "collector", "village_head")}


def test_another_sheet_is_none_of_people(folder: Path):
    file = folder / "other.csv"
    file.write_text("姓名,电话\n张伟,1\n", encoding="utf-8")
    assert "登录名" in run("people", "import", file, status=1)
    assert "文件打不开" in run("people", "import", folder / "none.xlsx", status=1)

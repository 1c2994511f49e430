"""`ruhu-tablet`, command by command, as a collector types it."""

import contextlib
import json
import re
import shlex
from collections.abc import Callable, Collection
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from client_stub.cli import app
from client_stub.cli.tables import console
from client_stub.environment import Environment
from client_stub.retry import Patience
from client_stub.tablet import Tablet
from schemas.events import FORMS
from schemas.naming import amendment_id
from sync.intake.touched import TouchedRecords
from sync.revision import RecordKey, Revision
from tests.integration.tablet.home import NEIGHBOUR, VILLAGE, Home, Wall, uuids

Run = Callable[..., str]

_PAGE = Path(__file__).parents[3] / "docs" / "tablet.md"


@pytest.fixture
def environment(home: Home) -> Environment:
    ids = uuids(1)
    return Environment(
        wall=Wall(home),
        new_id=lambda: next(ids),
        connect=lambda url: httpx.Client(base_url=url, transport=home.transport),
        sleep=lambda _: None,
        patience=Patience(1),
    )


@pytest.fixture
def run(environment: Environment, tmp_path: Path) -> Run:
    """Run a command of a collector's tablet, and return what it prints."""
    console.width = 200  # whatever the terminal has in which the tests run

    def run(*args: str, who: str = "anna", fails: bool = False, typed: str | None = None) -> str:
        folder = str(tmp_path / who)
        result = CliRunner().invoke(
            app,
            list(args),
            obj=environment,
            input=typed,
            env={"RUHU_TABLET_DIR": folder},
        )
        assert result.exit_code == (1 if fails else 0), result.output
        return result.output

    return run


@pytest.fixture
def anna(run: Run, home: Home) -> Run:
    """A tablet that is enrolled, and has registered one household."""
    home.assign("anna", VILLAGE)
    home.assign("bo", VILLAGE)
    run("enrol", "http://home", "anna")
    run(
        *("visit", "--new", VILLAGE, "household_no=4108990001", "phone=13912345678", "cause_main=因病"),
        *("+1.name=王五", "+1.relation=户主", "+1.sex=1", "+1.in_household=是", "+1.work_months=8"),
        *("housing_area=80.5", "income.wage_income=9600", "income.net_income_per_capita=4800.50"),
    )
    return run


def test_enrolment_says_where_one_works(run: Run, home: Home):
    home.assign("anna", VILLAGE)
    said = run("enrol", "http://home", "anna")
    assert "tablet-anna" in said
    assert "村203" in said
    assert "code_refused" in run("enrol", "http://home", "anna", fails=True)
    assert "tablet-anna+2" in run("enrol", "http://home", "anna+2")


def test_enrolment_by_a_qr_code(run: Run, home: Home):
    home.assign("anna", VILLAGE)
    for text in ("http://home", "ruhu://enrol?code=anna", "ruhu://enrol?server=ftp://home&code=anna", "ruhu://[", ""):
        assert "二维码" in run("enrol", "--qr-text", text, fails=True)
    assert "--qr-text" in run("enrol", "http://home", fails=True)
    assert "tablet-anna" in run("enrol", "--qr-text", "ruhu://enrol?server=http%3A%2F%2Fhome&code=anna")


def test_before_enrolment_each_command_says_what_to_do(run: Run):
    for command in (["list"], ["show", "x"], ["sync"], ["status"], ["mend"]):
        assert "enrol" in run(*command, fails=True)


def test_a_new_household_is_a_whole(anna: Run):
    listed = anna("list")
    for shown in ("4108990001", "王五", "村203", "4,800.5元"):
        assert shown in listed
    sheet = anna("show", "王五")
    for shown in ("13912345678", "因病", "80.5平方米", "9,600元", "8个月"):
        assert shown in sheet


def test_required_fields_are_named(run: Run, home: Home):
    home.assign("anna", VILLAGE)
    run("enrol", "http://home", "anna")
    said = run("visit", "--new", VILLAGE, "household_no=1")
    assert "户主" in said
    assert "poverty status" in said


def test_a_wrong_value_is_explained_and_not_saved(anna: Run):
    said = anna("visit", "4108990001", "phone=139123456", fails=True)
    for shown in ("联系电话", "phone", "格式不对", "请核对后重新填写", "--force"):
        assert shown in said
    assert "13912345678" in anna("show", "4108990001")


def test_a_village_that_is_not_the_tablets_is_refused_at_entry(anna: Run, home: Home):
    said = anna("visit", "--new", NEIGHBOUR, "household_no=7", fails=True)
    for shown in ("不在本机负责的地区内", f"{VILLAGE} 村203", "township"):
        assert shown in said
    for none in (VILLAGE[:9], "大高村", "4108"):
        assert f"{VILLAGE} 村203" in anna("visit", "--new", none, "household_no=7", fails=True)
    assert "已保存" in anna("visit", "--new", "村203", "household_no=7")
    home.assign("anna", VILLAGE, end=home.now)
    home.assign("anna", NEIGHBOUR)
    anna("sync")
    assert "不在本机负责" in anna("visit", "--new", VILLAGE, "household_no=8", fails=True)


def test_where_a_number_is_wanted_that_is_said(anna: Run):
    for typed, said in {
        "income.wage_income=abc": "工资性收入：请填数字（元，最多两位小数）",
        "housing_area=12.345": "请填数字（平方米，最多两位小数）",
        "1.work_months=半年": "请填数字（个月，整数）",
    }.items():
        assert said in anna("visit", "4108990001", typed, fails=True)


@pytest.mark.parametrize("address", ["phon=1", "7.name=x", "income.wages=1", "phone"])
def test_a_field_that_is_none_is_named(anna: Run, address: str):
    assert "找不到" in anna("visit", "4108990001", address, fails=True)


def test_a_field_spelt_wrongly_is_suggested(anna: Run):
    assert "phone" in anna("visit", "4108990001", "phon=1", fails=True)


def test_one_item_of_the_income_keeps_the_others(anna: Run):
    anna("edit", "4108990001", "income.pension_income=1176", "--reason", "核对存折", "--year", "2018")
    sheet = anna("show", "4108990001")
    assert "1,176元" in sheet
    assert "9,600元" in sheet


def test_an_edit_asks_for_its_reason(anna: Run):
    said = anna("edit", "4108990001", "hamlet=东", typed="核对\n")
    assert "reason" in said
    assert "已保存 1 条" in said


def test_fields_are_asked_for_one_by_one(anna: Run):
    typed = "phone\n139\n13987654321\nnonsense\ncause_main\n因残\n\n"
    said = anna("visit", "4108990001", "-i", typed=typed)
    for shown in ("现为：13912345678", "格式不对", "找不到", "02 因残"):
        assert shown in said
    sheet = anna("show", "4108990001")
    assert "13987654321" in sheet
    assert "因残" in sheet


def test_a_photo_is_an_item_of_its_own(anna: Run):
    photo = f"photos/{'a' * 64}={json.dumps({'kind': 'house', 'taken_at': 1_540_000_000_000})}"
    anna("visit", "4108990001", photo, "result=不在家")
    sheet = anna("show", "4108990001")
    assert "a" * 64 in sheet
    assert "不在家" in sheet


def test_a_sync_ends_with_n_of_n(anna: Run):
    assert "未送达" in anna("status")
    said = anna("sync")
    assert "5 条中 5 条已送达" in said
    assert "5 of 5 arrived, proven by digest" in said
    assert "没有冲突" in anna("conflicts")


def test_a_conflict_is_settled(anna: Run):
    anna("sync")
    anna("enrol", "http://home", "bo", who="bo")
    anna("sync", who="bo")
    anna("edit", "4108990001", "poverty_status=已脱贫", "--reason", "算账")
    anna("edit", "4108990001", "poverty_status=返贫", "--reason", "因病", who="bo")
    anna("sync")
    assert "1 处冲突" in anna("sync", who="bo")
    listed = anna("conflicts", who="bo")
    for shown in ("4108990001 王五", "脱贫属性", "已脱贫", "返贫", "anna", "bo"):
        assert shown in listed
    assert "有冲突" in anna("list", who="bo")
    anna("resolve", "1.9", who="bo", fails=True)
    anna("resolve", "1.1", "--reason", "入户核实", who="bo")
    assert "没有冲突" in anna("conflicts", who="bo")
    anna("sync", who="bo")
    anna("sync")
    assert "没有冲突" in anna("conflicts")
    assert "已脱贫" in anna("show", "4108990001")


def test_a_void_field_is_mended(anna: Run):
    anna("visit", "4108990001", "phone=139123456", "--force")
    said = anna("sync")
    assert "部分无效" in said
    assert "1 项未被接受" in said
    listed = anna("mend")
    for shown in ("v1", "联系电话", "139123456", "格式不对"):
        assert shown in listed
    assert "格式不对" in anna("mend", "v1", "139", fails=True)
    anna("mend", "v1", "13987654321")
    assert "没有需要改正" in anna("mend")
    assert "未被接受" not in anna("sync")


def test_a_void_field_is_left(anna: Run):
    anna("visit", "4108990001", "phone=139123456", "--force")
    anna("sync")
    anna("mend", "v1", "--leave")
    assert "没有需要改正" in anna("mend")


def test_what_a_locked_year_voids_is_a_request_and_nothing_to_mend(anna: Run, home: Home, tmp_path: Path):
    anna("sync")
    home.house_rules = _Locked()
    anna("edit", "4108990001", "satisfaction=5", "--reason", "走访更正", "--year", "2018")
    anna("sync")
    assert "v1" in anna("mend")  # as long as nobody says that it was kept
    with contextlib.closing(Tablet(tmp_path / "anna")) as tablet:
        (void,) = tablet.void_fields()
    written = void.written
    kept = {"household": written.record, "year": 2018, "target_type": written.type, "target": written.record}
    asked = {"set": dict(written.set), "revision": written.id, "request": {"state": "requested"}}
    home.write(VILLAGE, RecordKey("amendment", amendment_id(written.id)), {**kept, **asked})
    said = anna("sync")
    assert "未被接受" not in said
    assert "1 项已转为更正申请" in said
    listed = anna("mend")
    for shown in ("没有需要改正", "您无需处理", "4108990001 王五", "已申请"):
        assert shown in listed
    assert "v1" not in listed


class _Locked:
    """A house where every year is locked."""

    def objections(self, revision: Revision, who: Collection[str], records: TouchedRecords) -> dict[str, str]:
        del who, records
        return dict.fromkeys(revision.set, "locked") if revision.type == "household_year" else {}


def test_what_was_refused_is_offered_anew_or_given_up(anna: Run, home: Home):
    elsewhere = "410822104299"
    home.assign("anna", elsewhere)
    anna("sync")
    home.directory.take(elsewhere, RecordKey("assignment", f"anna/{elsewhere}"), {})
    for _ in range(2):
        anna("visit", "--new", elsewhere, "household_no=7")
    said = anna("sync", fails=True)
    assert "9 条中 5 条已送达，4 条被拒绝" in said
    assert "被退回" in said
    listed = anna("mend")
    assert "a1" in listed
    assert "从未分工到这一地区" in listed
    home.assign("anna", elsewhere)
    anna("mend", "a1", "--anew")
    while "a1" in anna("mend"):
        anna("mend", "a1", "--discard")
    assert "被退回" not in anna("sync")


def test_a_line_that_does_not_hold_is_no_drama(anna: Run, home: Home):
    home.handle = _unreachable
    said = anna("sync", fails=True)
    assert "线路不通" in said
    assert "数据都在本机" in said


def _unreachable(_request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


def test_the_status_says_how_the_tablet_stands(anna: Run):
    anna("sync")
    said = anna("status")
    for shown in ("tablet-anna", "Anna（anna.01） (collector) ●", VILLAGE, "2018-10-20"):
        assert shown in said


def test_who_shares_a_tablet_says_who_writes(run: Run, home: Home):
    home.assign("anna", VILLAGE)
    home.assign("bo", VILLAGE)
    run("enrol", "http://home", "anna,bo")
    new = ("visit", "--new", VILLAGE, "household_no=1", "+1.name=王五")
    for command in (new, ("edit", "1", "--reason", "x"), ("event", "birth", "1", "--reason", "x"), ("resolve", "1.1")):
        said = run(*command, fails=True)
        for shown in ("--as", "Anna（anna.01）", "Bo（bo.01）"):
            assert shown in said
    assert "--as" in run("mend", "v1", "1", fails=True)
    assert "没有需要改正" in run("mend")
    assert "Bo（bo.01）" in run("--as", "carl", *new, fails=True)
    for name in ("bo", "bo.01", "Bo"):
        assert "已保存" in run("--as", name, "visit", "--new", VILLAGE, f"household_no={name}")
    said = run("status")
    for shown in ("Anna（anna.01） (collector)", "Bo（bo.01） (collector)"):
        assert shown in said
    assert "●" not in said


# --------------------------------------------------------------------------------------------------------------- events


def test_an_event_is_entered_as_people_speak(anna: Run):
    grounds = ("--reason", "出生医学证明")
    said = anna("event", "出生", "4108990001", "name=王小宝", "sex=男性", "relation=之子", "on=2018-10-01", *grounds)
    assert "已保存 1 条修改" in said
    assert "核对2018年家庭人口数" in said
    assert "补填王小宝的证件号码" in said
    said = anna("event", "death", "王五", "member=1", "on=2018-10-02", *grounds, fails=True)
    assert "新户主：户主离户，须指定新户主：王小宝" in said
    anna("event", "death", "王五", "member=王五", "successor=2", "on=2018-10-02", *grounds)
    assert "王小宝" in anna("list")
    assert "王小宝" in anna("show", "王小宝")
    assert "已送达" in anna("sync")


def test_a_split_and_a_merger_name_members_and_households(anna: Run):
    for name, relation in (("赵一", "配偶"), ("孙二", "其他")):
        said = ("name=" + name, "sex=女性", "relation=" + relation, "on=2018-10-01", "--reason", "户口簿")
        anna("event", "arrival", "4108990001", *said)
    split = ("event", "split", "4108990001", "members=3", "head=孙二", "household_no=4108990002", "on=2018-10-02")
    anna(*split, "--reason", "申请")
    assert "孙二" in anna("list")
    merge = ("event", "merge", "4108990002", "into=4108990001", "on=2018-10-03", "--reason", "申请")
    said = anna(*merge, fails=True)
    assert "须填写孙二、王五与转入户户主的关系" in said
    assert "请用参数 relation= 填写" in said
    anna(*merge, "relation=其他")
    assert "已迁出或并户" in anna("list")


def test_relations_that_do_not_follow_are_entered_one_by_one(anna: Run):
    for name, relation in (("赵一", "配偶"), ("孙二", "其他")):
        said = ("name=" + name, "sex=女性", "relation=" + relation, "on=2018-10-01", "--reason", "户口簿")
        anna("event", "arrival", "4108990001", *said)
    death = ("event", "死亡", "4108990001", "member=王五", "successor=赵一", "on=2018-10-02", "--reason", "证明")
    said = anna(*death, fails=True)
    assert "无法推定与新户主的关系：孙二" in said
    assert "请用参数 relations.孙二= 填写" in said
    assert "已保存" in anna(*death, "relations.孙二=其他")


def test_what_is_wrong_with_a_form_is_said_field_by_field(anna: Run):
    reason = ("--reason", "x")
    said = anna("event", "birth", "4108990001", "name=王小宝", "sex=女性", "on=2018-13-01", *reason, fails=True)
    assert "relation=" in said
    assert "与户主关系：缺少一项" in said
    assert "发生日期：格式不对" in said
    assert "marriage_in" in anna("event", "wedding", "4108990001", *reason, fails=True)
    said = anna("event", "death", "4108990001", "sucessor=1", *reason, fails=True)
    for shown in ("找不到这一栏目", "sucessor: on=, member=, successor=, relations.<member>="):
        assert shown in said
    assert "name=" in anna("event", "birth", "4108990001", "member=1", *reason, fails=True)
    assert "1. 王五" in anna("event", "death", "4108990001", "member=李四", *reason, fails=True)
    said = anna("event", "整户迁移", "4108990001", "area=410822104299", "on=2018-10-01", *reason, fails=True)
    assert "由乡镇办公室办理" in said


def test_who_goes_by_the_same_name_is_told_apart(anna: Run):
    for on in ("2018-10-01", "2018-10-02"):
        said = ("name=王小", "sex=女性", "relation=之女", f"on={on}", "--reason", "出生医学证明")
        anna("event", "birth", "4108990001", *said)
    death = ("event", "death", "4108990001", "on=2018-10-03", "--reason", "证明")
    said = anna(*death, "member=王小", fails=True)
    ends = re.findall(r"4108990001 ([23])\. 王小 2018-10-0[12] …([0-9a-f]{8})", said)
    assert [place for place, _ in ends] == ["2", "3"]
    assert "已保存" in anna(*death, f"member={ends[1][1]}")
    anna("visit", "--new", VILLAGE, "household_no=4108990001", "+1.name=李四", "+1.relation=户主")
    end = re.findall(r"4108990001 李四 …([0-9a-f]{8})", anna("show", "4108990001", fails=True))[0]
    assert "李四" in anna("show", end)


def test_the_events_of_the_documentation_can_be_entered(anna: Run, home: Home):
    home.assign("anna", NEIGHBOUR)
    anna("sync")
    for name, sex, relation in (
        ("李梅", "女性", "配偶"),
        ("王强", "男性", "之子"),
        ("王芳", "女性", "之女"),
        ("王兰", "女性", "之女"),
    ):
        said = (f"name={name}", f"sex={sex}", f"relation={relation}", "on=2018-10-01", "--reason", "户口簿")
        anna("event", "arrival", "4108990001", *said)
    anna("visit", "--new", VILLAGE, "household_no=4108990003", "+1.name=陈红", "+1.relation=户主", "+1.sex=女性")
    lines = re.findall(r"^    ruhu-tablet (event .*)$", _PAGE.read_text(), re.MULTILINE)
    assert {shlex.split(line)[1] for line in lines} == FORMS.keys()
    for line in lines:
        assert "已保存" in anna(*shlex.split(line))
    assert "已送达" in anna("sync")

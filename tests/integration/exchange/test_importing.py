"""Sheets come in: what they become, what is refused, and what of it is stored."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import text

from schemas.records.confirmation import figures
from server.exchange.importing import Overtaken
from server.exchange.planning import Effect
from server.identity import assignments
from server.store.histories import states_of_type
from server.store.log import LogTransaction
from sync import authoring, canonical
from sync.authoring import Author, Draft
from sync.revision import RecordKey
from tests.integration.exchange.office import (
    HOUSEHOLD_LABELS,
    PERSON_LABELS,
    PLACE,
    VILLAGE,
    Office,
    family_sheets,
    household,
    person,
    told,
    write_csv,
    write_workbook,
)
from tests.integration.verification.village import NOW, Clock


def sheets(folder: Path, households: list[list[Any]], persons: list[list[Any]]) -> tuple[Path, Path]:
    return (
        write_csv(folder / "households.csv", [HOUSEHOLD_LABELS, *households]),
        write_csv(folder / "persons.csv", [PERSON_LABELS, *persons]),
    )


def test_a_family_becomes_records_that_know_each_other(office: Office, tmp_path: Path):
    office.store(office.read(*family_sheets(tmp_path)))
    (of_household,) = office.states("household")
    members = {state.value("name"): state for state in office.states("member")}
    (of_year,) = office.states("household_year")
    assert of_household.values() | {"head_member_id": ""} == {
        "household_no": "4108990001",
        "village_code": VILLAGE,
        "head_member_id": "",
        "identify_standard": "1",
        "cause_main": "01",
        "identified_on": "2014-03-01",
        "identified_year": 2014,
    }
    assert members["张三"].value("relation") == "01"
    assert members["张三"].value("in_household") is True
    assert of_year.values() | {"household": ""} == {
        "household": "",
        "year": 2018,
        "member_count": 2,
        "is_dangerous_house": False,
        "income": {"wage_income": 1_200_050},
    }
    with office.replica.reading() as (tx, _):
        head = tx.state(VILLAGE, RecordKey("member", str(of_household.value("head_member_id"))))
        assert head is not None
        assert head.value("name") == "张三"
        revisions = [one for key in _keys(tx) for one in tx.history(VILLAGE, key)]
    assert {one.source for one in revisions} == {"migration"}
    assert {one.actor for one in revisions} == {office.server}


def _keys(tx: LogTransaction) -> list[RecordKey]:
    return [RecordKey(row.type, row.record) for row in tx.page(VILLAGE, 0, 100)]


def test_only_what_differs_is_written(office: Office, tmp_path: Path, clock: Clock):
    office.store(office.read(*family_sheets(tmp_path)))
    before = office.ends()[VILLAGE].number
    clock.now += 1000
    changed = sheets(
        tmp_path,
        [household(主要致贫原因="因残", 工资性收入="", 识别标准="")],
        [person(), person(name="李四", card="410899196202022344", relation="配偶", 文化程度="初中")],
    )
    outcome = office.store(office.read(*changed))
    assert {key: count for key, count in outcome.effects.items() if key[1] is not Effect.UNCHANGED} == {
        ("household", Effect.CHANGED): 1,
        ("member_year", Effect.CHANGED): 1,
    }
    assert [one[2:] for one in outcome.replaced.kept] == [
        ("主要致贫原因", "因病", "因残"),
        ("文化程度", "小学", "初中"),
    ]
    assert outcome.left.count == 0
    assert office.ends()[VILLAGE].number == before + 2
    assert office.states("household_year")[0].value("income") == {"wage_income": 1_200_050}
    assert office.states("household")[0].value("identify_standard") == "1"


def test_what_somebody_wrote_since_stands_unless_it_is_said_otherwise(office: Office, tmp_path: Path, clock: Clock):
    office.store(office.read(*family_sheets(tmp_path)))
    office.assign("bo", "township", VILLAGE[:9])
    ((record, _),) = office.records("household").items()
    ((year, _),) = office.records("household_year").items()
    clock.now += 1000
    office.write("bo", "household", record, {"cause_main": "03"})
    office.write("bo", "household_year", year, {"income": {"wage_income": 1_500_000, "dibao_income": 30_000}})
    clock.now += 1000
    files = sheets(tmp_path, [household(家庭人口数=3)], [person(), person(name="李四", card="", relation="配偶")])
    outcome = office.outcome(office.read(*files))
    assert [one[2:] for one in outcome.replaced.kept] == [("家庭人口数", "2", "3")]
    assert [one[2:] for one in outcome.left.kept] == [
        ("主要致贫原因", "因学", "因病"),
        ("工资性收入", "15000.00", "12000.50"),
        ("低保金", "300.00", "—"),
    ]
    assert {(one.entry.place.file, one.entry.place.row) for one in outcome.left.kept} == {("households.csv", 2)}
    office.store(office.read(*files))
    assert office.records("household")[record].value("cause_main") == "03"
    assert office.records("household_year")[year].value("member_count") == 3
    assert office.records("household_year")[year].value("income") == {"wage_income": 1_500_000, "dibao_income": 30_000}
    before = office.ends()
    assert office.store(office.read(*files)).left.count == 3
    assert office.ends() == before
    clock.now += 1000
    outcome = office.store(office.read(*files, overwrite=True))
    assert (outcome.replaced.count, outcome.left.count) == (3, 0)
    assert office.records("household")[record].value("cause_main") == "01"
    assert office.records("household_year")[year].value("income") == {"wage_income": 1_200_050}


def test_another_head_is_told_by_name(office: Office, tmp_path: Path, clock: Clock):
    office.store(office.read(*family_sheets(tmp_path)))
    clock.now += 1000
    people = [person(relation="配偶"), person(name="李四", card="410899196202022344")]
    outcome = office.store(office.read(*sheets(tmp_path, [household(户主姓名="李四")], people)))
    assert ("户主", "张三", "李四") in [one[2:] for one in outcome.replaced.kept]


def test_another_head_of_the_same_name_is_told_by_their_record(office: Office, tmp_path: Path, clock: Clock):
    office.store(office.read(*family_sheets(tmp_path)))
    clock.now += 1000
    namesake = person(card="410899198003032255")
    outcome = office.store(office.read(*sheets(tmp_path, [household()], [namesake])))
    (found,) = [one for one in outcome.replaced.kept if one.column == "户主"]
    assert found.on_file.startswith("张三 …")
    assert found.on_file != found.in_sheet


def lock(office: Office, clock: Clock) -> None:
    ((year, _),) = office.records("household_year").items()
    office.assign("hu", "collector", VILLAGE, "village_head")
    office.assign("cheng", "township", VILLAGE[:9])
    office.assign("dong", "supervisor", VILLAGE[:6], "county_office")
    for actor, state in (("hu", "village_confirmed"), ("cheng", "township_confirmed"), ("dong", "county_locked")):
        clock.now += 1000
        now = office.records("household_year")[year]
        seen = canonical.fingerprint(figures(now.value("income"), now.value("member_count")))
        office.write(actor, "household_year", year, {"confirmation": {"state": state, "income_hash": seen}})


def test_a_locked_year_is_told_with_both_values(office: Office, tmp_path: Path, clock: Clock):
    office.store(office.read(*family_sheets(tmp_path)))
    lock(office, clock)
    assert told(office.read(*family_sheets(tmp_path))) == []
    same_year = [person(), person(name="王五", card="", relation="之子")]
    done = office.read(*sheets(tmp_path, [household(主要致贫原因="因残", 工资性收入="1")], same_year))
    assert told(done) == [("YEAR_LOCKED", 2, "工资性收入", "1.00"), ("YEAR_LOCKED", 3, "文化程度", "小学")]
    assert "“12000.50”" in done.faults.kept[0].problem.zh
    assert "更正申请" in done.faults.kept[0].remedy.zh
    blank = dict.fromkeys(["年度", "家庭人口数", "工资性收入", "是否危房户"], "")
    done = office.read(*sheets(tmp_path, [household(主要致贫原因="因残", **blank)], [person(文化程度="")]))
    assert office.store(done).replaced.count == 1


def test_a_year_that_is_locked_meanwhile_stops_the_import(office: Office, tmp_path: Path, clock: Clock):
    office.store(office.read(*family_sheets(tmp_path)))
    clock.now += 1000
    done = office.read(*sheets(tmp_path, [household(工资性收入="1")], [person()]))
    lock(office, clock)
    before = office.ends()
    with pytest.raises(Overtaken):
        office.store(done)
    assert [one[0] for one in told(done)] == ["YEAR_LOCKED"]
    assert office.ends() == before


def test_nothing_is_stored_while_anything_is_wrong(office: Office, tmp_path: Path):
    done = office.read(
        *sheets(
            tmp_path,
            [household(), household("4108990002", "王五", 工资性收入="三千", 村="皂角村", 年度="")],
            [person(), person("4108990002", "王五", "4.10899E+17"), person("4108990009", "赵六")],
        )
    )
    assert told(done) == [
        ("NOT_A_NUMBER", 3, "工资性收入", "三千"),
        ("UNKNOWN_PLACE", 3, "村", "皂角村"),
        ("NUMBER_TRUNCATED", 3, "证件号码", "4.10899E+17"),
        ("NO_HOUSEHOLD", 3, "户编号", "4108990002"),
        ("NO_HOUSEHOLD", 4, "户编号", "4108990009"),
    ]
    assert "皂角树" in done.faults.kept[1].remedy.zh
    assert VILLAGE not in office.ends()


@pytest.mark.parametrize(
    ("households", "persons", "faults"),
    [
        ([household(), household()], [person()], [("HOUSEHOLD_TWICE", 3, "户编号", "4108990001")]),
        ([household(年度="")], [person()], [("YEAR_MISSING", 2, "年度", "")]),
        ([household(户主姓名="")], [person(relation="之子")], [("NO_HEAD", 2, "户主姓名", "")]),
        ([household()], [person(), person()], [("PERSON_TWICE", 3, "证件号码", "410899196001011233")]),
        ([household()], [person(姓名="")], [("MISSING", 2, "姓名", "")]),
        ([household(户编号="")], [], [("MISSING", 2, "户编号", "")]),
        ([household(户编号=410899000100011264)], [], [("NUMBER_TRUNCATED", 2, "户编号", "4.108990001000113e+17")]),
        ([household(家庭人口数=-1)], [person()], [("BAD_VALUE", 2, "家庭人口数", "-1")]),
        ([household(工资性收入="9" * 14)], [person()], [("BAD_VALUE", 2, "工资性收入", "9" * 14 + "00")]),
        (
            [household(村="410611100200")],
            [person(行政村="410611100200")],
            [("OUTSIDE", 2, "村", "410611100200"), ("OUTSIDE", 2, "行政村", "410611100200")],
        ),
        ([household(主要致贫原因="1")], [person()], [("CODE_NUMBER", 2, "主要致贫原因", "1")]),
    ],
)
def test_each_fault_is_told_by_row_and_column(
    office: Office, tmp_path: Path, households: list[list[Any]], persons: list[list[Any]], faults: list[tuple[Any, ...]]
):
    number = HOUSEHOLD_LABELS.index("户编号")
    households = [
        [float(cell) if at == number and isinstance(cell, int) else cell for at, cell in enumerate(row)]
        for row in households
    ]
    done = office.read(
        write_workbook(tmp_path / "h.xlsx", {"户": [HOUSEHOLD_LABELS, *households]}),
        write_workbook(tmp_path / "p.xlsx", {"人": [PERSON_LABELS, *persons]}),
    )
    assert [one for one in told(done) if one[0] != "NO_HOUSEHOLD"] == faults


def test_what_the_sheets_say_differently_is_a_fault(office: Office, tmp_path: Path):
    labels = [*PERSON_LABELS, "致贫原因1"]
    households = write_csv(tmp_path / "h.csv", [HOUSEHOLD_LABELS, household()])
    persons = write_csv(
        tmp_path / "p.csv", [labels, [*person(), "因残"], [*person(name="李四", card="", relation="配偶"), ""]]
    )
    done = office.read(households, persons)
    assert told(done) == [("DIFFERS", 2, "致贫原因1", "因残")]
    assert "因病" in done.faults.kept[0].problem.zh


def test_the_year_may_be_named_beside_the_sheet(office: Office, tmp_path: Path):
    files = sheets(tmp_path, [household(年度="")], [person()])
    assert told(office.read(*files, year=2017)) == []
    assert told(office.read(*family_sheets(tmp_path), year=2017)) == [("OTHER_YEAR", 2, "年度", "2018")]


def test_a_head_without_a_row_of_their_own_is_a_member(office: Office, tmp_path: Path):
    office.store(office.read(*sheets(tmp_path, [household()], [])))
    (member,) = office.states("member")
    assert member.values() | {"household": ""} == {"household": "", "name": "张三", "relation": "01"}


def test_namesakes_without_numbers_stay_two(office: Office, tmp_path: Path):
    twins = [person(name="张小宝", card="", relation="之子", 文化程度=level) for level in ("小学", "初中")]
    files = sheets(tmp_path, [household()], [person(), *twins])
    office.store(office.read(*files))
    before = office.ends()
    assert len(office.states("member")) == 3
    office.store(office.read(*files))
    assert office.ends() == before


def test_what_was_deleted_does_not_come_back_by_itself(office: Office, tmp_path: Path, clock: Clock):
    office.store(office.read(*family_sheets(tmp_path)))
    with office.replica.begin() as (tx, node):
        assignments.assign(tx, node, "bo", role="township", area=VILLAGE[:9], record=office.services.new_id(), now=NOW)
    with office.replica.begin() as (tx, node):
        (record,) = states_of_type(tx.connection, VILLAGE, "household")
        draft = Draft(VILLAGE, RecordKey("household", record), {}, "desk_edit", deleted=True, reason="重复")
        authoring.write(tx, node, Author("bo", office.server, clock.now), [draft])
    assert told(office.read(*family_sheets(tmp_path))) == [("DELETED_ON_SERVER", 2, "户编号", "4108990001")]


def test_a_person_imports_only_where_they_work(office: Office, tmp_path: Path):
    done = office.read(*family_sheets(tmp_path))
    office.outcome(done, "bo")
    assert [one[0] for one in told(done)] == ["NOT_ASSIGNED"]
    with office.replica.begin() as (tx, node):
        assignments.assign(tx, node, "bo", role="township", area=VILLAGE[:9], record=office.services.new_id(), now=NOW)
    done = office.read(*family_sheets(tmp_path))
    office.outcome(done, "bo")
    office.store(done, "bo")
    with office.replica.reading() as (tx, _):
        assert {one.actor for key in _keys(tx) for one in tx.history(VILLAGE, key)} == {"bo"}


def test_the_audit_log_says_who_imported_how_much_where(office: Office, tmp_path: Path):
    office.store(office.read(*family_sheets(tmp_path)))
    with office.services.engine.connect() as connection:
        entries = connection.execute(
            text("SELECT actor, area, facts FROM audit_entry WHERE action = 'households_imported'")
        ).all()
    assert [(entry.actor, entry.area) for entry in entries] == [("console", VILLAGE)]
    assert '"household_created":1' in entries[0].facts


def test_the_villages_phone_is_the_villages(office: Office, tmp_path: Path):
    labels = [*HOUSEHOLD_LABELS, "村办公电话"]
    rows = [[*household(f"410899000{at}", f"张{at}"), "0391-8661234"] for at in range(3)]
    office.store(
        office.read(
            write_csv(tmp_path / "h.csv", [labels, *rows]),
            write_csv(tmp_path / "p.csv", [PERSON_LABELS, person("4108990000", "张0")]),
        )
    )
    (village,) = office.states("village")
    assert village.value("office_phone") == "0391-8661234"
    assert village.value("name") == "皂角树村民委员会"
    rows[2][-1] = "0391-8665555"
    done = office.read(
        write_csv(tmp_path / "h.csv", [labels, *rows]),
        write_csv(tmp_path / "p.csv", [PERSON_LABELS, person("4108990000", "张0")]),
    )
    assert told(done) == [("DIFFERS", 4, "村办公电话", "0391-8665555")]


def test_a_server_without_areas_says_so(office: Office, tmp_path: Path):
    with office.services.engine.begin() as connection:
        connection.execute(text("DELETE FROM area"))
    assert [one[0] for one in told(office.read(*family_sheets(tmp_path)))] == ["NO_AREAS"]


def test_sheets_as_people_make_them(office: Office, tmp_path: Path):
    # Titles, grouped and repeated headers, merged cells, sums, signatures, several sheets: one workbook has it all.
    file = tmp_path / "all.xlsx"
    with xlsxwriter.Workbook(file) as workbook:
        notes = workbook.add_worksheet("说明")
        notes.write_row(0, 0, ["填报说明", "一式两份"])
        for name, number in (("月山镇", "4108990001"), ("月山镇（续）", "4108990002")):
            sheet = workbook.add_worksheet(name)
            sheet.merge_range(0, 0, 0, 9, "焦作市2018年贫困户信息表")
            upper = ["县", "乡镇", "村", "户编号", "户主姓名", "年度", "收入（元）", "", "住房"]
            for column, label in enumerate(upper):
                if label == "收入（元）":
                    sheet.merge_range(1, column, 1, column + 1, label)
                elif label == "住房":
                    sheet.write(1, column, label)
                elif label:
                    sheet.merge_range(1, column, 2, column, label)
            sheet.write_row(2, 6, ["工资性\n收入", "低 保 金", "有无卫生厕所"])
            sheet.write_row(3, 0, [*PLACE[2:], number, f"户主{number}", "2018年", 100.5, 20, "有"])
            sheet.write_row(4, 0, ["县", "乡镇", "村", "户编号", "户主姓名", "年度", "工资性收入"])
            sheet.write_row(5, 0, ["合计", "", "", "", "", "", 100.5, 20])
            sheet.write_formula(5, 8, "=SUM(G4:G5)", None, 100.5)
            sheet.write(7, 0, "填表人：张三    审核人：李四")
        people = workbook.add_worksheet("人员")
        people.write_row(0, 0, ["户编号", "姓名", "与户主关系", "血型"])
        people.merge_range(1, 0, 2, 0, "4108990001")
        people.write_row(1, 1, ["户主4108990001", "户主", "O"])
        people.write_row(2, 1, ["李四", "配偶", "A"])
        hidden = workbook.add_worksheet("旧表")
        hidden.write_row(0, 0, HOUSEHOLD_LABELS)
        hidden.write_row(1, 0, household())
        hidden.hide()
    done = office.read(file, file)
    assert told(done) == []
    (remarks, *_) = done.remarks.values()
    assert sorted(done.villages) == [VILLAGE]
    assert [len(one.people) for one in done.villages[VILLAGE]] == [2, 0]
    assert remarks.unknown == {"血型": 1}
    office.store(done)
    years = office.states("household_year")
    assert [one.value("income") for one in years] == [{"wage_income": 10_050, "dibao_income": 2000}] * 2
    assert [one.value("toilet_sanitary") for one in years] == [True, True]

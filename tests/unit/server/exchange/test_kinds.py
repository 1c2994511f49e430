import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import CODE_LISTS
from schemas.codes.household import CAUSE, CAUSE_MAIN, DANGER_GRADE, FUEL_TYPE, HOUSEHOLD_ATTR
from schemas.codes.member import EDUCATION, HEALTH, RELATION
from schemas.identity import check_character
from server.exchange.cells import Cell
from server.exchange.code_labels import VARIANTS
from server.exchange.faults import BadCell, Wrong
from server.exchange.kinds import NOTHING, Certificate, Coded, Day, Kind, Number, Several, Words, Year, YesNo
from server.exchange.layout import HOUSEHOLDS, KILOMETRES, MU, PEOPLE, PERSONS, SQUARE_METRES, YUAN, Column
from tests.unit.server.exchange.test_cells import TEXTS

COLUMNS = [column for layout in (HOUSEHOLDS, PERSONS) for column in layout.columns]


def values_of(kind: Kind) -> st.SearchStrategy[Any]:
    if isinstance(kind, Coded):
        return st.sampled_from(list(kind.codes.codes))
    if isinstance(kind, Several):
        codes = st.sampled_from(list(kind.codes.codes))
        return st.lists(codes, min_size=1, max_size=kind.most, unique=True)
    by_kind: dict[type, st.SearchStrategy[Any]] = {
        YesNo: st.booleans(),
        Day: st.dates().map(lambda day: day.isoformat()),
        Year: st.integers(1900, 2100),
        Number: TEXTS.filter(lambda text: text not in NOTHING),
        Certificate: TEXTS.filter(lambda text: text not in NOTHING),
        Words: TEXTS,
    }
    return by_kind.get(type(kind), st.integers(-(10**12), 10**12))


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.label)
@given(data=st.data())
def test_what_a_column_writes_it_reads_back(column: Column, data: st.DataObject):
    value = data.draw(values_of(column.kind))
    written = column.kind.write(value)
    as_workbook: Cell = written if isinstance(written, str) else float(written)
    assert column.kind.read(as_workbook, "") == value
    line = io.StringIO()
    csv.writer(line).writerow(["", written])
    assert column.kind.read(next(csv.reader(io.StringIO(line.getvalue(), newline="")))[1], "") == value


@pytest.mark.parametrize(
    ("kind", "cell", "unit", "value"),
    [
        (YUAN, "1,234.56", "", 123_456),
        (YUAN, "１２３４元", "", 123_400),
        (YUAN, 0.1 + 0.2, "", 30),
        (YUAN, "-12.345", "", -1235),
        (YUAN, "1.2", "万元", 1_200_000),
        (YUAN, "0", "", 0),
        (MU, "3.5亩", "", 350),
        (MU, 2, "公顷", 3000),
        (SQUARE_METRES, "85.25", "", 8525),
        (KILOMETRES, "0.35", "", 350),
        (KILOMETRES, "350", "米", 350),
        (PEOPLE, 3.0, "", 3),
        (PEOPLE, "3人", "", 3),
        (Year(), "2018年", "", 2018),
        (Year(), "2018年度", "", 2018),
        (Day(), "2014/3/1", "", "2014-03-01"),
        (Day(), "2014年3月1日", "", "2014-03-01"),
        (Day(), "20140301", "", "2014-03-01"),
        (Day(), 20140301, "", "2014-03-01"),
        (Day(), "2014-03-01 00:00:00", "", "2014-03-01"),
        (Day(), "无", "", None),
        (Number(), "无", "", None),
        (Number(), 13812345678.0, "", "13812345678"),
    ],
)
def test_people_write_values_in_many_ways(kind: Kind, cell: Cell, unit: str, value: object):
    assert kind.read(cell, unit) == value


@pytest.mark.parametrize("yes", ["是", "有", 1, 1.0, "1", "Y", "y", "Yes", True, "√", "TRUE"])
def test_yes(yes: Cell):
    assert YesNo().read(yes, "") is True


@pytest.mark.parametrize("no", ["否", "无", 0, 0.0, "0", "N", "no", False, "×"])
def test_no(no: Cell):
    assert YesNo().read(no, "") is False


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (Coded(HOUSEHOLD_ATTR), "五保（特困）贫困户", "03"),
        (Coded(HOUSEHOLD_ATTR), "五保贫困户", "03"),
        (Coded(HOUSEHOLD_ATTR), "低保户", "02"),
        (Coded(DANGER_GRADE), "A", "A"),
        (Coded(DANGER_GRADE), "C级", "C"),
        (Coded(CAUSE_MAIN), " 因 病 ", "01"),
        (Coded(RELATION), "户主", "01"),
        (Coded(RELATION), "兄弟姐妹", "21"),
        (Coded(EDUCATION), "本科", "07"),
        (Coded(FUEL_TYPE), "清洁能源", "04"),
        (Several(CAUSE, 2), "因残，因婚", ["02", "12"]),
        (Several(CAUSE, 2), "无", None),
        (Several(HEALTH, 4), "残疾、长期慢性病", ["04", "02"]),
    ],
)
def test_codes_come_by_their_labels(kind: Kind, cell: str, code: object):
    assert kind.read(cell, "") == code


@pytest.mark.parametrize(
    ("kind", "cell", "wrong"),
    [
        (Coded(CAUSE_MAIN), "01", Wrong.CODE_NUMBER),
        (Coded(CAUSE_MAIN), 1, Wrong.CODE_NUMBER),
        (Coded(CAUSE_MAIN), "因婚", Wrong.NOT_A_LABEL),
        (Coded(CAUSE_MAIN), "因懒", Wrong.NOT_A_LABEL),
        (Several(CAUSE, 2), "因病、因残、因学", Wrong.TOO_MANY_CODES),
        (YUAN, "约三千", Wrong.NOT_A_NUMBER),
        (YUAN, "无", Wrong.NOT_A_NUMBER),
        (YUAN, "1,23", Wrong.NOT_A_NUMBER),
        (YUAN, "1e999999", Wrong.NOT_A_NUMBER),
        (YUAN, "nan", Wrong.NOT_A_NUMBER),
        (YUAN, 1e17, Wrong.NOT_A_NUMBER),
        (PEOPLE, "2.5", Wrong.NOT_WHOLE),
        (YesNo(), "也许", Wrong.NOT_YES_NO),
        (Day(), "2014-02-30", Wrong.NOT_A_DAY),
        (Day(), "2014年3月", Wrong.NOT_A_DAY),
    ],
)
def test_what_stands_for_no_value_is_told(kind: Kind, cell: Cell, wrong: Wrong):
    with pytest.raises(BadCell) as caught:
        kind.read(cell, "")
    assert caught.value.wrong is wrong


def test_variants_lead_to_codes_that_exist():
    for name, labels in VARIANTS.items():
        assert set(labels.values()) <= CODE_LISTS[name].codes.keys(), name


@pytest.mark.parametrize(
    "cut", ["410822199601012000", "'410822199601012000", "４１０８２２１９９６０１０１２０００", "41082219960101200000"]
)
def test_a_number_that_a_spreadsheet_cut_is_none_even_as_text(cut: str):
    with pytest.raises(BadCell) as caught:
        Certificate().read(cut, "")
    assert caught.value.wrong is Wrong.ID_TRUNCATED


def test_a_number_that_ends_in_noughts_may_be_genuine():
    first_17 = next(found for at in range(100) if check_character(found := f"410822199601{at:02}100") == "0")
    for genuine in (f"{first_17}0", "41082219960101200X", "410822196001012", "受理中000"):
        assert Certificate().read(genuine, "") == genuine

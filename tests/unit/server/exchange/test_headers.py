import pytest

from server.exchange.cells import Cell
from server.exchange.faults import Unusable, Wrong
from server.exchange.headers import Header, find_header
from server.exchange.layout import HOUSEHOLDS, PERSONS, Layout
from server.exchange.rows import Row


def rows(*cells: list[Cell]) -> list[Row]:
    return [Row("户", number, one) for number, one in enumerate(cells, 1)]


def found(header: Header) -> dict[str, tuple[int, str]]:
    return {column.label: place for column, place in header.columns.items()}


@pytest.mark.parametrize(
    ("label", "column", "unit"),
    [
        ("耕地面积（亩）", "耕地面积（亩）", "亩"),
        ("耕地面积(亩)", "耕地面积（亩）", "亩"),
        ("耕地 面积", "耕地面积（亩）", ""),
        ("耕地面积\n【公顷】", "耕地面积（亩）", "公顷"),
        ("有无卫生厕所", "是否有卫生厕所", ""),
        ("卫生厕所", "是否有卫生厕所", ""),
        ("是否通生产用电", "是否通生产用电", ""),
        ("通生产用电", "是否通生产用电", ""),
        ("危房户", "是否危房户", ""),
        ("2018年人均纯收入（元）", "人均纯收入", "元"),
        ("2018年度人均纯收入", "人均纯收入", ""),
        ("与村主干路距离（米）", "与村主干路距离", "米"),
        ("*户主证件号码", "户主证件号码", ""),
        ("户主身份证号", "户主证件号码", ""),
    ],
)
def test_labels_vary(label: str, column: str, unit: str):
    header = find_header(HOUSEHOLDS, rows(["户编号", "户主姓名", label]), None)
    assert found(header)[column] == (2, unit)


def test_the_order_of_columns_is_free_and_unknown_ones_are_named():
    header = find_header(PERSONS, rows(["姓名", "血型", "与户主关系", "", "户编号"]), None)
    assert found(header) == {"姓名": (0, ""), "与户主关系": (2, ""), "户编号": (4, "")}
    assert header.unknown == ("血型",)


def test_titles_above_the_header_are_passed_over():
    header = find_header(
        HOUSEHOLDS, rows(["焦作市2018年户表"], ["单位：元"], ["户编号", "户主姓名"], ["1", "张三"]), None
    )
    assert header.last == 3


def test_a_header_of_two_rows_whose_upper_one_groups_columns():
    upper: list[Cell] = ["户编号", "户主姓名", "收入情况", "收入情况", "土地"]
    lower: list[Cell] = ["户编号", "户主姓名", "工资性收入", "转移性收入", "耕地面积（亩）"]
    for first in (upper, ["户编号", "户主姓名", "收入情况", "", "土地"]):
        for second in (lower, ["", "", *lower[2:]]):
            header = find_header(HOUSEHOLDS, rows(first, second, ["1", "张三", 1, 2, 3]), None)
            assert header.last == 2
            assert found(header) == {
                "户编号": (0, ""),
                "户主姓名": (1, ""),
                "工资性收入": (2, ""),
                "转移性收入": (3, ""),
                "耕地面积（亩）": (4, "亩"),
            }


def test_columns_of_several_years_need_the_year():
    labels: list[Cell] = ["户编号", "户主姓名", "2017年人均纯收入", "2018年人均纯收入"]
    assert found(find_header(HOUSEHOLDS, rows(labels), 2018))["人均纯收入"] == (3, "")
    with pytest.raises(Unusable) as caught:
        find_header(HOUSEHOLDS, rows(labels), None)
    assert caught.value.wrong is Wrong.COLUMN_TWICE


@pytest.mark.parametrize(
    ("layout", "labels", "wrong"),
    [
        (HOUSEHOLDS, ["户编号", "姓名", "与户主关系"], Wrong.SWAPPED),
        (PERSONS, ["户编号", "户主姓名"], Wrong.SWAPPED),
        (HOUSEHOLDS, ["户编号", "年度"], Wrong.NO_HEADER),
        (HOUSEHOLDS, ["甲", "乙"], Wrong.NO_HEADER),
        (HOUSEHOLDS, ["户编号", "户主姓名", "户号"], Wrong.COLUMN_TWICE),
        (HOUSEHOLDS, ["户编号", "户主姓名", "耕地面积（平方米）"], Wrong.WRONG_UNIT),
    ],
)
def test_what_is_no_header_is_told(layout: Layout, labels: list[Cell], wrong: Wrong):
    with pytest.raises(Unusable) as caught:
        find_header(layout, rows(labels), None)
    assert caught.value.wrong is wrong

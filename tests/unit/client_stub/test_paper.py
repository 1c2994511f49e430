import pytest

from client_stub.cli import paper
from client_stub.cli.blocks import items_of
from schemas import REGISTRY
from schemas.values import Instant

NOON = 1_540_008_000_000  # 2018-10-20 12:00 in Shanghai


def read(kind: str, path: str, text: str) -> object:
    field = REGISTRY.field(kind, path)
    assert field is not None
    return paper.read(text, field, lambda value: not REGISTRY.errors(kind, {path: value}))


@pytest.mark.parametrize(
    ("kind", "path", "text", "value"),
    [
        ("household", "phone", "13912345678", "13912345678"),
        ("household", "household_no", "0012", "0012"),  # a number that is a text keeps its zeros
        ("household", "cause_main", "因病", "01"),
        ("household", "cause_main", "illness", "01"),
        ("household", "cause_main", "01", "01"),
        ("household", "cause_other", "因残、因学", ["02", "03"]),
        ("household", "cause_other", "02,03", ["02", "03"]),
        ("household", "is_one_child", "是", True),
        ("household", "is_one_child", "No", False),
        ("household", "identified_year", "2014", 2014),
        ("household", "identified_on", "2014-05-01", "2014-05-01"),
        ("household", "hamlet", "", None),
        ("household", "moved_to", '{"area": "410822104203", "record": "x"}', '{"area": "410822104203", "record": "x"}'),
        ("household_year", "housing_area", "80.5", 8050),
        ("household_year", "farmland_area", "3.25", 325),
        ("village_year", "road_width", "3.5", 350),
        ("village_exit", "poverty_rate", "1.36", 136),
        ("household_year", "dist_main_road", "120", 120),
        ("household_year", "ecom_sales", "1200.55", 120055),
        ("household_year", "ecom_sales", "-1e2", -10000),
        ("household_year", "income", '{"wage_income": 960000}', {"wage_income": 960000}),
        ("member_year", "health", "02", ["02"]),
        ("visit", "started_at", "2018-10-20 12:00", NOON),
        ("visit", "started_at", "2018-10-20T04:00Z", NOON),
        ("visit", "answers/floor", "earth", "earth"),
    ],
)
def test_what_people_write_is_read(kind: str, path: str, text: str, value: object):
    assert read(kind, path, text) == value


@pytest.mark.parametrize(
    ("kind", "path", "text"),
    [
        ("household", "phone", "139123456"),
        ("household", "cause_main", "懒"),
        ("household", "is_one_child", "vielleicht"),
        ("household_year", "housing_area", "80.555"),  # finer than the record can hold
        ("household_year", "housing_area", "1e400000000"),
        ("household_year", "housing_area", "NaN"),
        ("household_year", "income", "{"),
        ("household", "identified_on", "2014-02-30"),
    ],
)
def test_what_cannot_be_read_is_kept_as_typed(kind: str, path: str, text: str):
    assert read(kind, path, text) == text


@pytest.mark.parametrize(
    ("kind", "path", "value", "zh"),
    [
        ("household", "cause_main", "01", "因病"),
        ("household", "cause_main", "77", "77"),  # a code of a newer list
        ("household", "cause_other", ["02", "03"], "因残、因学"),
        ("household", "is_one_child", False, "否"),
        ("household", "identified_year", 2014, "2014"),
        ("household", "hamlet", None, "—"),
        ("household_year", "housing_area", 8050, "80.5平方米"),
        ("household_year", "ecom_sales", 12_345_678, "123,456.78元"),
        ("visit", "started_at", NOON, "2018-10-20 12:00"),
        ("household", "unknown", {"a": "好"}, '{"a": "好"}'),
    ],
)
def test_a_value_is_shown_as_on_paper(kind: str, path: str, value: object, zh: str):
    assert paper.show(value, REGISTRY.field(kind, path)).zh == zh


def test_numbers_and_moments_survive_being_shown_and_read():
    for kind in REGISTRY.types:
        for field in kind.fields:
            if field.unit is None or field.unit == "ms":
                continue
            shown = paper.show(4100, field).zh.removesuffix(paper.paper_unit(field).name.zh).replace(",", "")
            assert paper.read(shown, field, lambda value: isinstance(value, int)) == 4100
    assert any(field.type == Instant for kind in REGISTRY.types for field in kind.fields)


def test_each_item_of_the_income_has_a_label_and_amounts_a_unit():
    items = items_of(REGISTRY.field("household_year", "income"))
    assert items["wage_income"].unit == "fen"
    assert items["net_income_per_capita"].label.zh == "人均纯收入"
    assert {"lines", "window", "itemised"} <= items.keys()


@pytest.mark.parametrize(
    ("kind", "path", "items"),
    [
        ("flag", "decision", {"state", "evidence_hash", "note", "by"}),
        ("identification", "status", {"state", "note", "by", "on"}),
        ("household", "moved_to", {"area", "record"}),
        ("household", "phone", set()),
        ("visit", "duration", set()),
    ],
)
def test_blocks_have_items_and_other_fields_have_none(kind: str, path: str, items: set[str]):
    assert items_of(REGISTRY.field(kind, path)).keys() == items


@pytest.mark.parametrize(("text", "value"), [("是", True), ("7", 7), ("[1]", [1]), ("", None), ("x", "x")])
def test_a_field_of_a_newer_version_takes_words_json_and_text(text: str, value: object):
    assert paper.read_unknown(text) == value

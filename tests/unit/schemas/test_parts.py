"""The parts of values know what they are called and what they are measured in."""

import pytest

from schemas import REGISTRY
from schemas.parts import describe_part


@pytest.mark.parametrize(
    ("record_type", "field", "path", "zh", "unit", "codes"),
    [
        ("household_year", "income", (), "收入", None, None),
        ("household_year", "income", ("wage_income",), "收入 › 工资性收入", "fen", None),
        ("household_year", "income", ("lines",), "收入 › 收入明细", None, None),
        ("household_year", "income", ("lines", "1"), "收入 › 收入明细 2", None, None),
        ("household_year", "income", ("lines", "1", "amount"), "收入 › 收入明细 2 › 金额", "fen", None),
        ("household_year", "income", ("lines", "0", "category"), "收入 › 收入明细 1 › 类别", None, "income_category"),
        ("household_year", "income", ("window", "from"), "收入 › 核算期 › 起", None, None),
        ("household_year", "income", ("of_a_newer_version", "3"), "收入 › of_a_newer_version › 3", None, None),
        ("household_year", "housing_area", (), "住房面积", "0.01 m²", None),
        ("household", "household_attr", (), "贫困户属性", None, "household_attr"),
        ("visit", "gps", ("lat",), "定位 › 纬度", "1e-7 degree", None),
        ("visit", "photos", ("gps", "lon"), "照片 › 拍摄位置 › 经度", "1e-7 degree", None),
        ("flag", "finding", ("evidence", "n"), "核查发现 › 依据 › n", None, None),
    ],
)
def test_what_a_part_is(  # noqa: PLR0917 -- a row of the table above
    record_type: str, field: str, path: tuple[str, ...], zh: str, unit: str | None, codes: str | None
):
    known = REGISTRY.field(record_type, field)
    if field == "photos":
        known = REGISTRY.field(record_type, f"{field}/{'0' * 64}")
    assert known is not None
    part = describe_part(known, path)
    assert (part.label.zh, part.unit, part.codes and part.codes.name) == (zh, unit, codes)


def test_every_field_can_be_described():
    for record_type in REGISTRY.types:
        for field in record_type.fields:
            assert describe_part(field, ()).label == field.label
            assert describe_part(field, ("0", "x")).label.en.startswith(field.label.en)

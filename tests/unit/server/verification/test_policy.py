from datetime import date
from pathlib import Path

import pytest

from server.verification.policy import Policy, PolicyError, load_policy, parse_policy
from tests.unit.server.verification.families import VILLAGE

HEAD = """version = 1
area = "4108"

[year_end]
month = 9
day = 30
tag = "G"
source = "a guess"
verified = false
"""
FLOOR = """
[[parameter.floor]]
value = 9800
unit = "fen"
tag = "S"
source = "the plan"
verified = true
valid_from = 2018-01-01

[[parameter.floor]]
value = 8000
unit = "fen"
tag = "G"
source = "a guess"
verified = false
valid_to = 2017-12-31
"""


def read(text: str, *needed: str) -> Policy:
    return parse_policy(text, "jiaozuo.toml", needed=needed)


def problems(text: str, *needed: str) -> list[tuple[int, str]]:
    with pytest.raises(PolicyError) as caught:
        read(text, *needed)
    return [(one.line, str(one)) for one in caught.value.problems]


def test_the_policy_that_comes_with_the_program_is_right():
    entry = load_policy(needed=["income_tolerance"]).in_force("income_tolerance", VILLAGE, 2018).entry
    assert entry is not None
    assert (entry.value, entry.unit, entry.tag, entry.verified) == (100, "fen", "G", False)


def test_a_year_has_the_value_that_is_valid_when_its_accounts_end():
    policy = read(HEAD + FLOOR)
    values = {year: policy.in_force("floor", VILLAGE, year).value for year in (2017, 2018, 2020)}
    assert values == {2017: 8000, 2018: 9800, 2020: 9800}


def test_outside_all_periods_there_is_no_value():
    policy = read(HEAD + FLOOR.replace("valid_to = 2017-12-31", "valid_from = 2010-01-01\nvalid_to = 2015-01-01"))
    assert policy.in_force("floor", VILLAGE, 2016) == (None, ())


def test_a_value_may_be_unknown():
    assert read(HEAD + FLOOR.replace("value = 9800\n", "")).in_force("floor", VILLAGE, 2018) == (None, ("nation",))


def test_a_period_may_be_one_day():
    read(HEAD + FLOOR.replace("valid_from = 2018-01-01", "valid_from = 2018-09-30\nvalid_to = 2018-09-30"))
    assert read(HEAD + FLOOR).parameter["floor"][0].holds(date(2018, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("value = 9800", 'value = "98 yuan"', 12, "parameter.floor.0.value"),
        ("value = 8000", "value = 80.5", 20, "parameter.floor.1.value"),
        ('tag = "S"', 'tag = "V27"', 14, "parameter.floor.0.tag"),
        ('source = "the plan"', 'source = ""', 15, "parameter.floor.0.source"),
        ("verified = true", "verifed = true", 16, "parameter.floor.0.verifed"),
        ("verified = true\n", "", 11, "parameter.floor.0.verified"),
        (
            "valid_to = 2017-12-31",
            "valid_to = 2018-12-31",
            19,
            "parameter.floor.1: 与前面同一地区的有效期重叠  overlaps",
        ),
        ("valid_from = 2018-01-01", "valid_from = 2018-01-01\nvalid_to = 2017-01-01", 11, "valid_to lies before"),
        ("valid_from = 2018-01-01", 'valid_from = "2018"', 17, "parameter.floor.0.valid_from"),
        ("day = 30", "day = 31", 4, "year_end"),
        ("month = 9", "month = 13", 5, "year_end.month"),
        ("version = 1\n", "", 1, "version"),
        ('area = "4108"', 'area = "Jiaozuo"', 2, "area"),
        ("value = 9800", "value = 98 00", 12, ""),
        ("[[parameter.floor]]\nvalue = 9800", "[[parameter.floor]\nvalue = 9800", 11, ""),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, says: str):
    assert (HEAD + FLOOR).count(old) == 1
    found = problems((HEAD + FLOOR).replace(old, new))
    assert line in [one for one, _ in found]
    assert any(says in text for _, text in found)


def test_a_file_that_breaks_off_is_named_with_its_last_line():
    assert problems('version = """1\n2\n')[0][0] == 2


def test_all_mistakes_are_named_at_once():
    text = (HEAD + FLOOR).replace("9800", "true").replace('tag = "S"', "tag = 1").replace("version = 1", "version = 0")
    assert [line for line, _ in problems(text)] == [1, 12, 14]


def test_a_parameter_that_a_rule_reads_must_be_there():
    assert problems(HEAD + FLOOR, "floor", "ceiling") == [
        (1, "1: parameter.ceiling: 缺少该参数，规则要用  missing, and a rule reads it")
    ]


def test_the_message_has_the_form_that_editors_jump_to():
    with pytest.raises(PolicyError, match=r"^jiaozuo\.toml:12: parameter\.floor\.0\.value"):
        read((HEAD + FLOOR).replace("9800", '"x"'))


AREAS = FLOOR.replace(
    "[[parameter.floor]]\nvalue = 9800", '[[parameter.floor]]\narea = "410822"\nvalue = 9800'
).replace("[[parameter.floor]]\nvalue = 8000", '[[parameter.floor]]\narea = "41"\nvalue = 8000')
"""A county's floor from 2018 on, and the province's before."""


class TestAreas:
    nation = FLOOR.split("[[parameter.floor]]")[1].replace("9800", "100").replace("valid_from = 2018-01-01", "")

    def values(self, text: str, area: str = VILLAGE) -> dict[int, object]:
        policy = read(HEAD + text)
        return {year: policy.in_force("floor", area, year).value for year in (2016, 2018)}

    def test_the_nearest_goes_first(self):
        text = f"{AREAS}\n[[parameter.floor]]{self.nation}"
        assert self.values(text) == {2016: 8000, 2018: 9800}
        assert self.values(text, "410823104203") == {2016: 8000, 2018: 100}

    def test_a_level_without_a_value_is_passed_over_and_named(self):
        text = f"{AREAS}\n[[parameter.floor]]{self.nation}".replace("value = 9800\n", "")
        found = read(HEAD + text).in_force("floor", VILLAGE, 2018)
        assert (found.value, found.unknown) == (100, ("county",))

    def test_elsewhere_is_nobodys(self):
        wrong = AREAS.replace('"410822"', '"4109"')
        assert problems(HEAD + wrong)[0] == (
            12,
            "12: parameter.floor.0.area: 既不在 4108 内，也不是其上级  neither within 4108 nor above it",
        )

    def test_periods_of_different_areas_do_not_overlap(self):
        read(HEAD + AREAS.replace("valid_from = 2018-01-01\n", ""))


def test_rules_count_in_the_unit_of_the_policy_that_comes_with_the_program():
    text = HEAD + FLOOR.replace("parameter.floor", "parameter.poverty_line").replace('"fen"', '"fen/month"')
    assert [line for line, said in problems(text) if "单位应为 fen" in said] == [13, 21]


def test_a_parameter_may_be_yes_or_no_or_a_name():
    flag = '[[parameter.inclusive]]\nvalue = false\nunit = "yes/no"\ntag = "G"\nsource = "x"\nverified = false\n'
    zone = flag.replace("inclusive", "zone").replace("false\nunit", '"Asia/Shanghai"\nunit').replace("yes/no", "name")
    policy = read(HEAD + flag + zone)
    assert policy.in_force("inclusive", VILLAGE, 2018).value is False
    assert policy.in_force("zone", VILLAGE, 2018).value == "Asia/Shanghai"
    assert problems(HEAD + flag.replace("value = false", "value = 0"))[0][0] == 11


def test_nothing_is_negative():
    assert problems((HEAD + FLOOR).replace("9800", "-1"))[0] == (
        12,
        "12: parameter.floor.0.value: 不能为负数  negative",
    )


class TestFiles:
    def failing(self, path: Path) -> str:
        with pytest.raises(PolicyError) as caught:
            load_policy(path)
        return str(caught.value)

    def test_one_that_is_not_there(self, tmp_path: Path):
        assert self.failing(tmp_path / "none.toml").startswith("none.toml:1: 文件无法读取")

    def test_one_in_gbk(self, tmp_path: Path):
        file = tmp_path / "gbk.toml"
        file.write_bytes((HEAD + FLOOR).replace("the plan", "三年行动计划").encode("gbk"))
        assert self.failing(file).startswith("gbk.toml:15: 不是 UTF-8")

    def test_one_with_a_mark_of_its_encoding(self, tmp_path: Path):
        file = tmp_path / "bom.toml"
        file.write_text(HEAD + FLOOR, encoding="utf-8-sig")
        assert load_policy(file).version == 1


def test_two_policies_differ_by_their_digest():
    assert read(HEAD + FLOOR).digest() == read(HEAD + "\n" + FLOOR).digest()
    assert read(HEAD + FLOOR).digest() != read((HEAD + FLOOR).replace("9800", "9900")).digest()

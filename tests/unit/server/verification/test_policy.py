from datetime import date

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
    return [tuple(one) for one in caught.value.problems]


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
        ("valid_to = 2017-12-31", "valid_to = 2018-12-31", 19, "parameter.floor.1: overlaps"),
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
    assert problems(HEAD + FLOOR, "floor", "ceiling") == [(1, "parameter.ceiling: missing, and a rule reads it")]


def test_the_message_has_the_form_that_editors_jump_to():
    with pytest.raises(PolicyError, match=r"^jiaozuo\.toml:12: parameter\.floor\.0\.value"):
        read((HEAD + FLOOR).replace("9800", '"x"'))

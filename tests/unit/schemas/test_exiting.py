from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes.member import HEALTH, SCHOOL_STATUS
from schemas.exiting import Schooling, all_met, exit_conditions
from schemas.records.exit_decision import ExitConditions

LINE = 295_200
SCHOOLING = Schooling(6, 15, date(2018, 9, 30))
YEAR: dict[str, Any] = {
    "income": {"net_income_per_capita": 295_201},
    "income_channels": 1,
    "food_ok": True,
    "water_safe": True,
    "clothes_ok": True,
    "housing_area": 6000,
    "danger_grade": "B",
}
ADULT: tuple[dict[str, Any], dict[str, Any]] = (
    {"birth_date": "1980-05-01", "in_household": True},
    {"medical_ins": True},
)
CHILD: tuple[dict[str, Any], dict[str, Any]] = (
    {"birth_date": "2008-05-01", "in_household": True},
    {"medical_ins": True, "school_status": "03"},
)


def conditions(
    year: dict[str, Any] | None = None, child: dict[str, Any] | None = None, *, line: int | None = LINE
) -> dict[str, bool | None]:
    family = [ADULT, (CHILD[0], {**CHILD[1], **(child or {})})]
    return exit_conditions({**YEAR, **(year or {})}, family, line=line, schooling=SCHOOLING)


def test_a_household_that_meets_all_of_them() -> None:
    found = conditions()
    assert set(found.values()) == {True}
    assert all_met(found) is True
    assert set(found) | {"line"} == set(ExitConditions.__annotations__)


@pytest.mark.parametrize(
    ("year", "key", "expected"),
    [
        ({"income": {"net_income_per_capita": LINE}}, "income_ok", False),
        ({"income": {"net_income_per_capita": None}}, "income_ok", None),
        ({"income": None}, "income_ok", None),
        ({"income_channels": 0}, "stable_income_ok", False),
        ({"income_channels": None}, "stable_income_ok", None),
        ({"water_safe": False}, "food_ok", False),
        ({"food_ok": False, "water_safe": None}, "food_ok", False),
        ({"water_safe": None}, "food_ok", None),
        ({"clothes_ok": None}, "clothes_ok", None),
        ({"housing_area": 0}, "housing_ok", False),
        ({"housing_area": None}, "housing_ok", None),
        ({"danger_grade": "C"}, "housing_ok", False),
        ({"danger_grade": "D", "house_renovated_year": 2017}, "housing_ok", True),
        ({"danger_grade": None}, "housing_ok", None),
        ({"danger_grade": None, "is_dangerous_house": False}, "housing_ok", True),
        ({"danger_grade": None, "is_dangerous_house": True}, "housing_ok", False),
    ],
)
def test_one_condition_of_the_household(year: dict[str, Any], key: str, expected: bool | None) -> None:
    found = conditions(year)
    assert found.pop(key) is expected
    assert set(found.values()) == {True}
    assert all_met({**found, key: expected}) is expected


@pytest.mark.parametrize(
    ("child", "key", "expected"),
    [
        ({"school_status": "01"}, "education_ok", False),
        ({"school_status": "01", "health": ["02"]}, "education_ok", False),
        ({"school_status": "01", "health": ["04"]}, "education_ok", True),
        ({"school_status": None}, "education_ok", None),
        ({"medical_ins": False}, "medical_ok", False),
        ({"medical_ins": None}, "medical_ok", None),
    ],
)
def test_one_condition_of_a_member(child: dict[str, Any], key: str, expected: bool | None) -> None:
    found = conditions(child=child)
    assert found.pop(key) is expected
    assert set(found.values()) == {True}


def test_the_line_itself_is_not_above_the_line_unless_policy_says_so() -> None:
    poor = {**YEAR, "income": {"net_income_per_capita": LINE}}
    assert exit_conditions(poor, [], line=LINE, schooling=SCHOOLING)["income_ok"] is False
    assert exit_conditions(poor, [], line=LINE, schooling=SCHOOLING, at_line=True)["income_ok"] is True
    assert conditions(line=None)["income_ok"] is None


@pytest.mark.parametrize(
    ("birth", "expected"),
    [("2012-09-30", False), ("2012-10-01", True), ("2002-10-01", False), ("2002-09-30", True), (None, None)],
)
def test_ages_are_completed_years(birth: str | None, expected: bool | None) -> None:
    truant = ({"birth_date": birth}, {"medical_ins": True, "school_status": "01"})
    assert exit_conditions(YEAR, [truant], line=LINE, schooling=SCHOOLING)["education_ok"] is expected


def test_a_birth_date_is_read_from_the_number_where_none_was_declared() -> None:
    truant = ({"id_number": "410899200805010011"}, {"school_status": "01"})
    assert exit_conditions(YEAR, [truant], line=LINE, schooling=SCHOOLING)["education_ok"] is False
    odd = ({"id_number": "4.1E+17"}, {"school_status": "01"})
    assert exit_conditions(YEAR, [odd], line=LINE, schooling=SCHOOLING)["education_ok"] is None


def test_who_left_the_household_does_not_count() -> None:
    away = ({**CHILD[0], "in_household": False}, {"medical_ins": False, "school_status": "01"})
    found = exit_conditions(YEAR, [ADULT, away], line=LINE, schooling=SCHOOLING)
    assert (found["education_ok"], found["medical_ok"]) == (True, True)
    nobody = exit_conditions(YEAR, [away], line=LINE, schooling=SCHOOLING)
    assert (nobody["education_ok"], nobody["medical_ok"]) == (None, None)


ANSWERS = st.sampled_from([None, True, False])
CHILDREN = st.fixed_dictionaries(
    {
        "school_status": st.sampled_from([None, *SCHOOL_STATUS.codes]),
        "medical_ins": ANSWERS,
        "health": st.none() | st.lists(st.sampled_from(sorted(HEALTH.codes)), max_size=2),
    }
)


@given(year=st.fixed_dictionaries(dict.fromkeys(("food_ok", "water_safe", "clothes_ok"), ANSWERS)), child=CHILDREN)
def test_answering_a_question_settles_a_condition_and_never_unsettles_one(
    year: dict[str, Any], child: dict[str, Any]
) -> None:
    before = conditions(year, child)
    answered = {name: True if value is None else value for name, value in year.items()}
    after = conditions(answered, child)
    for key, known in before.items():
        assert known is None or after[key] is known
    assert all_met(before) is not True or all_met(after) is True

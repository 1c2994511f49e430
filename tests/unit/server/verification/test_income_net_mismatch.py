import pytest

from server.verification.rules.arithmetic import INCOME_NET_MISMATCH
from tests.unit.server.verification.families import HOUSEHOLD, INCOME, VILLAGE, YEAR, ask, family, run

NET = INCOME["gross_income"] - INCOME["business_expense"]


@pytest.mark.parametrize("slip", [101, -101, 5_000, 10**9])
def test_a_total_that_differs_by_more_than_one_yuan_is_odd(slip: int):
    assert ask(INCOME_NET_MISMATCH, family({"net_income": NET + slip})) == [True]


@pytest.mark.parametrize("rounding", [0, 100, -100])
def test_rounding_to_whole_yuan_is_not(rounding: int):
    assert ask(INCOME_NET_MISMATCH, family({"net_income": NET + rounding})) == [False]


def test_a_loss_may_add_up():
    assert ask(INCOME_NET_MISMATCH, family({"business_expense": 5_000_000, "net_income": -2_002_000})) == [False]


@pytest.mark.parametrize("operand", ["net_income", "gross_income", "business_expense"])
def test_without_an_operand_it_is_not_asked(operand: str):
    assert ask(INCOME_NET_MISMATCH, family({operand: None})) == [None]


def test_an_expense_of_nothing_is_an_operand():
    assert ask(INCOME_NET_MISMATCH, family({"business_expense": 0, "net_income": INCOME["gross_income"]})) == [False]


def test_it_asks_about_the_household_in_that_year_and_shows_the_three_amounts_and_the_tolerance():
    ((question, odd),) = run(INCOME_NET_MISMATCH, family({"net_income": 2_798_000})).odd.items()
    assert question == (VILLAGE, "income_net_mismatch", (HOUSEHOLD,), YEAR)
    assert odd.evidence == {
        "net_income": 2_798_000,
        "gross_income": 2_998_000,
        "business_expense": 150_000,
        "policy": {"income_tolerance": {"value": 100, "tag": "G", "level": "nation"}},
        "fields": [f"household_year.income.{name}" for name in ("business_expense", "gross_income", "net_income")],
    }
    said = INCOME_NET_MISMATCH.describe(odd.evidence)
    assert said.zh == "纯收入27980.00元≠总收入29980.00元−经营支出1500.00元"
    assert said.en == "Net income 27980.00 is not gross income 29980.00 less business expense 1500.00 (yuan)"

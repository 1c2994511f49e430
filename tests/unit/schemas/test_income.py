from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.income import Income, gross, net, per_capita, property_total, transfer_total

AMOUNTS = st.integers(-(10**9), 10**9)
TRANSFERS = (
    "family_planning_subsidy",
    "dibao_income",
    "tekun_income",
    "pension_income",
    "eco_comp_income",
    "other_transfer_income",
)
PROPERTY = ("asset_dividend_income", "other_property_income")
PARTS = ("wage_income", "business_income", "property_income", "transfer_income")


def incomes(*names: str) -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries(dict.fromkeys(names, AMOUNTS))


@given(amounts=incomes(*TRANSFERS, *PROPERTY, *PARTS, "gross_income", "business_expense"))
def test_the_formulae_take_their_operands_as_recorded(amounts: dict[str, int]) -> None:
    income = Income.model_validate(amounts)
    assert transfer_total(income) == sum(amounts[name] for name in TRANSFERS)
    assert property_total(income) == sum(amounts[name] for name in PROPERTY)
    assert gross(income) == sum(amounts[name] for name in PARTS)
    assert net(income) == amounts["gross_income"] - amounts["business_expense"]


@given(amounts=incomes(*TRANSFERS, *PROPERTY, *PARTS, "gross_income", "business_expense"), data=st.data())
def test_a_formula_with_a_null_operand_is_incomplete(amounts: dict[str, int], data: st.DataObject) -> None:
    formulae: list[tuple[Any, tuple[str, ...]]] = [
        (transfer_total, TRANSFERS),
        (property_total, PROPERTY),
        (gross, PARTS),
        (net, ("gross_income", "business_expense")),
    ]
    missing = data.draw(st.sampled_from(sorted(amounts)))
    income = Income.model_validate({**amounts, missing: None})
    for formula, operands in formulae:
        assert (formula(income) is None) == (missing in operands)


def test_not_asked_is_the_same_as_null() -> None:
    assert Income.model_validate({}).wage_income is None
    assert gross(Income.model_validate(dict.fromkeys(PARTS[:3], 0))) is None
    assert gross(Income.model_validate(dict.fromkeys(PARTS, 0))) == 0


@pytest.mark.parametrize(
    ("net_fen", "n", "expected"),
    [(1000, 3, 333), (2000, 3, 667), (5, 2, 3), (-5, 2, -3), (7, 1, 7), (0, 4, 0), (None, 4, None), (5, 0, None)],
)
def test_income_per_head_is_rounded_to_the_nearest_fen(net_fen: int | None, n: int, expected: int | None) -> None:
    assert per_capita(net_fen, n) == expected


@given(net_fen=AMOUNTS, n=st.integers(1, 30))
def test_income_per_head_is_off_by_half_a_fen_at_most(net_fen: int, n: int) -> None:
    rounded = per_capita(net_fen, n)
    assert rounded is not None
    assert 2 * abs(rounded * n - net_fen) <= n
    assert per_capita(-net_fen, n) == -rounded


def test_what_a_newer_version_adds_to_the_block_is_kept() -> None:
    written = {"wage_income": 1, "solar_income": 2, "lines": [{"category": "wage_income", "payer": "workshop"}]}
    assert Income.model_validate(written).model_dump(exclude_unset=True) == written


def test_amounts_are_whole_fen() -> None:
    with pytest.raises(ValidationError):
        Income.model_validate({"wage_income": 1.0})
    with pytest.raises(ValidationError):
        Income.model_validate({"wage_income": True})

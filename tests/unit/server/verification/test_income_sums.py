"""The four parts, the six transfers and the two kinds of property income against their totals."""

import pytest

from server.verification.rule import Rule
from server.verification.rules.arithmetic import (
    INCOME_GROSS_MISMATCH,
    INCOME_PROPERTY_SUM_MISMATCH,
    INCOME_TRANSFER_SUM_MISMATCH,
)
from tests.unit.server.verification.families import INCOME, ask, family, run

PARTS = ("wage_income", "business_income", "property_income", "transfer_income")
TRANSFERS = (
    "family_planning_subsidy",
    "dibao_income",
    "tekun_income",
    "pension_income",
    "eco_comp_income",
    "other_transfer_income",
)
SUMS: dict[Rule, tuple[str, tuple[str, ...]]] = {
    INCOME_GROSS_MISMATCH: ("gross_income", PARTS),
    INCOME_TRANSFER_SUM_MISMATCH: ("transfer_income", TRANSFERS),
    INCOME_PROPERTY_SUM_MISMATCH: ("property_income", ("asset_dividend_income", "other_property_income")),
}


@pytest.mark.parametrize("rule", SUMS, ids=lambda rule: rule.id)
class TestEachSum:
    def test_what_adds_up_is_right(self, rule: Rule):
        total, parts = SUMS[rule]
        assert sum(INCOME[part] for part in parts) == INCOME[total]
        assert ask(rule, family()) == [False]

    @pytest.mark.parametrize(("slip", "odd"), [(100, False), (-100, False), (101, True), (-101, True), (10**8, True)])
    def test_one_yuan_is_rounding(self, rule: Rule, slip: int, odd: bool):
        total, _ = SUMS[rule]
        assert ask(rule, family({total: INCOME[total] + slip})) == [odd]

    def test_each_part_counts(self, rule: Rule):
        for part in SUMS[rule][1]:
            assert ask(rule, family({part: INCOME[part] + 5_000})) == [True]

    def test_without_a_part_or_the_total_it_is_not_asked(self, rule: Rule):
        total, parts = SUMS[rule]
        for part in (total, *parts):
            assert ask(rule, family({part: None})) == [None]

    def test_both_sums_are_shown(self, rule: Rule):
        total, _ = SUMS[rule]
        (odd,) = run(rule, family({total: INCOME[total] + 123_456})).odd.values()
        assert (odd.evidence[total], odd.evidence["sum"]) == (INCOME[total] + 123_456, INCOME[total])
        said = rule.describe(odd.evidence)
        assert f"{INCOME[total] / 100:.2f}元" in said.zh
        assert f"{INCOME[total] / 100:.2f}" in said.en

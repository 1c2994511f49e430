"""Who is counted in a household at the end of its accounting year: by the size stated, and by the income per head."""

import pytest

from server.verification.rules.arithmetic import INCOME_PER_CAPITA_MISMATCH, MEMBER_COUNT_MISMATCH
from tests.unit.server.verification.families import AT_HOME, HEAD, WIFE, WORKER, Fields, ask, family, run

NET = 2_848_000


def size(member_count: int | None, *people: Fields, **of_year: object) -> list[bool | None]:
    members = [(one, AT_HOME) for one in people]
    return ask(MEMBER_COUNT_MISMATCH, family(members=members, of_year={"member_count": member_count, **of_year}))


def per_head(amount: int | None, *people: Fields, net: int | None = NET) -> list[bool | None]:
    income = {"net_income_per_capita": amount, "net_income": net}
    return ask(INCOME_PER_CAPITA_MISMATCH, family(income, [(one, WORKER) for one in people]))


class TestSize:
    @pytest.mark.parametrize(("stated", "odd"), [(2, False), (1, True), (3, True), (0, True)])
    def test_is_that_of_the_members_listed(self, stated: int, odd: bool):
        assert size(stated, HEAD, WIFE) == [odd]

    def test_without_a_member_is_nobody(self):
        assert size(0) == [False]
        assert size(3) == [True]

    def test_unstated_is_not_asked(self):
        assert size(None, HEAD) == [None]

    def test_unknown_of_one_member_is_not_asked(self):
        assert size(2, HEAD, {**WIFE, "in_household": None}) == [None]

    @pytest.mark.parametrize(("code", "changed_on", "counted"), [
        ("01", "2018-03-01", False),
        ("01", "2018-09-30", False),
        ("01", "2018-10-01", True),
        ("08", "2019-01-01", True),
        ("02", None, False),
    ])  # fmt: skip
    def test_who_left_after_the_year_had_ended_still_counts_in_it(
        self, code: str, changed_on: str | None, counted: bool
    ):
        gone = {**WIFE, "in_household": False, "change_code": code, "changed_on": changed_on}
        assert size(2, HEAD, gone) == [not counted]

    @pytest.mark.parametrize(("changed_on", "counted"), [("2018-09-30", True), ("2018-10-01", False), (None, True)])
    def test_who_came_after_the_year_had_ended_does_not_count_in_it(self, changed_on: str | None, counted: bool):
        born = {**WIFE, "change_code": "06", "changed_on": changed_on}
        assert size(1, HEAD, born) == [counted]

    def test_a_year_ends_by_its_own_window_where_that_is_recorded(self):
        born = {**WIFE, "change_code": "06", "changed_on": "2018-11-01"}
        income = {"window": {"from": "2018-01-01", "to": "2018-12-31"}}
        assert ask(MEMBER_COUNT_MISMATCH, family(income, [(HEAD, None), (born, None)])) == [False]
        assert ask(MEMBER_COUNT_MISMATCH, family({}, [(HEAD, None), (born, None)])) == [True]

    def test_both_figures_are_shown(self):
        (odd,) = run(MEMBER_COUNT_MISMATCH, family(of_year={"member_count": 5})).odd.values()
        assert MEMBER_COUNT_MISMATCH.describe(odd.evidence).zh == "填报人口5人≠在户成员2人"


class TestPerHead:
    @pytest.mark.parametrize(("amount", "odd"), [
        (1_424_000, False),
        (1_424_050, False),
        (1_423_950, False),
        (1_424_051, True),
        (2_848_000, True),
        (0, True),
    ])  # fmt: skip
    def test_is_net_income_over_the_members_within_half_a_yuan(self, amount: int, odd: bool):
        assert per_head(amount, HEAD, WIFE) == [odd]

    def test_thirds_are_rounding(self):
        assert per_head(33_333, HEAD, WIFE, {**WIFE, "id_number": None}, net=100_000) == [False]

    def test_losses_divide_alike(self):
        assert per_head(-50_000, HEAD, WIFE, net=-100_000) == [False]
        assert per_head(50_000, HEAD, WIFE, net=-100_000) == [True]

    def test_nobody_is_divided_by(self):
        assert per_head(1_424_000) == [None]

    def test_without_an_operand_it_is_not_asked(self):
        assert per_head(None, HEAD) == [None]
        assert per_head(1_424_000, HEAD, WIFE, net=None) == [None]

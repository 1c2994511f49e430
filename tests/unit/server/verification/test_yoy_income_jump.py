import pytest

from server.verification.frames import Shown
from server.verification.rules.history import YOY_INCOME_JUMP
from tests.unit.server.verification.families import ask, family, run

WINDOW_2018 = {"from": "2017-10-01", "to": "2018-09-30"}
WINDOW_2017 = {"from": "2016-10-01", "to": "2017-09-30"}
CALENDAR_2017 = {"from": "2017-01-01", "to": "2017-12-31"}


def year_of(year: int, per_head: int | None, window: dict[str, str] | None = None) -> list[Shown]:
    records = family({"net_income_per_capita": per_head, "window": window}, year=year)
    return [one for one in records if one.key.type == "household_year"]


def of(before: int | None, now: int | None) -> bool | None:
    """Return the answer about the later year; the earlier one has none before it."""
    first, second = sorted(
        ask(YOY_INCOME_JUMP, year_of(2017, before) + year_of(2018, now)), key=lambda one: one is None
    )
    assert second is None
    return first


@pytest.mark.parametrize(
    ("before", "now", "odd"),
    [
        (300_000, 480_001, True),
        (300_000, 480_000, False),
        (400_000, 550_000, False),
        (100_000, 250_000, False),
        (100_000, 250_001, True),
        (0, 150_001, True),
        (0, 150_000, False),
        (-100_000, 60_000, True),
        (480_001, 300_000, False),
    ],
)
def test_a_rise_is_odd_where_it_is_both_steep_and_high(before: int, now: int, odd: bool):
    assert of(before, now) is odd


def test_without_the_year_before_it_is_not_asked():
    assert ask(YOY_INCOME_JUMP, year_of(2018, 10**7)) == [None]
    assert ask(YOY_INCOME_JUMP, year_of(2016, 0) + year_of(2018, 10**7)) == [None, None]
    assert ask(YOY_INCOME_JUMP, year_of(2017, None) + year_of(2018, 10**7)) == [None, None]


def test_another_households_year_is_not_its_own():
    other = family({"net_income_per_capita": 0}, [], year=2017, household="01665100-0000-7000-8000-000000000009")
    assert ask(YOY_INCOME_JUMP, other + year_of(2018, 10**7)) == [None, None]


def test_both_years_are_shown():
    ((question, odd),) = run(YOY_INCOME_JUMP, year_of(2017, 300_000) + year_of(2018, 900_000)).odd.items()
    assert question.period == 2018
    assert YOY_INCOME_JUMP.describe(odd.evidence).zh == "人均纯收入由上年3000.00元增至9000.00元"
    assert set(odd.evidence["policy"]) == {"income_jump_amount", "income_jump_ratio"}


@pytest.mark.parametrize(("window", "noted"), [(WINDOW_2017, False), (CALENDAR_2017, True), (None, False)])
def test_another_accounting_window_is_noted(window: dict[str, str] | None, noted: bool):
    records = year_of(2017, 0, window) + year_of(2018, 10**7, WINDOW_2018)
    (odd,) = run(YOY_INCOME_JUMP, records).odd.values()
    assert (odd.evidence.get("notes") == ["window_changed"]) is noted
    assert YOY_INCOME_JUMP.describe(odd.evidence).zh.endswith("（两年核算期不同）") is noted

import pytest

from schemas import REGISTRY
from schemas.codes.administration import CONFIRMATION, CONFIRMATION_STATE
from schemas.records.confirmation import CONFIRMING, LOCKED, confirmation_state

OPEN = ["village_confirmed", "township_confirmed"]


@pytest.mark.parametrize(
    ("submitted", "checked", "expected"),
    [(False, False, "draft"), (True, False, "submitted"), (True, True, "checked")],
)
def test_what_nobody_confirmed_shows_how_far_the_machine_has_come(
    submitted: bool, checked: bool, expected: str
) -> None:
    edited = {"state": "township_confirmed", "income_hash": "before"}
    for confirmation in (None, edited):
        assert confirmation_state(confirmation, "now", submitted=submitted, checked=checked) == expected
    assert expected in CONFIRMATION_STATE.codes


@pytest.mark.parametrize("state", CONFIRMATION.codes)
def test_a_confirmation_of_the_present_figures_is_shown(state: str) -> None:
    confirmation = {"state": state, "income_hash": "now"}
    assert confirmation_state(confirmation, "now", submitted=True, checked=False) == state
    assert (confirmation_state(confirmation, "other", submitted=True, checked=True) == state) == (state in LOCKED)


def test_each_level_confirms_what_the_one_below_has_confirmed() -> None:
    assert REGISTRY.workflow("household_year", "confirmation") is CONFIRMING
    for head in ("village_head", "village_group", "first_secretary"):
        assert CONFIRMING.allowed({"collector", head}, None, "village_confirmed")
    assert not CONFIRMING.may_enter({"collector", "team_member", "township"}, "village_confirmed")
    assert CONFIRMING.allowed({"township"}, "village_confirmed", "township_confirmed")
    assert not CONFIRMING.allowed({"township"}, None, "township_confirmed")
    assert CONFIRMING.allowed({"supervisor", "county_office"}, "township_confirmed", "county_locked")
    assert not CONFIRMING.allowed({"supervisor", "county_office"}, "village_confirmed", "county_locked")
    assert not CONFIRMING.may_enter({"supervisor", "inspector", "city_office"}, "county_locked")


def test_a_lock_is_never_taken_off() -> None:
    for source in LOCKED:
        steps = {(by, target) for by, origin, target in CONFIRMING.transitions if origin == source}
        assert steps == {("server", "amended")}


def test_the_reviews_need_four_eyes() -> None:
    assert CONFIRMING.judges("village_confirmed") == frozenset()
    assert CONFIRMING.judges("township_confirmed") == {"village_confirmed", "township_confirmed"}
    assert CONFIRMING.judges("county_locked") == {"township_confirmed"}

"""What has to hold before a household's year is confirmed at each level."""

import pytest

from schemas.records.confirmation import confirmation_state
from server.review.conditions import present_figures
from tests.integration.review.scene import INCOME, OF_YEAR, YEAR, Scene
from tests.integration.verification.village import Tablet


@pytest.fixture(autouse=True)
def surveyed(tablet: Tablet) -> None:
    """Let the household be there."""


def test_village_township_and_county_confirm_one_after_the_other(scene: Scene):
    assert scene.confirm("cheng", "township_confirmed") == {"confirmation": "transition"}
    assert scene.confirm("anna", "village_confirmed") == {"confirmation": "transition"}
    for actor, state in (("hu", "village_confirmed"), ("bo", "township_confirmed"), ("deng", "county_locked")):
        assert scene.confirm(actor, state) == {}
    assert scene.value(OF_YEAR, "confirmation")["state"] == "county_locked"


@pytest.mark.parametrize("actor", ["anna", "bo", "eve", "fu", "gao", "min", "he", "wang"])
def test_nobody_else_locks(scene: Scene, actor: str):
    for one, state in (("hu", "village_confirmed"), ("cheng", "township_confirmed")):
        assert scene.confirm(one, state) == {}
    assert scene.confirm(actor, "county_locked") == {"confirmation": "transition"}


@pytest.mark.parametrize("state", ["assigned", "explained"])
def test_an_open_error_blocks_every_confirmation_and_no_edit(scene: Scene, state: str):
    flag = scene.raise_flag("E")
    for actor, step in (("cheng", "assigned"), ("anna", "explained"))[: 1 if state == "assigned" else 2]:
        assert scene.decide(actor, flag, step) == {}
    assert scene.confirm("hu", "village_confirmed") == {"confirmation": "open_errors"}
    assert scene.at_desk("anna", OF_YEAR, {"farmland_area": 100}) == {}
    if state == "explained":
        assert scene.decide("cheng", flag, "accepted") == {}
        assert scene.confirm("hu", "village_confirmed") == {}


def test_an_unexplained_warning_blocks_the_lock_alone(scene: Scene):
    flag = scene.raise_flag("W")
    for actor, state in (("hu", "village_confirmed"), ("cheng", "township_confirmed")):
        assert scene.confirm(actor, state) == {}
    assert scene.confirm("deng", "county_locked") == {"confirmation": "open_warnings"}
    for actor, state in (("cheng", "assigned"), ("anna", "explained")):
        assert scene.decide(actor, flag, state) == {}
    assert scene.confirm("deng", "county_locked") == {}


def test_a_flag_about_another_year_blocks_nothing(scene: Scene):
    scene.raise_flag("E", period=YEAR - 1)
    scene.raise_flag("I")
    assert scene.confirm("hu", "village_confirmed") == {}


def test_what_was_edited_since_is_confirmed_anew(scene: Scene):
    assert scene.confirm("hu", "village_confirmed") == {}
    assert scene.at_desk("anna", OF_YEAR, {"income": {**INCOME, "wage_income": 7}}) == {}
    year = scene.shown(OF_YEAR)
    shown = confirmation_state(year.value("confirmation"), present_figures(year), submitted=True, checked=False)
    assert shown == "submitted"
    assert scene.confirm("cheng", "township_confirmed") == {"confirmation": "edited_since"}
    assert scene.confirm("hu", "village_confirmed") == {}
    assert scene.confirm("cheng", "township_confirmed") == {}
    assert scene.at_desk("anna", OF_YEAR, {"member_count": 2}) == {}
    assert scene.confirm("deng", "county_locked") == {"confirmation": "edited_since"}


def test_who_surveyed_the_household_does_not_confirm_it_for_the_township(scene: Scene):
    assert scene.at_desk("bo", OF_YEAR, {"farmland_area": 100}) == {}
    assert scene.confirm("hu", "village_confirmed") == {}
    assert scene.confirm("bo", "township_confirmed") == {"confirmation": "own_work"}
    assert scene.confirm("cheng", "township_confirmed") == {}

"""Four eyes: nobody reviews what they collected, nor what they handed in."""

import pytest

from sync.authoring import Draft
from sync.revision import RecordKey
from tests.integration.review.scene import (
    HOUSEHOLD,
    INCOME,
    OF_HOUSEHOLD,
    OF_MEMBER_YEAR,
    OF_YEAR,
    VILLAGE,
    Scene,
)
from tests.integration.verification.village import Tablet

OWN_WORK = {"decision": "own_work"}


@pytest.fixture(autouse=True)
def surveyed(tablet: Tablet) -> None:
    """Let the household be there."""


def test_whoever_explained_a_flag_does_not_accept_it(scene: Scene):
    flag = scene.raise_flag("W")
    assert scene.decide("cheng", flag, "assigned") == {}
    assert scene.decide("bo", flag, "explained") == {}
    assert scene.decide("bo", flag, "accepted") == OWN_WORK
    assert scene.decide("bo", flag, "returned") == OWN_WORK
    assert scene.decide("cheng", flag, "accepted") == {}


def test_whoever_explained_it_does_not_write_the_acceptance_anew_either(scene: Scene):
    flag = scene.raise_flag("W")
    for actor, state in (("cheng", "assigned"), ("bo", "explained"), ("cheng", "accepted")):
        assert scene.decide(actor, flag, state) == {}
    assert scene.decide("bo", flag, "accepted") == OWN_WORK


@pytest.mark.parametrize("key", [OF_HOUSEHOLD, OF_YEAR, OF_MEMBER_YEAR])
def test_whoever_edited_the_household_does_not_judge_it(scene: Scene, key: RecordKey):
    field = {"household": "hamlet", "household_year": "satisfaction_remark", "member_year": "school_status"}[key.type]
    value = {"hamlet": "东", "satisfaction_remark": "好", "school_status": "01"}[field]
    assert scene.at_desk("bo", key, {field: value}) == {}
    flag = scene.raise_flag("W", period=None)
    for actor, state in (("bo", "assigned"), ("anna", "explained")):
        assert scene.decide(actor, flag, state) == {}
    assert scene.decide("bo", flag, "accepted") == OWN_WORK
    assert scene.decide("cheng", flag, "accepted") == {}


def test_whoever_only_decides_on_a_year_has_not_collected_it(scene: Scene):
    assert scene.confirm("hu", "village_confirmed") == {}
    assert scene.confirm("bo", "township_confirmed") == {}
    flag = scene.raise_flag("W")
    for actor, state in (("bo", "assigned"), ("anna", "explained"), ("bo", "accepted")):
        assert scene.decide(actor, flag, state) == {}


def test_what_was_written_in_the_same_batch_counts(scene: Scene, tablet: Tablet):
    flag = scene.raise_flag("W")
    assert scene.decide("cheng", flag, "assigned") == {}
    assert scene.decide("anna", flag, "explained") == {}
    tablet.sync()
    tablet.write("bo", Draft(VILLAGE, OF_YEAR, {"income": {**INCOME, "wage_income": 5}}, "visit"))
    scene.clock.now += 1000
    accepting = Draft(VILLAGE, flag, {"decision": {"state": "accepted", "evidence_hash": "e1"}}, "desk_edit")
    (accepted,) = tablet.write("bo", accepting)
    assert tablet.deliver()[accepted.id].void == OWN_WORK
    assert scene.value(flag, "decision")["state"] == "explained"


def test_a_member_is_enough_for_a_flag_to_be_about_the_household(scene: Scene):
    flag = scene.raise_flag("W", subject=OF_MEMBER_YEAR.record, period=None)
    assert scene.at_desk("bo", OF_HOUSEHOLD, {"hamlet": "东"}) == {}
    for actor, state in (("cheng", "assigned"), ("anna", "explained")):
        assert scene.decide(actor, flag, state) == {}
    assert scene.decide("bo", flag, "accepted") == OWN_WORK


def test_a_new_household_counts_before_it_is_in_the_index(scene: Scene, tablet: Tablet):
    other = HOUSEHOLD[:-1] + "9"
    case = OF_HOUSEHOLD._replace(type="identification", record=HOUSEHOLD[:-1] + "8")
    scene.at_desk("anna", case, {"household": other, "year": 2018, "kind": "new", "status": {"state": "applied"}})
    for state in ("democratic_review", "village_verify", "notice_1", "township_review"):
        assert scene.at_desk("hu", case, {"status": {"state": state}}) == {}
    tablet.sync()
    tablet.write(
        "bo",
        Draft(VILLAGE, OF_HOUSEHOLD._replace(record=HOUSEHOLD[:-1] + "7", type="visit"), {"household": other}, "visit"),
    )
    scene.clock.now += 1000
    (passes,) = tablet.write("bo", Draft(VILLAGE, case, {"status": {"state": "notice_2"}}, "desk_edit"))
    assert tablet.deliver()[passes.id].void == {"status": "own_work"}

"""Identification, exits, notices, reverse check, rectification, spot checks, projects: their steps by example."""

import pytest

from schemas.records.exit_decision import EXIT_PROCEDURE
from schemas.records.identification import IDENTIFICATION_PROCEDURE
from schemas.records.project import PROJECT_PROGRESS
from schemas.records.public_notice import NOTICE_PROCEDURE
from schemas.records.rectification_item import RECTIFICATION_PROCEDURE, overdue
from schemas.records.roster_difference import REVERSE_CHECK
from schemas.records.spot_check import SPOT_CHECK_PROCEDURE, supervision_state
from schemas.records.village_exit import VILLAGE_EXIT_PROCEDURE
from schemas.workflow import StateMachine

VILLAGE = {"collector", "village_group"}
TEAM = {"collector", "team_member"}
TOWNSHIP = {"township"}
COUNTY = {"supervisor", "county_office"}
CITY = {"supervisor", "city_office"}
INSPECTOR = {"supervisor", "inspector"}
DEPARTMENT = {"department"}
MACHINE = {"server"}


def walk(machine: StateMachine, *course: tuple[set[str], str]) -> None:
    """Take one step after the other, each of which must be allowed."""
    state: str | None = None
    for who, target in course:
        assert machine.allowed(who, state, target), (who, state, target)
        state = target


def test_an_identification_has_two_notices_and_an_announcement() -> None:
    walk(
        IDENTIFICATION_PROCEDURE,
        (TEAM, "applied"),
        (VILLAGE, "democratic_review"),
        (TEAM, "village_verify"),
        (VILLAGE, "notice_1"),
        (VILLAGE, "township_review"),
        (TOWNSHIP, "notice_2"),
        (TOWNSHIP, "county_review"),
        (COUNTY, "announced"),
        (COUNTY, "registered"),
    )


@pytest.mark.parametrize("state", ["notice_1", "township_review", "notice_2", "county_review"])
def test_an_objection_to_an_identification_sends_it_back_to_the_village(state: str) -> None:
    for who in (TEAM, TOWNSHIP, COUNTY):
        assert IDENTIFICATION_PROCEDURE.allowed(who, state, "objection")
    walk(IDENTIFICATION_PROCEDURE, (VILLAGE, "village_verify"), (VILLAGE, "notice_1"), (VILLAGE, "township_review"))
    assert IDENTIFICATION_PROCEDURE.allowed(TEAM, "objection", "village_verify")
    assert not IDENTIFICATION_PROCEDURE.allowed(TOWNSHIP, "objection", "notice_2")


def test_who_fell_back_into_poverty_enters_at_the_verification() -> None:
    assert IDENTIFICATION_PROCEDURE.allowed(TEAM, None, "village_verify")
    assert not IDENTIFICATION_PROCEDURE.allowed(VILLAGE, None, "notice_1")


def test_each_level_rejects_at_its_own_desk() -> None:
    assert IDENTIFICATION_PROCEDURE.allowed(VILLAGE, "democratic_review", "rejected")
    assert IDENTIFICATION_PROCEDURE.allowed(TOWNSHIP, "township_review", "rejected")
    assert IDENTIFICATION_PROCEDURE.allowed(COUNTY, "county_review", "rejected")
    assert not IDENTIFICATION_PROCEDURE.allowed(VILLAGE, "township_review", "rejected")
    assert not IDENTIFICATION_PROCEDURE.allowed(TOWNSHIP, "county_review", "rejected")
    assert not IDENTIFICATION_PROCEDURE.allowed(TEAM, "democratic_review", "rejected")


def test_no_step_of_an_identification_is_left_out() -> None:
    for who in (VILLAGE, TOWNSHIP, COUNTY):
        assert not IDENTIFICATION_PROCEDURE.allowed(who, "village_verify", "township_review")
        assert not IDENTIFICATION_PROCEDURE.allowed(who, "township_review", "county_review")
        assert not IDENTIFICATION_PROCEDURE.allowed(who, "applied", "registered")


def test_an_exit_goes_from_the_plan_to_the_follow_up() -> None:
    walk(
        EXIT_PROCEDURE,
        (TOWNSHIP, "pre_exit"),
        (VILLAGE, "candidate"),
        (VILLAGE, "democratic_review"),
        (TEAM, "joint_verify"),
        (TEAM, "consented"),
        (VILLAGE, "notice"),
        (TOWNSHIP, "township_reported"),
        (COUNTY, "county_approved"),
        (COUNTY, "announced"),
        (COUNTY, "delisted"),
        (TEAM, "follow_up"),
        (COUNTY, "relapsed"),
    )


def test_an_exit_needs_the_household_and_the_notice() -> None:
    for who in (VILLAGE, TOWNSHIP, COUNTY):
        assert not EXIT_PROCEDURE.allowed(who, "joint_verify", "notice")
        assert not EXIT_PROCEDURE.allowed(who, "consented", "township_reported")
        assert not EXIT_PROCEDURE.allowed(who, "township_reported", "announced")
    assert EXIT_PROCEDURE.allowed(VILLAGE, "joint_verify", "rejected")


def test_what_a_review_of_an_exit_returns_is_verified_again() -> None:
    assert EXIT_PROCEDURE.allowed(TOWNSHIP, "notice", "returned")
    assert EXIT_PROCEDURE.allowed(COUNTY, "township_reported", "returned")
    assert EXIT_PROCEDURE.allowed(TEAM, "returned", "joint_verify")
    assert EXIT_PROCEDURE.allowed(TOWNSHIP, "rejected", "candidate")
    assert not EXIT_PROCEDURE.allowed(VILLAGE, "rejected", "candidate")


def test_a_village_leaves_the_list_after_a_notice_in_the_township() -> None:
    walk(
        VILLAGE_EXIT_PROCEDURE,
        (TOWNSHIP, "proposed"),
        (COUNTY, "verified"),
        (TOWNSHIP, "notice"),
        (TOWNSHIP, "objection"),
        (TOWNSHIP, "proposed"),
    )
    assert VILLAGE_EXIT_PROCEDURE.allowed(COUNTY, "notice", "announced")
    assert not any(VILLAGE_EXIT_PROCEDURE.may_enter(VILLAGE, state) for state in ("proposed", "verified", "announced"))


def test_a_notice_is_drafted_posted_and_closed_or_objected_to() -> None:
    walk(NOTICE_PROCEDURE, (MACHINE, "drafted"), (VILLAGE, "posted"), (VILLAGE, "closed"))
    walk(NOTICE_PROCEDURE, (COUNTY, "drafted"), (COUNTY, "posted"), (COUNTY, "objected"), (COUNTY, "withdrawn"))
    walk(NOTICE_PROCEDURE, (VILLAGE, "drafted"), (VILLAGE, "posted"), (VILLAGE, "objected"), (VILLAGE, "posted"))
    assert not NOTICE_PROCEDURE.allowed(VILLAGE, "objected", "closed")
    assert not NOTICE_PROCEDURE.allowed(VILLAGE, "drafted", "closed")
    assert not NOTICE_PROCEDURE.may_enter(MACHINE, "posted")


def test_the_reverse_check_asks_the_village_and_then_the_department() -> None:
    walk(REVERSE_CHECK, (MACHINE, "asked"), (TEAM, "confirmed"), (COUNTY, "closed"))
    walk(REVERSE_CHECK, (COUNTY, "asked"), (TEAM, "disputed"), (DEPARTMENT, "answered"), (COUNTY, "closed"))
    walk(REVERSE_CHECK, (MACHINE, "asked"), (TEAM, "disputed"), (DEPARTMENT, "answered"), (VILLAGE, "disputed"))
    assert not REVERSE_CHECK.allowed(DEPARTMENT, "asked", "confirmed")
    assert not REVERSE_CHECK.allowed(TEAM, "disputed", "answered")


def test_a_rectification_item_is_mended_verified_and_closed() -> None:
    walk(
        RECTIFICATION_PROCEDURE,
        (INSPECTOR, "registered"),
        (COUNTY, "dispatched"),
        (VILLAGE, "received"),
        (TEAM, "in_progress"),
        (VILLAGE, "submitted"),
        (TOWNSHIP, "verifying"),
        (COUNTY, "returned"),
        (VILLAGE, "in_progress"),
        (DEPARTMENT, "submitted"),
        (CITY, "verifying"),
        (INSPECTOR, "closed"),
    )
    assert not any(RECTIFICATION_PROCEDURE.may_enter(VILLAGE, state) for state in ("registered", "verifying", "closed"))
    assert not RECTIFICATION_PROCEDURE.allowed(COUNTY, "submitted", "closed")


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"deadline": "2018-10-31", "status": {"state": "in_progress"}}, True),
        ({"deadline": "2018-10-31", "status": {"state": "closed"}}, False),
        ({"deadline": "2018-11-01", "status": {"state": "in_progress"}}, False),
        ({"deadline": "2018-10-31"}, True),
        ({"status": {"state": "in_progress"}}, False),
    ],
)
def test_what_is_overdue_follows_from_the_deadline(item: dict[str, object], expected: bool) -> None:
    assert overdue(item, "2018-11-01") is expected


def test_a_spot_check_is_drawn_visited_and_compared() -> None:
    walk(SPOT_CHECK_PROCEDURE, (MACHINE, "drawn"), (TOWNSHIP, "visited"), (MACHINE, "differs"))
    walk(SPOT_CHECK_PROCEDURE, (INSPECTOR, "drawn"), (INSPECTOR, "replaced"))
    assert not any(SPOT_CHECK_PROCEDURE.may_enter(VILLAGE, state) for state in ("drawn", "visited", "agreed"))


@pytest.mark.parametrize(
    ("state", "expected"), [(None, "0"), ("drawn", "0"), ("visited", "0"), ("differs", "1"), ("agreed", "2")]
)
def test_how_far_a_household_is_supervised(state: str | None, expected: str) -> None:
    assert supervision_state(None if state is None else {"state": state}) == expected


def test_a_project_goes_from_the_library_to_the_notice() -> None:
    walk(
        PROJECT_PROGRESS,
        (TOWNSHIP, "listed"),
        (COUNTY, "approved"),
        (TOWNSHIP, "implementing"),
        (COUNTY, "accepted"),
        (TOWNSHIP, "published"),
    )
    assert not PROJECT_PROGRESS.allowed(TOWNSHIP, "listed", "approved")
    assert not PROJECT_PROGRESS.may_enter(VILLAGE, "listed")


@pytest.mark.parametrize(
    ("machine", "judged"),
    [
        (IDENTIFICATION_PROCEDURE, {"notice_2", "announced", "rejected"}),
        (EXIT_PROCEDURE, {"township_reported", "county_approved", "rejected"}),
        (VILLAGE_EXIT_PROCEDURE, {"verified", "announced", "rejected"}),
        (NOTICE_PROCEDURE, set()),
        (REVERSE_CHECK, {"closed"}),
        (RECTIFICATION_PROCEDURE, {"verifying", "closed"}),
        (SPOT_CHECK_PROCEDURE, {"visited"}),
        (PROJECT_PROGRESS, {"approved", "accepted"}),
    ],
)
def test_approving_and_rejecting_need_other_eyes(machine: StateMachine, judged: set[str]) -> None:
    assert {state for _, _, state in machine.transitions if machine.judges(state)} == judged


def test_other_eyes_are_those_that_did_not_bring_the_case_to_the_desk() -> None:
    assert IDENTIFICATION_PROCEDURE.judges("announced") == {"county_review"}
    assert EXIT_PROCEDURE.judges("township_reported") == {"notice"}
    assert RECTIFICATION_PROCEDURE.judges("closed") == {"verifying"}
    assert SPOT_CHECK_PROCEDURE.judges("visited") == {"drawn"}

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import REGISTRY, flag_state
from schemas.codes.administration import DECISION_STATE, FLAG_STATE
from schemas.records.flag import FLAG_DECISION

FOUND = {"present": True, "evidence": {}, "evidence_hash": "one", "evaluated_at": 1}
CLEARED = {**FOUND, "present": False}
STATES = sorted(DECISION_STATE.codes)
WHO = st.sets(st.sampled_from(["collector", "township", "county_office", "admin", "relay", "server"]))


@pytest.mark.parametrize("state", STATES)
def test_the_state_shown_is_computed_from_finding_and_decision(state: str) -> None:
    decision = {"state": state, "evidence_hash": "one"}
    assert flag_state(FOUND, decision) == state
    assert flag_state({**FOUND, "evidence_hash": "two"}, decision) == "open"
    assert flag_state(CLEARED, decision) == "resolved_auto"
    assert state in FLAG_STATE.codes


def test_a_flag_without_a_decision() -> None:
    assert flag_state(FOUND, None) == "open"
    assert flag_state(CLEARED, None) == "resolved_auto"
    assert flag_state(None, None) == "resolved_auto"


def test_the_machine_is_the_workflow_of_the_decision_alone() -> None:
    assert REGISTRY.workflow("flag", "decision") is FLAG_DECISION
    assert REGISTRY.workflow("flag", "finding") is None
    assert REGISTRY.workflow("household", "poverty_status") is None


def test_the_machine_speaks_of_the_states_of_the_code_list() -> None:
    assert {state for _, _, state in FLAG_DECISION.transitions} == set(STATES)
    assert {state for _, state, _ in FLAG_DECISION.transitions} <= {None, *STATES}


@pytest.mark.parametrize("state", [None, *STATES])
def test_new_evidence_lets_a_flag_be_assigned_from_every_state(state: str | None) -> None:
    for capacity in ("township", "county_office", "city_office", "server"):
        assert FLAG_DECISION.allowed({capacity}, state, "assigned")
    assert not FLAG_DECISION.allowed({"collector"}, state, "assigned")


@pytest.mark.parametrize(
    ("capacity", "source", "target"),
    [
        ("collector", "assigned", "explained"),
        ("collector", "revisit", "corrected"),
        ("collector", "assigned", "disputed"),
        ("township", "explained", "accepted"),
        ("township", "explained", "returned"),
        ("county_office", "explained", "false_positive"),
        ("city_office", "revisit", "confirmed_problem"),
        ("township", "expired", "revisit"),
        ("server", "assigned", "expired"),
    ],
)
def test_steps_of_the_ordinary_course(capacity: str, source: str, target: str) -> None:
    assert FLAG_DECISION.allowed({"helper", capacity}, source, target)
    assert FLAG_DECISION.may_enter({"helper", capacity}, target)


@pytest.mark.parametrize("judged", ["accepted", "false_positive", "returned", "confirmed_problem", "expired"])
def test_the_village_does_not_judge_its_own_answer(judged: str) -> None:
    assert not FLAG_DECISION.may_enter({"collector", "village_head"}, judged)


@pytest.mark.parametrize("judged", ["accepted", "false_positive", "returned", "confirmed_problem"])
def test_who_answered_does_not_judge_the_answer(judged: str) -> None:
    assert FLAG_DECISION.judges(judged) >= {"disputed"}


@pytest.mark.parametrize("plain", ["assigned", "explained", "disputed", "expired", None])
def test_other_states_pass_no_judgement(plain: str | None) -> None:
    assert FLAG_DECISION.judges(plain) == frozenset()


@pytest.mark.parametrize("capacity", ["admin", "relay", "supervisor", "inspector", "auditor", "department", "clerk"])
def test_others_decide_nothing(capacity: str) -> None:
    assert not any(FLAG_DECISION.may_enter({capacity}, state) for state in STATES)
    assert not any(FLAG_DECISION.may_enter((), state) for state in STATES)


@given(who=WHO, source=st.sampled_from([None, *STATES]), target=st.sampled_from(STATES))
def test_what_is_allowed_may_be_entered(who: set[str], source: str | None, target: str) -> None:
    assert not FLAG_DECISION.allowed(who, source, target) or FLAG_DECISION.may_enter(who, target)
    assert FLAG_DECISION.allowed(who, source, target) == any(
        FLAG_DECISION.allowed({one}, source, target) for one in who
    )
    assert not FLAG_DECISION.allowed(who, source, None)
    assert not FLAG_DECISION.may_enter(who, None)


@pytest.mark.parametrize("value", [None, "assigned", 3, [], {}, {"state": 1}])
def test_what_has_no_state(value: object) -> None:
    assert FLAG_DECISION.state_of(value) is None


def test_the_state_is_read_out_of_the_value() -> None:
    assert FLAG_DECISION.state_of({"state": "explained", "evidence_hash": "one"}) == "explained"

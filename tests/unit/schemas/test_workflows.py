"""What holds of every state machine of every record type."""

from typing import Any, NamedTuple, get_args

import pytest

from schemas import REGISTRY, FieldError, MergePolicy, StateMachine, errors
from schemas.capacity import Grant, Role
from schemas.fields import Field
from schemas.parts import describe_part
from schemas.procedure import Reasoned


class Workflow(NamedTuple):
    type: str
    field: Field
    machine: StateMachine

    @property
    def states(self) -> set[str]:
        codes = describe_part(self.field, ["state"]).codes
        assert codes is not None
        return set(codes.codes)


WORKFLOWS = [
    pytest.param(Workflow(record_type.name, field, field.workflow), id=f"{record_type.name}.{field.name}")
    for record_type in REGISTRY.types
    for field in record_type.fields
    if field.workflow is not None
]
CLOSED = {
    "project": {"published"},
    "roster_difference": {"closed"},
    "identification": {"registered", "rejected"},
    "exit_decision": {"relapsed"},
    "village_exit": {"announced"},
    "public_notice": {"closed", "withdrawn"},
    "rectification_item": {"closed"},
    "spot_check": {"agreed", "differs", "replaced"},
    "amendment": {"applied", "declined"},
}
"""Where a record comes to rest. A flag never does, as new evidence opens it again; nor does a year, once locked."""
NEVER = {"helper", "auditor", "admin", "supervisor", "relay"}
"""Capacities that take no step anywhere: a sync role above the township is too broad, the finer roles are named."""


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_machine_speaks_of_the_states_of_its_code_list(workflow: Workflow) -> None:
    assert {target for _, _, target in workflow.machine.transitions} == workflow.states
    assert {source for _, source, _ in workflow.machine.transitions} <= {None, *workflow.states}
    assert workflow.field.merge is MergePolicy.REVIEW


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_every_state_is_reached_and_only_the_closed_ones_are_left_by_nobody(workflow: Workflow) -> None:
    reached: set[str | None] = {None}
    while further := {to for _, source, to in workflow.machine.transitions if source in reached} - reached:
        reached |= further
    assert reached == {None, *workflow.states}
    assert workflow.states - {source for _, source, _ in workflow.machine.transitions} == CLOSED.get(
        workflow.type, set()
    )


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_from_every_state_there_is_a_way_to_a_closed_one(workflow: Workflow) -> None:
    closed = CLOSED.get(workflow.type)
    if closed is None:
        return
    ending: set[str | None] = set(closed)
    while further := {source for _, source, to in workflow.machine.transitions if to in ending} - ending:
        ending |= further
    assert ending == {None, *workflow.states}


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_steps_are_taken_in_known_capacities(workflow: Workflow) -> None:
    capacities = {by for by, _, _ in workflow.machine.transitions}
    assert capacities <= {*get_args(Role), *get_args(Grant)}
    assert not capacities & NEVER


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_a_state_that_turns_somebody_down_has_its_reason(workflow: Workflow) -> None:
    metadata = getattr(workflow.field.type, "__metadata__", ())
    reasoned = {state for one in metadata if isinstance(one, Reasoned) for state in one.states}
    assert reasoned <= workflow.states
    further: dict[str, Any] = {"evidence_hash": "one", "income_hash": "one"}
    for state in workflow.states:
        bare = REGISTRY.errors(workflow.type, {workflow.field.name: {**further, "state": state}})
        missing = {workflow.field.name: FieldError(errors.MISSING_KEY, {"key": "note"})}
        assert bare == (missing if state in reasoned else {})
        assert not REGISTRY.errors(workflow.type, {workflow.field.name: {**further, "state": state, "note": "原因"}})

"""Where somebody may move a record's workflows from where they stand, and why not elsewhere.

Each step is tried as the judge would see it now, so that what is offered is what will pass.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from schemas import REGISTRY, errors, flag_state
from schemas.fields import Field
from schemas.records.confirmation import confirmation_state
from schemas.workflow import StateMachine
from server.review.conditions import present_figures
from server.review.desk import SOURCE, speaking_server
from server.store import queue
from server.store.log import LogTransaction
from sync.intake import Node, judge_entering
from sync.intake.touched import TouchedRecords
from sync.limits import MAX_PARENTS
from sync.revision import RecordKey, compose


class Target(NamedTuple):
    """A state that follows by some step, whoever may take it.

    Attributes:
        objection: why the asker may not take it, as an error code; None where it will pass.
        note_needed: it says nothing without a note.
        four_eyes: it passes judgement on somebody's work.
    """

    state: str
    objection: str | None
    note_needed: bool
    four_eyes: bool


class Workflow(NamedTuple):
    """One workflow field of a record.

    Attributes:
        states: those of its candidates; more than one is a conflict, which a step settles.
        shown: what is shown, where that is computed from more than the field.
        basis: what a step's value has to name besides its state: the fingerprint of what is decided on.
    """

    field: Field
    states: tuple[str | None, ...]
    shown: str | None
    basis: Mapping[str, str]
    targets: tuple[Target, ...]


class Trial(NamedTuple):
    """Who would write into which record of which area, and when (unix ms)."""

    actor: str
    area: str
    key: RecordKey
    now: int


def workflows(tx: LogTransaction, node: Node, trial: Trial) -> list[Workflow]:
    """Return the workflows of a record as they stand, with all states that follow.

    Raises:
        OutsideScope: this server cannot speak for the asker there.
    """
    known = REGISTRY.type(trial.key.type)
    trying = _Trying(tx, node, trial)
    fields = known.fields if known is not None else ()
    return [trying.workflow(field, field.workflow) for field in fields if field.workflow is not None]


class _Trying:
    """Steps that are tried on a record and not written."""

    def __init__(self, tx: LogTransaction, node: Node, trial: Trial) -> None:
        self._tx = tx
        self._node = node
        self._trial = trial
        self._server = speaking_server(node, trial.actor, trial.area, trial.now)
        self._records = TouchedRecords(tx, trial.area)
        self._records.load([trial.key])
        self._state = self._records.standing(trial.key)

    def workflow(self, field: Field, machine: StateMachine) -> Workflow:
        stands = {machine.state_of(one.value) for one in self._state.candidates.get(field.name, ())} or {None}
        shown, basis = self._computed(field)
        targets = tuple(self._target(field, machine, target, basis) for target in _following(machine, stands))
        return Workflow(field, tuple(sorted(stands, key=str)), shown, basis, targets)

    def _target(self, field: Field, machine: StateMachine, target: str, basis: Mapping[str, str]) -> Target:
        value = {"state": target, **basis}
        wrong = REGISTRY.errors(self._trial.key.type, {field.name: value}).get(field.name)
        note_needed = wrong is not None and wrong.code == errors.MISSING_KEY and wrong.params.get("key") == "note"
        against = self._objection(field.name, {**value, "note": "…"} if note_needed else value)
        return Target(target, against, note_needed, bool(machine.judges(target)))

    def _objection(self, field: str, value: Mapping[str, Any]) -> str | None:
        """Return what the judge would say of this value, as an error code."""
        trial = self._trial
        tried = compose(
            area=trial.area,
            key=trial.key,
            schema=self._node.registry.version,
            codes=self._node.registry.codes_version,
            parents=self._state.heads[:MAX_PARENTS],
            set={field: value},
            time=trial.now,
            actor=trial.actor,
            device=self._server,
            source=SOURCE,
        )
        said = judge_entering(self._node, self._records, tried, through=self._server, arrival=trial.now)
        return None if said is None else said.void.get(field)

    def _computed(self, field: Field) -> tuple[str | None, dict[str, str]]:
        """Return the state that is shown of a field, where it is computed, and what a decision names."""
        state = self._state
        match self._trial.key.type, field.name:
            case "flag", "decision":
                finding = state.value("finding")
                basis = {} if finding is None else {"evidence_hash": str(finding["evidence_hash"])}
                return flag_state(finding, state.value("decision")), basis
            case "household_year", "confirmation":
                now = present_figures(state)
                checked = not queue.waits(self._tx.connection, self._trial.area, state.value("household") or "")
                shown = confirmation_state(state.value("confirmation"), now, submitted=True, checked=checked)
                return shown, {"income_hash": now}
            case _:
                return None, {}


def _following(machine: StateMachine, stands: set[str | None]) -> Iterator[str]:
    """Yield the states that somebody may enter from where a workflow stands, or that settle a conflict."""
    for target in sorted({target for _, _, target in machine.transitions}):
        sources = {source for _, source, entered in machine.transitions if entered == target}
        settles = len(stands) > 1 and target in stands
        if stands <= sources or settles:
            yield target

"""Who may do what was refused, named for people: in which capacities a step is taken and from which states."""

from collections.abc import Iterable
from typing import Final

from schemas import errors
from schemas.codes.administration import GRANT, ROLE
from schemas.errors import FieldError
from schemas.fields import Field, RecordType
from schemas.label import Label
from schemas.messages import MESSAGES, describe
from schemas.parts import describe_part

SERVER: Final = Label("服务器（自动）", "the server by itself")
NOTHING_YET: Final = Label("尚未填写", "nothing yet")


def explain(code: str, record_type: RecordType | None, field: Field | None, value: object) -> Label:
    """Say why a value of a field (None: the deletion) is refused, as `describe`, and who may write it.

    For people at a desk, who see the present state; a tablet first has to sync and is told so by `describe`.
    """
    who = _who(code, record_type, field, value)
    if who is None:
        return describe(FieldError(code), field)
    problem = MESSAGES[code].problem
    about = field.label if field is not None else Label("删除", "deletion")
    return Label(f"{about.zh}：{problem.zh}。{who.zh}。", f"{about.en}: {problem.en}. {who.en}.")


def _who(code: str, record_type: RecordType | None, field: Field | None, value: object) -> Label | None:
    """Return who may, or None where it is about something else or nobody may."""
    if code == errors.TRANSITION and field is not None:
        return _steps(field, value)
    if code == errors.ROLE and record_type is not None:
        if field is None:
            return _writers(record_type.deleted_by)
        return _writers(record_type.written_by | field.also_by)
    return None


def _steps(field: Field, value: object) -> Label | None:
    machine = field.workflow
    target = machine.state_of(value) if machine is not None else None
    steps = [step for step in machine.steps if target in step.targets] if machine is not None else []
    if target is None or not steps:
        return None
    entered = _state(field, target)
    zh: list[str] = []
    en: list[str] = []
    for step in steps:
        by = _capacities(step.by)
        states = [_state(field, source) for source in step.sources]
        zh.append(f"{by.zh}（须为“{'”或“'.join(one.zh for one in states)}”）")
        en.append(f"{by.en} (from {' or '.join(repr(one.en) for one in states)})")
    return Label(f"可改为“{entered.zh}”的：{'；'.join(zh)}", f"{entered.en!r} may be entered by {'; '.join(en)}")


def _writers(capacities: Iterable[str]) -> Label | None:
    people = set(capacities) - {"server"}
    if not people:
        return None
    by = _capacities(sorted(people))
    return Label(f"请由下列人员办理：{by.zh}", f"It is for: {by.en}")


def _capacities(capacities: Iterable[str]) -> Label:
    labels = [SERVER if one == "server" else _capacity(one) for one in capacities]
    return Label("、".join(one.zh for one in labels), ", ".join(one.en for one in labels))


def _capacity(capacity: str) -> Label:
    return GRANT.codes[capacity].label if capacity in GRANT.codes else ROLE.codes[capacity].label


def _state(field: Field, state: str | None) -> Label:
    if state is None:
        return NOTHING_YET
    codes = describe_part(field, ("state",)).codes
    return codes.codes[state].label if codes is not None and state in codes.codes else Label(state, state)

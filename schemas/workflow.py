"""Fields that are workflow states: which role may move them from where to where.

Roles are the classes of the sync protocol; `server` is the machine. Conditions that need more than a role and two states
(nobody reviews what they collected) are checked where the people involved are known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast

Role = Literal["collector", "township", "supervisor", "admin", "relay", "server"]


@dataclass(frozen=True, slots=True)
class Step:
    """Who may move the field from any of some states to any of others; the state before the first is None."""

    sources: tuple[str | None, ...]
    targets: tuple[str, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class StateMachine:
    """The transitions of one workflow field.

    The field's value is a map whose `state` is the state; null is the state before the first.
    """

    steps: tuple[Step, ...]
    _allowed: frozenset[tuple[str, str | None, str]] = field(init=False, repr=False, compare=False)
    _enterable: frozenset[tuple[str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the steps for the two questions asked of every revision that writes the field."""
        allowed = frozenset(_expand(self.steps))
        object.__setattr__(self, "_allowed", allowed)
        object.__setattr__(self, "_enterable", frozenset((role, target) for role, _, target in allowed))

    @property
    def states(self) -> frozenset[str]:
        """All states that can be entered."""
        return frozenset(target for step in self.steps for target in step.targets)

    def state_of(self, value: object) -> str | None:
        """Return the state that a field's value stands for, or None before the first and for a malformed value."""
        if not isinstance(value, Mapping):
            return None
        state = cast("Mapping[str, object]", value).get("state")
        return state if isinstance(state, str) else None

    def allowed(self, role: str, from_state: str | None, to_state: str | None) -> bool:
        """Tell whether `role` may move the field from one state to another. Nobody moves it back to None."""
        return (role, from_state, to_state) in self._allowed

    def may_enter(self, role: str, value: object) -> bool:
        """Tell whether `role` may ever write a value with the state of `value`, from whatever state."""
        return (role, self.state_of(value)) in self._enterable


def _expand(steps: Iterable[Step]) -> Iterable[tuple[str, str | None, str]]:
    for step in steps:
        for role in step.roles:
            for source in step.sources:
                for target in step.targets:
                    yield role, source, target

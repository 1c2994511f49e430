"""Fields that are workflow states: which role may move them from where to where.

Roles are the classes of the sync protocol, and `server` is the machine. Conditions that need more than a role and two
states (nobody reviews what they collected) are checked where the people involved are known.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

Role = Literal["collector", "township", "supervisor", "admin", "relay", "server"]


@dataclass(frozen=True, slots=True)
class Step:
    """Who may move a field from any of some states to any of others; the state before the first is None."""

    sources: tuple[str | None, ...]
    targets: tuple[str, ...]
    roles: tuple[Role, ...]

    def __iter__(self) -> Iterator[tuple[Role, str | None, str]]:
        """Iterate over the single transitions."""
        return ((role, source, target) for role in self.roles for source in self.sources for target in self.targets)


class StateMachine:
    """The transitions of one workflow field, whose value is a map with the state as `state`."""

    def __init__(self, *steps: Step) -> None:
        """Allow these steps and no others."""
        self.transitions = frozenset(transition for step in steps for transition in step)
        self._enterable = frozenset((role, target) for role, _, target in self.transitions)

    def state_of(self, value: object) -> str | None:
        """Return the state that a field's value stands for: None for null, and for a value that is malformed."""
        if not isinstance(value, Mapping):
            return None
        state = cast("Mapping[str, object]", value).get("state")
        return state if isinstance(state, str) else None

    def allowed(self, role: str | None, from_state: str | None, to_state: str | None) -> bool:
        """Tell whether `role` may move the field from one state to another. Nobody moves it back to None."""
        return (role, from_state, to_state) in self.transitions

    def may_enter(self, role: str | None, state: str | None) -> bool:
        """Tell whether `role` may ever write that state, from whatever state before."""
        return (role, state) in self._enterable

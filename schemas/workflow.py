"""Fields that are workflow states: in what capacity somebody may move them from where to where.

What needs more than capacities and two states (nobody reviews what they collected, no household is confirmed with an
open error) is decided by the home, which knows the people and the other records involved (`sync.intake.node`).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from schemas.capacity import Capacity


@dataclass(frozen=True, slots=True)
class Step:
    """In what capacities a field moves from any of some states to any of others; the state before the first is None.

    `four_eyes` marks a review: whoever wrote the state that it leaves, or collected what it judges, does not take it.
    """

    sources: tuple[str | None, ...]
    targets: tuple[str, ...]
    by: tuple[Capacity, ...]
    four_eyes: bool = False

    def __iter__(self) -> Iterator[tuple[Capacity, str | None, str]]:
        """Iterate over the single transitions."""
        return ((one, source, target) for one in self.by for source in self.sources for target in self.targets)


class StateMachine:
    """The transitions of one workflow field, whose value is a map with the state as `state`."""

    def __init__(self, *steps: Step) -> None:
        """Allow these steps and no others."""
        self.steps = steps
        self.transitions = frozenset(transition for step in steps for transition in step)
        self._enterable = frozenset((capacity, target) for capacity, _, target in self.transitions)

    def state_of(self, value: object) -> str | None:
        """Return the state that a field's value stands for: None for null, and for a value that is malformed."""
        if not isinstance(value, Mapping):
            return None
        state = cast("Mapping[str, object]", value).get("state")
        return state if isinstance(state, str) else None

    def allowed(self, who: Collection[str], from_state: str | None, to_state: str | None) -> bool:
        """Tell whether one of these capacities moves the field from one state to another; none does back to None."""
        return any((one, from_state, to_state) in self.transitions for one in who)

    def may_enter(self, who: Collection[str], state: str | None) -> bool:
        """Tell whether one of these capacities may ever write that state, from whatever state before."""
        return any((one, state) in self._enterable for one in who)

    def judges(self, state: str | None) -> frozenset[str | None]:
        """Return the states on which entering `state` passes judgement: those that a `four_eyes` step to it leaves."""
        return frozenset(
            source for step in self.steps if step.four_eyes and state in step.targets for source in step.sources
        )

"""The corrected clock: the tablet's wall clock, put right by what each contact with the server has shown.

A tablet's clock may be years off, or jump while nobody looks. It decides nothing (causality is in the parents), but it
is shown to people and dates what they did; so its error is learned at each contact and kept.
"""

from collections.abc import Callable


class Clock:
    """A clock in unix ms.

    Attributes:
        offset: what is added to the wall clock (ms).
    """

    def __init__(self, wall: Callable[[], int], offset: int = 0) -> None:
        """Correct this wall clock by the offset learned last."""
        self.wall = wall
        self.offset = offset

    def now(self) -> int:
        """Return the corrected time; never before 1970, where no revision can be dated."""
        return max(0, self.wall() + self.offset)

    def learn(self, server_time: int, asked: int) -> None:
        """Take in an answer's time, made halfway between asking (at `asked`, by the wall clock) and now."""
        self.offset = server_time - (asked + self.wall()) // 2

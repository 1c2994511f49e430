"""A tablet's wall clock in the field: it tells the day's hours, and is wrong in the ways that clocks are.

A simulated day is the one that ends now: its visits lie in the hours before, so that nothing is dated ahead of the
server unless the clock errs. It errs by minutes, by years, or jumps between two visits.
"""

from collections.abc import Callable
from random import Random

_MINUTE = 60_000
_HOUR = 60 * _MINUTE
_MONTH = 30 * 24 * _HOUR
_YEAR = 365 * 24 * _HOUR

DAY_LENGTH = 9 * _HOUR
"""From the first visit to the sync in the evening (ms)."""


class FieldClock:
    """A wall clock (unix ms) that runs through simulated days."""

    def __init__(self, real: Callable[[], int], random: Random) -> None:
        """Begin in an evening, some minutes off."""
        self._real = real
        self._random = random
        self._left = 0
        self._error = random.randint(-20, 20) * _MINUTE

    def __call__(self) -> int:
        """Return what the tablet's clock shows."""
        return self._real() - self._left + self._error

    def begin_day(self) -> None:
        """Go to the morning of the day that ends now."""
        self._left = DAY_LENGTH

    def pass_time(self, ms: int) -> None:
        """Let time pass, until the evening at most."""
        self._left = max(0, self._left - ms)

    def end_day(self) -> None:
        """Go to the evening."""
        self._left = 0

    def jump(self) -> None:
        """Err: by minutes mostly, sometimes back to a factory's date, sometimes far ahead."""
        minutes = self._random.randint(-60, 60) * _MINUTE
        reset = -self._random.randint(1, 8) * _YEAR
        ahead = self._random.randint(1, 36) * _MONTH
        self._error += self._random.choices((minutes, reset, ahead), (6, 2, 2))[0]

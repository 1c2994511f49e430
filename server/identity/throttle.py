"""A brake on guessing: failures of signing in and of enrolling, counted by who tries and by whom they claim to be.

Counted in the memory of the process: passwords and codes are slow and long enough that a restart gives nothing away.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItemPerMinute, strategies
from limits.storage import MemoryStorage

from server.identity.errors import IdentityError, TooManyAttempts

FAILURES = RateLimitItemPerMinute(10)
WAIT_S = 60


class Throttle:
    """Counts failures by key."""

    def __init__(self) -> None:
        """Begin without any failure."""
        self._window = strategies.MovingWindowRateLimiter(MemoryStorage())

    @contextmanager
    def counting(self, *keys: str) -> Iterator[None]:
        """Count an identity error of the block against each of these keys, and let nobody in who has too many.

        Raises:
            TooManyAttempts: one of the keys has had ten failures within a minute.
        """
        if not all(self._window.test(FAILURES, key) for key in keys):
            raise TooManyAttempts(WAIT_S)
        try:
            yield
        except IdentityError:
            for key in keys:
                self._window.hit(FAILURES, key)
            raise

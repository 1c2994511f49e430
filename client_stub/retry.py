"""Repeating what a broken line has stopped, with exponential backoff and full jitter.

Full jitter (each pause drawn between nothing and the bound) keeps a township's tablets from coming back in step after
its line or its server was down.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from sync.errors import LineBroken

Done = TypeVar("Done")


class Patience(NamedTuple):
    """How long to go on: the number of attempts, and the bound of the first and of the longest pause (s)."""

    attempts: int = 6
    first: float = 1.0
    longest: float = 60.0


PATIENCE = Patience()
"""Gives up after some two minutes at most: people wait for it."""


def persist(
    step: Callable[[], Done], patience: Patience, *, sleep: Callable[[float], None], random: Callable[[], float]
) -> tuple[Done, int]:
    """Run a step that may be repeated until the line holds; return its result and how often the line broke.

    Args:
        step: raises `LineBroken` where the line broke; any other error ends it at once.
        patience: when to give up.
        sleep: waits this long (s).
        random: draws from [0, 1).

    Raises:
        LineBroken: of the last attempt.
    """
    for broken in range(patience.attempts - 1):
        try:
            return step(), broken
        except LineBroken:
            sleep(random() * min(patience.longest, patience.first * 2**broken))
    return step(), patience.attempts - 1

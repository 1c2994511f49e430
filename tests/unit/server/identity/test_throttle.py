from contextlib import suppress

import pytest

from server.identity.errors import CodeRefused, TooManyAttempts
from server.identity.throttle import Throttle


def fail(throttle: Throttle, key: str, count: int):
    for _ in range(count):
        with suppress(CodeRefused), throttle.counting(key):
            raise CodeRefused


def test_only_failures_count_and_only_against_their_key():
    throttle = Throttle()
    for _ in range(50):
        with throttle.counting("good"):
            pass
    fail(throttle, "bad", 10)
    with throttle.counting("good"):
        pass
    with pytest.raises(TooManyAttempts), throttle.counting("bad"):
        pass

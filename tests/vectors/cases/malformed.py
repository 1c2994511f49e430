"""The codes by which malformed input is turned away."""

from collections.abc import Callable

from sync.errors import Malformed, SyncError, TooLarge


def code_of(decode: Callable[[], object]) -> str:
    """Return the code of the error that decoding raises, or the name of its class where it has none."""
    try:
        decode()
    except Malformed as error:
        return error.code
    except TooLarge as error:
        return error.cap
    except SyncError as error:
        return type(error).__name__
    raise AssertionError("this is not malformed")

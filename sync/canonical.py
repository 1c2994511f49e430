"""Canonical bytes: RFC 8785 (JCS), narrowed until there is only one way to write a thing.

Allowed are null, booleans, strings, plain integers below 2^53 in magnitude, lists, and maps with ASCII keys. Floats and
every other number token, NUL, lone surrogates, duplicate keys and deep nesting are malformed. `decode` reads leniently
and then compares its own encoding with what came: that one comparison finds whatever a lenient parser lets through
(duplicate keys, `1e2`, `-0`, white space, needless escapes, unsorted keys).
"""

import base64
import hashlib
from collections.abc import Iterable
from typing import Any, cast

import msgspec

from sync.errors import Malformed
from sync.limits import MAX_DEPTH

Json = Any
"""A JSON value as Python holds it: None, bool, int, str, list, dict with str keys."""

INTEGER_BOUND = 2**53
"""Integers are smaller than this in magnitude, so that every language's number holds them exactly."""

_decoder = msgspec.json.Decoder()
_encoder = msgspec.json.Encoder(order="sorted")
"""Sorts keys by code point; JCS sorts by UTF-16 unit. For ASCII keys, the only ones allowed, these agree."""


def encode(value: Json) -> bytes:
    """Return the canonical bytes of a value that `check` accepts."""
    return _encoder.encode(value)


def fingerprint(value: Json) -> str:
    """Return SHA-256 of a value's canonical bytes, in base32hex as ids are: for saying which value one has judged."""
    return base64.b32hexencode(hashlib.sha256(encode(value)).digest()).decode().lower().rstrip("=")


def decode(data: bytes) -> Json:
    """Return the value that canonical bytes stand for.

    Raises:
        Malformed: `not_json`, `not_canonical`, or any code of `check`.
    """
    try:
        value = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("not_json", str(error)) from None
    except RecursionError:
        raise Malformed("depth", f"nested deeper than {MAX_DEPTH}") from None
    check(value)
    if _encoder.encode(value) != data:
        raise Malformed("not_canonical", "the bytes differ from the canonical form of what they say")
    return value


def check(value: Json, depth: int = MAX_DEPTH) -> None:
    """Accept what has a canonical form, and nothing else.

    Raises:
        Malformed: `number` (a float, or an integer of 2^53 or more), `nul`, `surrogate`, `key` (not ASCII), `depth`.
    """
    _check_all((value,), depth)


def _check_all(values: Iterable[Json], depth: int) -> None:
    # One call a map or list, and none a leaf: this looks at every value that is ever pushed.
    for value in values:
        kind = cast("type[object]", type(value))
        if kind is str:
            if "\0" in value or not value.isascii():
                _check_text(value)
        elif kind is int:
            if not -INTEGER_BOUND < value < INTEGER_BOUND:
                raise Malformed("number", "an integer of 2^53 or more")
        elif kind is dict or kind is list:
            if depth == 0:
                raise Malformed("depth", f"nested deeper than {MAX_DEPTH}")
            if kind is dict:
                _check_keys(value)
            _check_all(value.values() if kind is dict else value, depth - 1)
        elif value is not None and kind is not bool:
            raise Malformed("number", f"a {kind.__name__} has no canonical form")


def _check_keys(keys: Iterable[Any]) -> None:
    for key in keys:
        if type(key) is not str or not key.isascii() or "\0" in key:
            raise Malformed("key", f"a key that is not ASCII: {key!r}")


def _check_text(value: str) -> None:
    if "\0" in value:
        raise Malformed("nul", "a NUL in a text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Malformed("surrogate", "a lone surrogate in a text") from None

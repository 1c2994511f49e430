"""What is canonical, what is malformed, and by which code."""

from typing import Any

from sync import canonical
from sync.canonical import INTEGER_BOUND
from sync.limits import MAX_DEPTH
from tests.vectors.cases.malformed import code_of


def cases() -> dict[str, Any]:
    """Return what is canonical, what is malformed, and what has no canonical form."""
    valid: list[Any] = [
        None,
        True,
        0,
        -1,
        INTEGER_BOUND - 1,
        1 - INTEGER_BOUND,
        "",
        "户 household é e\u0301 \U0001f600 /",
        '\b\t\n\f\r"\\\x01\x1f\x7f\u2028',
        [],
        [None, [1, "1"], {}],
        {"b": 1, "a": 2, "B": 3, "": 4, "a b": 5, "~": 6},
        _nested(MAX_DEPTH),
    ]
    malformed = [
        (b"", "nothing"),
        (b"nul", "a word that is none"),
        (b"NaN", "not a number"),
        (b"{} {}", "two values"),
        (b"01", "a leading zero"),
        (b"+1", "a sign"),
        (b"[1,]", "a comma too many"),
        (b"'a'", "other quotes"),
        (b'"\xff"', "not UTF-8"),
        (b'"\xc0\x80"', "over-long UTF-8"),
        (b'"\xed\xa0\x80"', "a surrogate as UTF-8"),
        (b'"\\ud800"', "a lone surrogate"),
        (b'"\t"', "a control character that is not escaped"),
        (b"\xef\xbb\xbf1", "a byte order mark"),
        (b'"\\u0000"', "NUL"),
        (b'{"\\u0000":1}', "NUL in a key"),
        ('{"户":1}'.encode(), "a key that is not ASCII"),
        (b"1.0", "a fraction, though it is whole"),
        (b"1e2", "an exponent"),
        (b"-0.0", "a fraction"),
        (b"9" * 300, "a number of 300 digits"),
        (str(INTEGER_BOUND).encode(), "2^53"),
        (str(-INTEGER_BOUND).encode(), "-2^53"),
        (b"-0", "minus zero"),
        (b" 1", "a space before"),
        (b"1\n", "a line's end"),
        (b"[1, 2]", "a space within"),
        (b'{"a":1,"a":1}', "a key twice"),
        (b'{"b":1,"a":1}', "keys that are not sorted"),
        (b'"\\u00e9"', "a needless escape"),
        (b'"\\/"', "a needless escape"),
        (b'"\\u0008"', "a long escape where there is a short one"),
        (b'"\\u001F"', "an escape in capitals"),
        (canonical.encode(_nested(MAX_DEPTH + 1)), f"nested {MAX_DEPTH + 1} deep"),
    ]
    return {
        "valid": [{"value": value, "text": canonical.encode(value).decode()} for value in valid],
        "malformed": [
            {"why": why, **_bytes(data), "code": code_of(lambda data=data: canonical.decode(data))}
            for data, why in malformed
        ],
    }


def _nested(depth: int) -> Any:  # noqa: ANN401 -- lists in lists
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


def _bytes(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:
        return {"hex": data.hex()}

"""Canonical bytes: what is malformed, and by which code."""

import pytest

from sync import canonical
from sync.canonical import INTEGER_BOUND
from sync.errors import Malformed
from sync.limits import MAX_DEPTH


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"nul", "not_json"),
        (b"NaN", "not_json"),
        (b"1}", "not_json"),
        (b"01", "not_json"),
        (b'"\xff"', "not_json"),
        (b'"\xed\xa0\x80"', "not_json"),
        (b'"\\ud800"', "not_json"),
        (b'"\x00"', "not_json"),
        (b"\xef\xbb\xbf1", "not_json"),
        (b'"\\u0000"', "nul"),
        (b'{"\\u0000":1}', "key"),
        ('{"户":1}'.encode(), "key"),
        (b"1.0", "number"),
        (b"1e2", "number"),
        (b"9" * 300, "number"),
        (str(INTEGER_BOUND).encode(), "number"),
        (str(-INTEGER_BOUND).encode(), "number"),
        (b"-0", "not_canonical"),
        (b" 1", "not_canonical"),
        (b'{"a":1,"a":1}', "not_canonical"),
        (b'{"b":1,"a":1}', "not_canonical"),
        (b'"\\u00e9"', "not_canonical"),
        (b'"\\/"', "not_canonical"),
        (b'"\\u001F"', "not_canonical"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "depth"),
        (b"[" * 1_000_000, "depth"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_malformed(data: bytes, code: str):
    with pytest.raises(Malformed) as caught:
        canonical.decode(data)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "data",
    [
        b"null",
        str(INTEGER_BOUND - 1).encode(),
        str(1 - INTEGER_BOUND).encode(),
        '"户\U0001f600"'.encode(),
        b'"\\b\\t\\n\\f\\r\\"\\\\\\u001f\x7f/"',
        b'{"":[],"A":{},"a":[false,true]}',
        b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_canonical(data: bytes):
    assert canonical.encode(canonical.decode(data)) == data


@pytest.mark.parametrize(
    ("value", "code"),
    [(1.0, "number"), (b"", "number"), ({1: 2}, "key"), ("\ud800", "surrogate"), ("\0", "nul"), ([[2**60]], "number")],
    ids=ascii,
)
def test_what_has_no_canonical_form(value: object, code: str):
    with pytest.raises(Malformed) as caught:
        canonical.check(value)
    assert caught.value.code == code

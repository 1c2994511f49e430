"""Canonical bytes: one way to write a thing, whatever a parser would let through."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import canonical, revision
from sync.canonical import INTEGER_BOUND
from sync.errors import Malformed, TooLarge
from tests.property.histories import edits

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)
KEYS = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=8)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-INTEGER_BOUND + 1, INTEGER_BOUND - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def independent(value: Any) -> bytes:  # noqa: ANN401 -- any JSON value
    """Encode as RFC 8785 says, by the standard library, which escapes what it must and no more."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


@given(VALUES)
def test_it_is_what_an_independent_encoder_writes(value: Any):  # noqa: ANN401
    assert canonical.encode(value) == independent(value)


@given(VALUES)
def test_it_is_read_back_as_it_was(value: Any):  # noqa: ANN401
    read = canonical.decode(canonical.encode(value))
    assert read == value
    assert independent(read) == independent(value)  # which tells 1 from true


@given(VALUES, st.data())
def test_a_changed_byte_is_another_value_or_malformed(value: Any, data: st.DataObject):  # noqa: ANN401
    written = bytearray(canonical.encode(value))
    at = data.draw(st.integers(0, len(written) - 1))
    match data.draw(st.sampled_from(("change", "insert", "delete", "double", "cut"))):
        case "change":
            written[at] = data.draw(st.integers(0, 255))
        case "insert":
            written.insert(at, data.draw(st.sampled_from(b' \t\n"\\,:[]{}0-.eEu\x00\x1f\x7f\xc3\xed')))
        case "delete":
            del written[at]
        case "double":
            written[at:at] = written[at:]
        case _:
            del written[at:]
    _accepted_is_canonical(bytes(written))


@given(st.binary(max_size=40) | TEXT.map(str.encode))
def test_anything_is_canonical_or_malformed(data: bytes):
    _accepted_is_canonical(data)


@given(VALUES, st.booleans())
def test_other_ways_to_write_the_same_are_malformed(value: Any, spaced: bool):  # noqa: ANN401
    other = json.dumps(value, ensure_ascii=True, sort_keys=False, indent=1 if spaced else None).encode()
    if other != canonical.encode(value):
        with pytest.raises(Malformed):
            canonical.decode(other)


@given(edits([]), st.data())
def test_a_changed_revision_is_another_revision_or_none(one: revision.Revision, data: st.DataObject):
    body = bytearray(one.body)
    at = data.draw(st.integers(0, len(body) - 1))
    body[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != body[at]))
    try:
        changed = revision.parse(bytes(body))
    except (Malformed, TooLarge):
        return
    assert changed.id != one.id
    assert revision.parse(changed.body) == changed


def _accepted_is_canonical(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except Malformed:
        return
    assert independent(value) == data
    assert json.loads(data) == value

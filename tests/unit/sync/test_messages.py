"""The messages: their form on the wire is pinned, and read back as it was written."""

import hashlib
import json

import msgspec
import pytest

from sync import messages, outcome, revision, seal
from sync.errors import Malformed, ProtocolMismatch, TooLarge
from sync.limits import MAX_HEADER_BYTES
from sync.messages import PROTOCOL, SERVED, PullRequest, PushHeader, decode_header, decode_line, encode_body, encode_id
from tests.replicas import NOW, VILLAGE, key_of, revise, split

HEADERS = (
    messages.PushHeader,
    messages.PushAnswer,
    messages.PullRequest,
    messages.PullHeader,
    messages.IdsRequest,
    messages.IdsHeader,
    messages.HeadsAnswer,
)
WIRE = (*HEADERS, seal.Seal, outcome.Outcome, revision._Envelope, revision._Stub)

WIRE_SCHEMA = "d09557473d8e4bd4"


def test_a_changed_form_is_a_new_version_of_the_protocol():
    # When this fails, the wire has changed: extend the history of the version in sync/messages.py (and raise PROTOCOL
    # unless an older replica may ignore the change), tell it in docs/protocol.md, and then write the new hash here.
    forms, parts = msgspec.json.schema_components(WIRE)
    text = json.dumps([forms, parts], sort_keys=True)
    text = json.dumps(_without_descriptions(json.loads(text)), sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == WIRE_SCHEMA


def _without_descriptions(schema: object) -> object:
    """Drop docstrings: what they say is no part of the form."""
    if isinstance(schema, dict):
        return {key: _without_descriptions(value) for key, value in schema.items() if key != "description"}
    return [_without_descriptions(value) for value in schema] if isinstance(schema, list) else schema


def test_the_version_that_is_spoken_is_served_and_has_a_history():
    assert PROTOCOL in SERVED
    assert messages.__doc__ is not None
    history = messages.__doc__.partition("History of the protocol version\n")[2]
    assert [int(line.split()[0]) for line in history.strip().splitlines()] == list(range(1, PROTOCOL + 1))


def test_another_version_is_told_apart_from_a_wrong_form():
    with pytest.raises(ProtocolMismatch):
        decode_header(b'{"protocol":2,"everything":"else"}', PushHeader)
    for data in (b"{}", b'{"protocol":1}', b'{"protocol":"1"}', b"[]", b"", b"\xff", b"[" * 100_000):
        with pytest.raises(Malformed):
            decode_header(data, PushHeader)
    with pytest.raises(TooLarge):
        decode_header(b" " * (MAX_HEADER_BYTES + 1), PushHeader)


def test_keys_that_a_header_does_not_name_are_ignored():
    assert decode_header(b'{"protocol":1,"cursors":{},"newer":[1.5]}', PullRequest) == PullRequest(PROTOCOL)


def test_a_line_is_a_revision_or_an_id():
    one = revise({"hamlet": "东"})
    assert decode_line(one.body) == one
    assert decode_line(encode_id(one.id)) == one.id


@pytest.mark.parametrize("line", [b'"0"', b'"' + b"0" * 52 + b'" ', b'"\\u0030' + b"0" * 51 + b'"', b'"', b"", b"null"])
def test_any_other_line_is_malformed(line: bytes):
    with pytest.raises(Malformed):
        decode_line(line)


def test_a_body_is_its_header_and_its_lines():
    one = revise({"hamlet": "东"})
    header = PushHeader(PROTOCOL, (seal.seal(key_of("tablet"), VILLAGE, [one.id], NOW),))
    body = encode_body(header, [one.body, encode_id(one.id)])
    assert body.endswith(b"\n")
    first, lines = split(body)
    assert decode_header(first, PushHeader) == header
    assert lines == [one.body, encode_id(one.id)]

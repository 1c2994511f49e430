"""What comes off the wire is bounded in form and size before anything else looks at it."""

import json

import pytest

from sync import revision
from sync.errors import Malformed, TooLarge
from sync.limits import MAX_HEADER_BYTES, MAX_REVISION_BYTES
from sync.messages import IdsRequest, LineSplitter, PullRequest, PushHeader, decode_header

ID = "0" * 52
SEAL = {"area": "410822104203", "by": "tablet", "time": 1, "ids": [ID], "signature": "A" * 86}


def header(**changed: object) -> bytes:
    return json.dumps({"protocol": 1, "seals": [{**SEAL, **changed}]}).encode()


def test_a_seal_of_the_right_form_is_read():
    assert decode_header(header(), PushHeader).seals[0].by == "tablet"


@pytest.mark.parametrize(
    "changed",
    [
        {"time": 10**30},
        {"time": -1},
        {"area": "410822104203\n"},
        {"by": "tab\0let"},
        {"by": "x" * 65},
        {"ids": [ID + "\n"]},
        {"signature": "A" * 87},
        {"verdicts": {ID: "none"}},
    ],
    ids=str,
)
def test_a_seal_of_another_form_is_malformed(changed: dict[str, object]):
    with pytest.raises(Malformed):
        decode_header(header(**changed), PushHeader)


@pytest.mark.parametrize(
    "cursors", [{"4108\0": [1, ID]}, {"410822104203\n": [1, ID]}, {"4108": [2**63, ID]}, {"4108": [-1, ID]}], ids=str
)
def test_a_cursor_names_an_area_and_a_number(cursors: dict[str, object]):
    with pytest.raises(Malformed):
        decode_header(json.dumps({"protocol": 1, "cursors": cursors}).encode(), PullRequest)


def test_ids_are_asked_of_an_area():
    with pytest.raises(Malformed):
        decode_header(b'{"protocol":1,"area":"4108\\u0000"}', IdsRequest)


def test_a_line_end_is_no_part_of_an_area_or_an_id():
    written = revision.compose(
        area="410822104203",
        key=revision.RecordKey("household", "0190f1a2-0000-7000-8000-000000000001"),
        schema=1,
        codes=1,
        parents=[ID],
        set={},
        time=1,
        actor="a",
        device="d",
        source="visit",
    )
    for part in (b"410822104203", ID.encode(), b'"actor":"a', b"household"):
        with pytest.raises(Malformed):
            revision.parse(written.body.replace(part, part + b"\\n"))


def lines(pieces: list[bytes]) -> list[bytes]:
    splitter = LineSplitter()
    found = [line for piece in pieces for line in splitter.feed(piece)]
    return [*found, *splitter.end()]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_lines_are_the_same_however_they_arrive(size: int):
    body = b'{"protocol":1}\n{"a":1}\n\n{"b":2}'
    assert lines([body[at : at + size] for at in range(0, len(body), size)]) == body.split(b"\n")


def test_a_header_without_end_is_too_large():
    with pytest.raises(TooLarge):
        lines([b"x" * 1000] * (MAX_HEADER_BYTES // 1000 + 2))


def test_a_line_that_is_too_long_does_not_block_the_next():
    first, long, last = lines([b"{}\n", *[b"x" * 1000] * (MAX_REVISION_BYTES // 1000 + 5), b"\n{}\n"])
    assert (first, last) == (b"{}", b"{}")
    with pytest.raises(TooLarge):
        revision.parse(long)
    assert len(long) == MAX_REVISION_BYTES + 1

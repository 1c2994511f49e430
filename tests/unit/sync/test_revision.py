"""A revision: its envelope's form, and the id that is its content."""

import base64
import hashlib
import json
from typing import Any

import pytest

from sync import canonical, revision
from sync.errors import Malformed, TooLarge
from sync.limits import MAX_PARENTS, MAX_REVISION_BYTES
from sync.revision import RecordKey, time_of
from tests.replicas import NOW, revise, uuid

ENVELOPE = json.loads(revise({"hamlet": "东"}).body)
ID = "0" * 52


def parse(**changed: Any) -> revision.Revision:  # noqa: ANN401 -- parts of an envelope
    kept = {key: value for key, value in {**ENVELOPE, **changed}.items() if value is not Ellipsis}
    return revision.parse(canonical.encode(kept))


def test_the_id_is_its_time_and_its_hash():
    one = revise({"hamlet": "东"})
    raw = NOW.to_bytes(6, "big") + hashlib.sha256(one.body).digest()[:26]
    assert one.id == base64.b32hexencode(raw).decode().lower().rstrip("=")
    assert len(one.id) == 52


def test_ids_sort_by_time():
    times = [0, 1, 2**40, 2**48 - 1]
    ids = [revise({"hamlet": str(time)}, time=time).id for time in times]
    assert ids == sorted(ids)
    assert [time_of(one) for one in ids] == times


@pytest.mark.parametrize("key", ["visit", "reason"])
def test_what_may_be_left_out(key: str):
    assert getattr(parse(**{key: ...}), key) is None


@pytest.mark.parametrize(
    "key", ["area", "type", "record", "schema", "codes", "parents", "set", "time", "actor", "device", "source"]
)
def test_what_may_not_be_left_out(key: str):
    with pytest.raises(Malformed, match="envelope"):
        parse(**{key: ...})


@pytest.mark.parametrize(
    "changed",
    [
        {"area": "41082210420"},
        {"area": 410822},
        {"type": "Household"},
        {"type": ""},
        {"record": uuid(1).upper().replace("0190", "019A")},
        {"record": uuid(1)[:-1]},
        {"schema": 0},
        {"codes": True},
        {"parents": [ID[:-1]]},
        {"parents": [ID[:-1] + "1"]},
        {"parents": [ID[:-1] + "g", ID]},
        {"parents": [ID, ID]},
        {"parents": [f"{number:051}0" for number in range(MAX_PARENTS + 1)]},
        {"set": {"@deleted": True}},
        {"set": {"photos/a/b": 1}},
        {"set": {"1st": 1}},
        {"set": []},
        {"deleted": None},
        {"deleted": 1},
        {"time": -1},
        {"time": 2**48},
        {"actor": ""},
        {"actor": "a b"},
        {"device": "x" * 65},
        {"visit": "no"},
        {"reason": 5},
    ],
    ids=str,
)
def test_what_no_envelope_has(changed: dict[str, Any]):
    with pytest.raises(Malformed, match="envelope"):
        parse(**changed)


def test_keys_that_it_does_not_name_are_hashed_and_kept():
    one, other = parse(), parse(newer={"a": 1})
    assert one.id != other.id
    assert b'"newer":{"a":1}' in other.body


def test_a_line_that_is_too_long_is_too_large():
    with pytest.raises(TooLarge):
        revision.parse(b"[" * (MAX_REVISION_BYTES + 1))
    with pytest.raises(TooLarge):
        revise({"unknown": "x" * MAX_REVISION_BYTES})


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"{}", b'{"redacted":1}'])
def test_what_is_no_revision_at_all(body: bytes):
    with pytest.raises(Malformed):
        revision.parse(body)


def test_composing_sorts_parents_and_leaves_deleted_out_where_it_does_not_change():
    parents = [revise({"hamlet": str(number)}) for number in range(3)]
    one = revise({}, sorted(parents, key=lambda one: one.id, reverse=True))
    assert one.parents == tuple(sorted(parent.id for parent in parents))
    assert "deleted" not in json.loads(one.body)
    assert json.loads(revise({}, deleted=False).body)["deleted"] is False
    assert one.key == RecordKey("household", uuid(1))


def test_composing_what_has_no_canonical_form():
    with pytest.raises(Malformed, match="number"):
        revise({"amount": 1.5})

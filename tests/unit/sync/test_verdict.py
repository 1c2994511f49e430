"""Verdicts: records that say what a judge decided, joined."""

import pytest

from schemas import naming
from sync import verdict
from sync.errors import Malformed
from sync.revision import RecordKey
from sync.verdict import NONE, Joined, Verdict
from tests.replicas import NOW, VILLAGE, revise, uuid

ONE = revise({"phone": "1"})


def write(said: Verdict):
    return verdict.write(said, area=VILLAGE, schema=1, codes=1, time=NOW, by="city")


def test_it_is_written_as_a_root_in_its_own_record_and_read_back():
    said = Verdict(ONE.id, {"phone": "bad_format"}, NOW, reason="why")
    written = write(said)
    assert verdict.read(written) == said
    assert written.key == RecordKey("verdict", naming.verdict_id(ONE.id))
    assert (written.parents, written.actor, written.device, written.source) == ((), "city", "city", "judgement")


@pytest.mark.parametrize(
    "set_",
    [
        {},
        {"revision": "x"},
        {"revision": ONE.id, "void": []},
        {"revision": ONE.id, "cap": "1"},
        {"revision": ONE.id, "cap": -1},
    ],
    ids=str,
)
def test_what_is_no_verdict(set_: dict[str, object]):
    with pytest.raises(Malformed, match="verdict"):
        verdict.read(revise(set_, key=verdict.key_of(ONE.id)))


def test_one_that_stands_in_another_record_or_has_parents_is_none():
    written = write(Verdict(ONE.id))
    with pytest.raises(Malformed, match="record"):
        verdict.read(revise(written.set, key=RecordKey("verdict", uuid(1))))
    with pytest.raises(Malformed, match="root"):
        verdict.read(revise(written.set, [written], key=written.key))


def test_several_are_joined():
    said = [Verdict(ONE.id, {"a": "x"}, 7), Verdict(ONE.id, {"b": "y", "a": "z"}, 5), Verdict(ONE.id, redacts=True)]
    assert verdict.join(said) == verdict.join(said[::-1]) == Joined(frozenset({"a", "b"}), 5, redacts=True)
    assert verdict.join([]) == NONE

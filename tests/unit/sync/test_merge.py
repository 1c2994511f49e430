"""Merge, by example; that it is the function of docs/protocol.md is shown in tests/property/test_merge.py."""

from sync import merge
from sync.merge import EMPTY
from sync.verdict import Joined
from tests.replicas import NOW, revise

ROOT = revise({"hamlet": "东", "household_no": "1"})


def test_a_later_write_that_has_seen_it_replaces_it_whatever_the_clock_says():
    later = revise({"hamlet": "西"}, [ROOT], time=NOW - 1000)
    state = merge.materialise([ROOT, later], {})
    assert state.values() == {"hamlet": "西", "household_no": "1"}
    assert state.conflicts(lambda _: True) == []


def test_values_that_had_not_seen_each_other_are_all_kept_and_the_latest_is_shown():
    left = revise({"hamlet": "西"}, [ROOT], time=NOW + 2)
    right = revise({"hamlet": "南"}, [ROOT], time=NOW + 1)
    state = merge.materialise([ROOT, left, right], {})
    assert [one.value for one in state.candidates["hamlet"]] == ["南", "西"]
    assert state.values()["hamlet"] == state.value("hamlet") == "西"
    assert state.conflicts(lambda _: True) == ["hamlet"]
    assert state.conflicts(lambda _: False) == []
    settled = revise({"hamlet": "南"}, [left, right])
    assert merge.apply(state, settled).conflicts(lambda _: True) == []


def test_equal_values_never_conflict_and_true_is_not_one():
    same = [revise({"hamlet": "西"}, [ROOT], actor=actor) for actor in ("anna", "bob")]
    assert merge.materialise([ROOT, *same], {}).conflicts(lambda _: True) == []
    unlike = [revise({"newer": value}, [ROOT]) for value in (1, True)]
    assert merge.materialise([ROOT, *unlike], {}).conflicts(lambda _: True) == ["newer"]


def test_null_is_a_value():
    cleared = revise({"hamlet": None}, [ROOT])
    assert merge.materialise([ROOT, cleared], {}).values() == {"hamlet": None, "household_no": "1"}


def test_a_void_field_counts_as_not_written_and_a_cap_lowers_its_time():
    ahead = revise({"hamlet": "西", "phone": "1"}, time=NOW + 10**9)
    other = revise({"hamlet": "南"}, time=NOW + 5)
    judged = {ahead.id: Joined(frozenset({"phone"}), NOW + 1)}
    state = merge.materialise([ahead, other], judged)
    assert state.values() == {"hamlet": "南"}
    assert state.candidates["hamlet"][0].time == NOW + 1


def test_deleted_where_every_edit_knows_of_it():
    deleted = revise({}, [ROOT], deleted=True)
    state = merge.materialise([ROOT, deleted], {})
    assert state.deleted
    assert merge.apply(state, revise({}, [deleted], deleted=False)).deleted is False
    again = merge.apply(state, revise({"hamlet": "西"}, [deleted]))
    assert again.deleted  # editing a tombstone that one has seen takes `deleted: false`


def test_an_edit_that_had_not_seen_the_deletion_keeps_the_record_alive_in_conflict():
    deleted = revise({}, [ROOT], deleted=True)
    edit = revise({"hamlet": "西"}, [ROOT])
    state = merge.materialise([ROOT, deleted, edit], {})
    assert state.stray
    assert not state.deleted
    assert state.conflicts(lambda _: False) == ["@deleted"]
    settled = merge.apply(state, revise({}, [deleted, edit], deleted=True))
    assert settled.deleted
    assert settled.conflicts(lambda _: True) == []


def test_a_deletion_and_a_revival_that_had_not_seen_each_other_conflict():
    deleted, revived = revise({}, [ROOT], deleted=True), revise({}, [ROOT], deleted=False)
    state = merge.materialise([ROOT, deleted, revived], {})
    assert not state.deleted
    assert state.conflicts(lambda _: False) == ["@deleted"]


def test_several_roots_are_several_branches():
    other = revise({"household_no": "2"}, actor="bob")
    state = merge.materialise([ROOT, other], {})
    assert len(state.heads) == 2
    assert state.conflicts(lambda _: True) == ["household_no"]


def test_a_record_without_revisions_is_empty():
    assert merge.materialise([], {}) == EMPTY
    assert merge.decode(merge.encode(EMPTY)) == EMPTY
    assert EMPTY.value("hamlet") is None
    assert (EMPTY.values(), EMPTY.deleted, EMPTY.conflicts(lambda _: True)) == ({}, False, [])

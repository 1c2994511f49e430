"""Merge is a pure function of the set of revisions and verdicts, and the one that docs/protocol.md gives."""

import random

from hypothesis import given
from hypothesis import strategies as st

from sync import canonical, merge, verdict
from sync.revision import redact
from sync.verdict import Joined
from tests.property import reference
from tests.property.histories import History, edits, histories
from tests.replicas import revise


def joined(history: History) -> dict[str, Joined]:
    return {one: verdict.join(said) for one, said in history.by_revision().items()}


@given(histories())
def test_it_is_the_function_that_the_protocol_gives(history: History):
    state = merge.materialise(history.revisions, joined(history))
    expected = reference.materialise(history.revisions, history.by_revision())
    assert list(state.heads) == expected.heads
    assert {field: [tuple(one) for one in found] for field, found in state.candidates.items()} == expected.candidates
    assert state.stray == expected.stray
    assert state.revisions == expected.revisions


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_and_the_number_of_copies_do_not_matter(history: History, chance: random.Random):
    state = merge.materialise(history.revisions, joined(history))
    doubled = history.revisions + history.revisions
    chance.shuffle(doubled)
    said = list(history.verdicts) * 2
    chance.shuffle(said)
    shuffled = joined(History(history.revisions, said))
    assert merge.encode(merge.materialise(doubled, shuffled)) == merge.encode(state)


@given(histories(), st.data())
def test_the_fast_path_equals_the_definition(history: History, data: st.DataObject):
    judged = joined(history)
    state = merge.materialise(history.revisions, judged)
    heads = [one for one in history.revisions if one.id in state.heads]
    drawn = data.draw(edits(heads))
    edit = revise(drawn.set, heads, time=drawn.time, deleted=drawn.deleted)
    said = data.draw(st.just(verdict.NONE) | st.just(Joined(frozenset(list(edit.set)[:1]), edit.time - 1)))
    judged[edit.id] = said
    if edit.id not in {one.id for one in history.revisions}:
        assert merge.apply(state, edit, said) == merge.materialise([*history.revisions, edit], judged)


@given(histories())
def test_a_stub_says_what_a_redacted_revision_says(history: History):
    judged = joined(history)
    stubs = [redact(one, one.id) if judged.get(one.id, verdict.NONE).redacts else one for one in history.revisions]
    assert merge.materialise(stubs, judged) == merge.materialise(history.revisions, judged)


@given(histories())
def test_a_state_is_stored_and_read_back_as_it_is(history: History):
    state = merge.materialise(history.revisions, joined(history))
    stored = merge.encode(state)
    assert merge.decode(stored) == state
    assert canonical.encode(canonical.decode(stored)) == stored


@given(histories())
def test_what_is_shown_follows_from_the_candidates(history: History):
    state = merge.materialise(history.revisions, joined(history))
    conflicts = state.conflicts(lambda _: True)
    for field, found in state.candidates.items():
        if field != "@deleted":
            assert state.values()[field] == max(found, key=lambda one: (one.time, one.revision)).value
            assert (field in conflicts) == (len({canonical.encode(one.value) for one in found}) > 1)
    mixed = len({one.value for one in state.candidates.get("@deleted", ())}) > 1
    assert ("@deleted" in conflicts) == (state.stray or mixed)
    assert not (state.deleted and state.stray)


@given(histories())
def test_verdicts_joined_in_their_record_say_what_they_say_together(history: History):
    for one, said in history.by_revision().items():
        record = [made for made in history.written() if made.key == verdict.key_of(one)]
        assert merge.joined(merge.materialise(record, {})) == verdict.join(said)

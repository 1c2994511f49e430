"""History: who had seen what."""

from sync.history import Causality, ancestors, parents_first
from tests.replicas import revise

ROOT = revise({"hamlet": "0"})
LEFT = revise({"hamlet": "1"}, [ROOT])
RIGHT = revise({"hamlet": "2"}, [ROOT])
JOINT = revise({"hamlet": "3"}, [LEFT, RIGHT])
APART = revise({"hamlet": "4"})
ALL = [ROOT, LEFT, RIGHT, JOINT, APART]


def test_parents_come_first_and_the_rest_keeps_its_order():
    assert parents_first([JOINT, APART, RIGHT, LEFT, ROOT]) in (
        [ROOT, LEFT, RIGHT, JOINT, APART],
        [ROOT, RIGHT, LEFT, JOINT, APART],
    )
    assert parents_first([APART, ROOT]) == [APART, ROOT]
    assert parents_first([JOINT, LEFT]) == [LEFT, JOINT]
    assert parents_first([ROOT, ROOT]) == [ROOT]


def test_a_long_chain_needs_no_deep_stack():
    chain = [ROOT]
    for number in range(3000):
        chain.append(revise({"hamlet": str(number)}, [chain[-1]]))
    assert parents_first(reversed(chain)) == chain


def test_ancestors_are_as_far_as_is_known():
    by_id = {one.id: one for one in ALL}
    assert ancestors([JOINT.id], by_id).keys() == {one.id for one in (ROOT, LEFT, RIGHT, JOINT)}
    del by_id[LEFT.id]
    assert ancestors([JOINT.id, "unknown"], by_id).keys() == {one.id for one in (ROOT, RIGHT, JOINT)}


def test_writers_that_no_other_writer_has_seen():
    causality = Causality(ALL)
    assert set(causality.unseen([one.id for one in ALL])) == {JOINT.id, APART.id}
    assert set(causality.unseen([ROOT.id, LEFT.id, RIGHT.id])) == {LEFT.id, RIGHT.id}


def test_strangers_are_neither_before_nor_after_any():
    causality = Causality(ALL)
    assert causality.strangers([LEFT.id]) == {RIGHT.id, APART.id}
    assert causality.strangers([ROOT.id]) == {APART.id}
    assert causality.strangers([LEFT.id, APART.id]) == {RIGHT.id}

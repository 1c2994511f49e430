"""Digests: the sum of ids modulo 2^256."""

from sync import digest
from tests.replicas import revise

IDS = [revise({"hamlet": str(number)}).id for number in range(5)]
LARGEST = digest.text(2**256 - 1)


def test_the_order_does_not_matter_and_grouping_neither():
    whole = digest.add(digest.EMPTY, IDS)
    assert digest.add(digest.add(digest.EMPTY, IDS[3:]), IDS[2::-1]) == whole
    assert digest.running(digest.EMPTY, IDS)[-1] == whole
    assert digest.running(digest.EMPTY, IDS)[1] == digest.add(digest.EMPTY, IDS[:2])


def test_it_is_written_as_an_id_is():
    assert digest.text(0) == digest.EMPTY
    assert LARGEST == "v" * 51 + "g"
    assert all(digest.text(digest.number(one)) == one for one in IDS)


def test_it_wraps():
    assert digest.add(LARGEST, [digest.text(1)]) == digest.EMPTY
    assert digest.running(LARGEST, [digest.text(2)]) == [digest.text(1)]


def test_a_doubled_or_lost_id_shows():
    assert len({digest.add(digest.EMPTY, ids) for ids in (IDS, IDS[1:], [*IDS, IDS[0]])}) == 3

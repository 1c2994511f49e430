"""Seals: one signature over the ids of one area, checked wherever a part of them arrives."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sync.seal import PrivateKey, Seal, seal
from tests.replicas import NOW, VILLAGE, key_of, revise

ONE, TWO = sorted([revise({"hamlet": "东"}).id, revise({"hamlet": "西"}).id])


def test_a_seal_holds_under_its_key_alone():
    made = seal(key_of("tablet"), VILLAGE, [ONE, TWO], NOW)
    assert made.holds_under(key_of("tablet").public_key)
    assert not made.holds_under(key_of("other").public_key)


@pytest.mark.parametrize(
    "changed",
    [
        {"area": "410822104205"},
        {"by": "other"},
        {"time": NOW + 1},
        {"ids": (ONE,)},
        {"verdicts": {ONE: TWO}},
        {"signature": "A" * 86},
    ],
    ids=str,
)
def test_every_part_of_it_is_signed(changed: dict[str, object]):
    made = seal(key_of("tablet"), VILLAGE, [ONE, TWO], NOW)
    forged = msgspec.structs.replace(made, **changed)
    assert not forged.holds_under(key_of("tablet").public_key)
    assert (forged.id == made.id) == ("signature" in changed)


def test_it_signs_its_ids_sorted():
    made = seal(key_of("tablet"), VILLAGE, [TWO, ONE], NOW)
    assert made.ids == (ONE, TWO)
    assert made.message() == f'{{"area":"{VILLAGE}","by":"tablet","ids":["{ONE}","{TWO}"],"time":{NOW}}}'.encode()


def test_verdicts_are_signed_where_there_are_any():
    made = seal(key_of("city"), VILLAGE, [ONE, TWO], NOW, {ONE: TWO})
    assert made.message().endswith(f'"time":{NOW},"verdicts":{{"{ONE}":"{TWO}"}}}}'.encode())
    assert made.holds_under(key_of("city").public_key)


@pytest.mark.parametrize("changed", [{"ids": [TWO, ONE]}, {"ids": [ONE, ONE]}, {"verdicts": {"0" * 52: TWO}}], ids=str)
def test_a_second_way_to_write_it_is_not_read(changed: dict[str, object]):
    made = msgspec.to_builtins(seal(key_of("city"), VILLAGE, [ONE, TWO], NOW, {ONE: TWO}))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(made | changed, Seal)


def test_what_is_not_a_p256_key_checks_nothing():
    other_curve = PrivateKey("tablet", ec.generate_private_key(ec.SECP384R1()))
    made = seal(key_of("tablet"), VILLAGE, [ONE], NOW)
    for public_key in (other_curve.public_key, "", "AAAA", "no base64!", "ü"):
        assert not made.holds_under(public_key)

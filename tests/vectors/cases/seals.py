"""Seals with what they sign, and whether they hold."""

from typing import Any

import msgspec

from sync import verdict
from sync.seal import seal
from sync.verdict import Verdict
from tests.replicas import NOW, VILLAGE, key_of, revise


def cases() -> list[dict[str, Any]]:
    """Return seals with what they sign, and whether they hold."""
    one, other = revise({"phone": "1"}), revise({"hamlet": "西"})
    said = verdict.write(Verdict(one.id, {"phone": "bad_format"}), area=VILLAGE, schema=1, codes=1, time=NOW, by="city")
    tablets = seal(key_of("tablet"), VILLAGE, [one.id, other.id], NOW)
    judges = seal(key_of("city"), VILLAGE, [one.id, other.id, said.id], NOW + 1000, {one.id: said.id})
    half = msgspec.structs.replace(tablets, signature=tablets.signature[:43] + "A" * 43)
    cases = [
        ("a tablet's", tablets, "tablet"),
        ("a judge's, which names a verdict", judges, "city"),
        ("over nothing", seal(key_of("tablet"), VILLAGE, [], NOW), "tablet"),
        ("under another key", tablets, "city"),
        ("with another time", msgspec.structs.replace(tablets, time=NOW + 1), "tablet"),
        ("with an id less", msgspec.structs.replace(tablets, ids=tablets.ids[:1]), "tablet"),
        ("without its verdicts", msgspec.structs.replace(judges, verdicts={}), "city"),
        ("with half another signature", half, "tablet"),
    ]
    return [
        {
            "what": what,
            "seal": msgspec.to_builtins(made),
            "message": made.message().decode(),
            "id": made.id,
            "public_key": key_of(key).public_key,
            "holds": made.holds_under(key_of(key).public_key),
        }
        for what, made, key in cases
    ]

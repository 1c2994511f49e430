"""Revisions and stubs with their ids, and bytes that are neither."""

import json
from typing import Any

from sync import canonical, revision, verdict
from sync.limits import MAX_PARENTS
from sync.revision import RecordKey, Revision
from sync.verdict import Verdict
from tests.replicas import NOW, VILLAGE, revise, uuid
from tests.vectors.cases.malformed import code_of


def cases() -> dict[str, Any]:
    """Return revisions with their ids, and bytes that are no revision."""
    root = revise({"household_no": "0001", "hamlet": "东"})
    other = revise({"household_no": "0002"}, actor="bob", device="second")
    withdrawn = verdict.write(Verdict(root.id, redacts=True), area=VILLAGE, schema=1, codes=1, time=NOW, by="city")
    valid = [
        ("creates a record", root),
        ("writes nothing, has two parents", revise({}, [root, other])),
        ("clears a field, adds an item", revise({"hamlet": None, "photos/ab12": {"kind": "house"}}, [root])),
        ("deletes, with a visit's reason", revise({}, [root], deleted=True, reason="重复建档")),
        ("at the beginning of time", revise({"hamlet": "1970"}, time=0)),
        ("at the end of time", revise({"hamlet": "10889"}, time=2**48 - 1)),
        ("in an area of the city", revise({}, area="4108", key=RecordKey("home", uuid(9)))),
        ("a verdict", withdrawn),
        ("what a redaction left", revision.redact(root, withdrawn.id)),
    ]
    envelope = json.loads(root.body)
    unknown = canonical.encode({**envelope, "newer": {"since": 2}})
    bare = canonical.encode({key: value for key, value in envelope.items() if key not in ("visit", "reason")})
    valid += [("has keys that version 1 does not name", revision.parse(unknown)), ("bare", revision.parse(bare))]
    changes: list[dict[str, Any]] = [
        {"area": "41082210420"},
        {"type": "Household"},
        {"record": "0190F1A2-0000-7000-8000-000000000001"},
        {"schema": 0},
        {"parents": [other.id, root.id] if other.id > root.id else [root.id, other.id]},
        {"parents": [root.id, root.id]},
        {"parents": [root.id[:-1] + "1"]},
        {"parents": [f"{number:051}0" for number in range(MAX_PARENTS + 1)]},
        {"set": {"@deleted": True}},
        {"set": {"photos/a/b": 1}},
        {"deleted": None},
        {"time": 2**48},
        {"time": "1540000000000"},
        {"actor": "an na"},
        {"device": "x" * 65},
        {"visit": ""},
    ]
    stub = json.loads(revision.redact(root, withdrawn.id).body)
    malformed = [({**envelope, **changed}, json.dumps(changed)[:60]) for changed in changes]
    malformed += [
        ({**stub, "time": NOW + 1}, "a stub of another time"),
        ({**stub, "set_": {}}, "a stub with more in it"),
    ]
    return {
        "valid": [{"what": what, "text": one.body.decode(), "id": one.id, **_parts(one)} for what, one in valid],
        "malformed": [
            {"why": why, "text": body.decode(), "code": code_of(lambda body=body: revision.parse(body))}
            for value, why in malformed
            for body in [canonical.encode(value)]
        ],
    }


def _parts(one: Revision) -> dict[str, Any]:
    return {"area": one.area, "type": one.type, "record": one.record, "parents": list(one.parents), "time": one.time}

"""Headers of each form, and headers that are turned away."""

import json
from typing import Any

import msgspec

from sync import digest, messages
from sync.messages import PROTOCOL
from sync.outcome import Outcome, Reason, Status
from sync.seal import seal
from tests.replicas import HOUSEHOLD, NOW, VILLAGE, key_of, revise
from tests.vectors.cases.malformed import code_of


def cases() -> dict[str, Any]:
    """Return headers of each form, and headers that are turned away."""
    one = revise({"phone": "1", "household_no": "1"})
    made = seal(key_of("tablet"), VILLAGE, [one.id], NOW)
    end = digest.add(digest.EMPTY, [one.id])
    outcomes = (
        Outcome(one.id, Status.VOID, number=2, void={"phone": "bad_format"}, cap=NOW),
        Outcome(one.id, Status.ACCEPTED, known=True, number=2),
        Outcome(one.id, Status.PARKED, reason=Reason.PARENT_MISSING, missing=(end,)),
        Outcome(one.id, Status.QUARANTINED, reason=Reason.PARENT_QUARANTINED, because=end),
        Outcome("", Status.REFUSED, reason=Reason.MALFORMED, detail="number: …", line=4),
    )
    candidates = (messages.FieldCandidate(one.id, NOW, "1"), messages.FieldCandidate(end, NOW + 1, "2"))
    conflict = messages.FieldConflict(VILLAGE, *HOUSEHOLD, "household_no", candidates)
    page = messages.Page(VILLAGE, 0, 1, end, 3, 1)
    common = (PROTOCOL, "city", NOW)
    forms = [
        messages.PushHeader(PROTOCOL, (made,)),
        messages.PushAnswer(
            *common,
            outcomes,
            (conflict,),
            (messages.RecordHeads(VILLAGE, *HOUSEHOLD, (one.id,)),),
            {VILLAGE: messages.StreamEnd(2, end)},
            (made,),
        ),
        messages.PullRequest(PROTOCOL, {VILLAGE: (1, end)}, 500),
        messages.PullHeader(*common, (VILLAGE,), (page,), ("410822104205",), {"410822104207": 9}, 2, (made,)),
        messages.IdsRequest(PROTOCOL, VILLAGE),
        messages.IdsRequest(PROTOCOL, VILLAGE, (one.id,)),
        messages.IdsHeader(*common, VILLAGE, 1, end, 1, (made,)),
        messages.HeadsAnswer(*common, {VILLAGE: messages.StreamEnd(1, end)}),
    ]
    sealed = msgspec.to_builtins(made)
    last = "v" * 51 + "g"
    of_push: list[tuple[dict[str, Any], str]] = [
        ({"seals": []}, "no version"),
        ({"protocol": 2, "seals": []}, "a version that is not served"),
        ({"protocol": 1}, "no seals"),
        ({"protocol": 1, "seals": [{**sealed, "ids": [one.id, one.id]}]}, "an id twice in a seal"),
        ({"protocol": 1, "seals": [{**sealed, "ids": [last, one.id]}]}, "ids that are not sorted"),
        ({"protocol": 1, "seals": [{**sealed, "verdicts": {last: one.id}}]}, "a verdict on what it does not cover"),
        ({"protocol": 1, "seals": [{**sealed, "signature": "A"}]}, "a signature that is too short"),
    ]
    malformed = [
        *((messages.PushHeader, value, why) for value, why in of_push),
        (messages.PullRequest, {"protocol": 1, "cursors": {VILLAGE: [-1, end]}}, "a negative number"),
        (messages.PullRequest, {"protocol": 1, "cursors": {"41": [0, end]}}, "no area"),
        (messages.IdsRequest, {"protocol": 1, "area": VILLAGE, "want": ["x"]}, "no id"),
    ]
    return {
        "valid": [{"form": type(each).__name__, "text": messages.encode_header(each).decode()} for each in forms],
        "malformed": [
            {
                "form": form.__name__,
                "why": why,
                "text": json.dumps(value, separators=(",", ":")),
                "code": code_of(
                    lambda form=form, value=value: messages.decode_header(json.dumps(value).encode(), form)
                ),
            }
            for form, value, why in malformed
        ],
    }

"""What a judging server decided about one revision, as a record of its own that travels like any other.

A verdict voids fields of a revision, caps its effective time, or redacts it. It is named by a UUIDv5 of the revision's
id, so that two servers that judge the same revision write into one record; all its revisions count, joined: fields
void for one are void, the lowest cap holds. Verdicts are never judged, voided or withdrawn (design.md §6).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from schemas import naming
from sync import revision
from sync.errors import Malformed
from sync.revision import Id, Instant, RecordKey, Revision, RevisionId

TYPE = "verdict"
"""The record type of verdicts."""

SOURCE = "judgement"
"""The `source` of a verdict's envelope."""


class Verdict(msgspec.Struct, frozen=True):
    """One judgement.

    Attributes:
        revision: the id that it judges.
        void: error code by field (`@deleted` for the deletion); merge treats these as not written.
        cap: the latest effective time (unix ms), or None.
        redacts: whether the whole content is withdrawn and its bytes are to be dropped.
    """

    revision: Id
    void: Mapping[str, str] = {}
    cap: Instant | None = None
    redacts: bool = False
    reason: str | None = None


class Joined(msgspec.Struct, frozen=True):
    """All known verdicts on one revision, joined."""

    void: frozenset[str] = frozenset()
    cap: int | None = None
    redacts: bool = False

    def with_(self, verdict: Verdict) -> "Joined":
        """Return this joined with one more verdict."""
        caps = [cap for cap in (self.cap, verdict.cap) if cap is not None]
        return Joined(self.void | frozenset(verdict.void), min(caps, default=None), self.redacts or verdict.redacts)


NONE = Joined()
"""Nothing is void and nothing is capped."""


def join(verdicts: Iterable[Verdict]) -> Joined:
    """Return what these verdicts say together; the order does not matter."""
    joined = NONE
    for verdict in verdicts:
        joined = joined.with_(verdict)
    return joined


def key_of(judged: RevisionId) -> RecordKey:
    """Return the record in which every verdict on this revision is written."""
    return RecordKey(TYPE, naming.verdict_id(judged))


def read(written: Revision) -> Verdict:
    """Return what a revision of a verdict record says.

    Raises:
        Malformed: `verdict`, where it is none, has parents, or is filed under another record than its own.
    """
    try:
        said = msgspec.convert(dict(written.set), Verdict)
    except msgspec.ValidationError as error:
        raise Malformed("verdict", str(error)) from None
    if written.key != key_of(said.revision):
        raise Malformed("verdict", "the record is not the one that the judged revision's id names")
    if written.parents:
        raise Malformed("verdict", "a verdict is a root: it overwrites no other")
    return said


def write(verdict: Verdict, *, area: str, schema: int, codes: int, time: int, by: str) -> Revision:
    """Return the revision that records a verdict: a root, written by the judging server `by` at `time` (unix ms)."""
    said: dict[str, Any] = {
        "revision": verdict.revision,
        "void": dict(verdict.void),
        "cap": verdict.cap,
        "redacts": verdict.redacts,
        "reason": verdict.reason,
    }
    return revision.compose(
        area=area,
        key=key_of(verdict.revision),
        schema=schema,
        codes=codes,
        parents=(),
        set=said,
        time=time,
        actor=by,
        device=by,
        source=SOURCE,
    )

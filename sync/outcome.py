"""What became of a pushed revision: one outcome each, so that one bad revision never blocks the rest of its batch."""

from enum import StrEnum

import msgspec

from sync.revision import RevisionId


class Status(StrEnum):
    """Where a revision stands."""

    ACCEPTED = "accepted"
    """In the stream, all of it valid."""
    VOID = "void"
    """In the stream, but a verdict voids some of its fields or caps its time."""
    PARKED = "parked"
    """Kept outside the stream until what it waits for is there."""
    QUARANTINED = "quarantined"
    """Kept outside the stream until someone responsible releases it."""
    REFUSED = "refused"
    """Not taken."""


class Reason(StrEnum):
    """Why a revision was not simply accepted. The catalogue of messages has a sentence in both languages for each."""

    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNSEALED = "unsealed"
    SEAL_BROKEN = "seal_broken"
    UNKNOWN_DEVICE = "unknown_device"
    OUTSIDE_SCOPE = "outside_scope"
    BEYOND_AUTHORITY = "beyond_authority"
    SERVER_ONLY = "server_only"
    PARENT_OF_OTHER_RECORD = "parent_of_other_record"
    PARENT_REFUSED = "parent_refused"
    HISTORY_FULL = "history_full"
    PARENT_QUARANTINED = "parent_quarantined"
    DEVICE_REVOKED = "device_revoked"
    DEVICE_EXPIRED = "device_expired"
    UNKNOWN_ACTOR = "unknown_actor"
    SCOPE_LOST = "scope_lost"
    PARENT_MISSING = "parent_missing"
    UNJUDGED = "unjudged"


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """The outcome of one revision.

    Attributes:
        id: the revision; for a line that could not be read, the empty string.
        known: it was here before this request; `status` is then what it was, or, where it waits, what it is.
        number: its place in the area's stream.
        void: error code by void field.
        cap: the effective time (unix ms) to which its time was capped.
        because: the revision that is to blame: a refused or quarantined parent.
        missing: what a parked revision waits for.
        line: of a line that could not be read, its place among the request's revisions, from 0.
    """

    id: RevisionId
    status: Status
    known: bool = False
    number: int | None = None
    void: dict[str, str] = {}
    cap: int | None = None
    reason: Reason | None = None
    detail: str | None = None
    because: RevisionId | None = None
    missing: tuple[RevisionId, ...] = ()
    line: int | None = None

"""A revision: one immutable edit of one record, named by its content.

Its canonical bytes are stored and sent as they are; the object here is what they say. The id is `time` as 6 bytes
big-endian, then the first 26 bytes of SHA-256 of the canonical bytes, in base32hex: it sorts by time, and a tampered or
mis-read revision has another id (design.md §1).
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple, TypeAlias

import msgspec

from sync import canonical
from sync.canonical import Json
from sync.errors import Malformed, TooLarge
from sync.limits import MAX_PARENTS, MAX_REVISION_BYTES

DELETED = "@deleted"
"""The name under which merge treats `deleted` like a field. No field of a `set` can be called so."""

RevisionId: TypeAlias = str


class RecordKey(NamedTuple):
    """A record within its area: its type and its UUID."""

    type: str
    record: str


# `\Z`, not `$`: that would let a line's end through at the end of the text.
Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-v]{51}[0g]\Z")]
Area = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?\Z")]
Token = Annotated[str, msgspec.Meta(pattern=r"^[!-~]{1,64}\Z")]
Instant = Annotated[int, msgspec.Meta(ge=0, lt=2**48)]
"""Unix ms, as far as the 6 bytes of an id reach."""
_Uuid = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
_Path = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}(/[A-Za-z0-9_.:-]{1,128})?\Z")]
_Type = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]{0,39}\Z")]


class _Envelope(msgspec.Struct, frozen=True):
    """The form of a revision's envelope. Keys that it does not name are hashed and kept with the bytes."""

    area: Area
    type: _Type
    record: _Uuid
    schema: Annotated[int, msgspec.Meta(ge=1)]
    codes: Annotated[int, msgspec.Meta(ge=1)]
    parents: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_PARENTS)]
    set: dict[_Path, Any]
    time: Instant
    actor: Token
    device: Token
    source: Token
    deleted: bool | None = None
    visit: _Uuid | None = None
    reason: str | None = None


class _Stub(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a redaction leaves of a revision (design.md §1): enough for history and digest, none of its content.

    Its bytes do not prove its id any more; the verdict that it names does, and counts as a parent.
    """

    redacted: Id
    verdict: Id
    area: Area
    type: _Type
    record: _Uuid
    parents: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_PARENTS)]
    time: Instant


class Revision(msgspec.Struct, frozen=True):
    """One edit of one record. `set` is shared with whoever decoded it and must not be changed.

    Attributes:
        id: 52 characters of base32hex.
        body: the canonical bytes, or those of the stub that a redaction left.
        time: unix ms by the device's corrected clock.
        parents: sorted ids of the revisions that the editor had before it.
        redaction: the verdict by which the content is gone; then `set` is empty and `actor` and `device` say nothing.
    """

    id: RevisionId
    body: bytes
    area: str
    type: str
    record: str
    parents: tuple[RevisionId, ...]
    set: Mapping[str, Json]
    deleted: bool | None
    time: int
    actor: str
    device: str
    source: str
    schema: int = 1
    codes: int = 1
    visit: str | None = None
    reason: str | None = None
    redaction: RevisionId | None = None

    @property
    def redacted(self) -> bool:
        """Whether the content is gone."""
        return self.redaction is not None

    @property
    def key(self) -> RecordKey:
        """The record within its area."""
        return RecordKey(self.type, self.record)


def revision_id(time: int, body: bytes) -> RevisionId:
    """Return the id that a revision of this time (unix ms) with these canonical bytes has."""
    raw = time.to_bytes(6, "big") + hashlib.sha256(body).digest()[:26]
    return base64.b32hexencode(raw).decode().lower().rstrip("=")


def time_of(one: RevisionId) -> int:
    """Return the time (unix ms) that an id begins with."""
    return int(one[:10], 32) >> 2


def parse(body: bytes) -> Revision:
    """Return the revision, or the stub of a redacted one, that a line holds.

    Raises:
        TooLarge: the line is longer than a revision may be.
        Malformed: it is not canonical, or its envelope is not of the form (`envelope`, with the place).
    """
    if len(body) > MAX_REVISION_BYTES:
        raise TooLarge("revision_bytes", MAX_REVISION_BYTES)
    value = canonical.decode(body)
    if not isinstance(value, dict):
        raise Malformed("envelope", "a revision is a map")
    try:
        if "redacted" in value and "set" not in value:
            return _of_stub(msgspec.convert(value, _Stub), body)
        envelope = msgspec.convert(value, _Envelope)
    except msgspec.ValidationError as error:
        raise Malformed("envelope", str(error)) from None
    _check_parents(envelope.parents)
    if envelope.deleted is None and "deleted" in value:
        raise Malformed("envelope", "`deleted` is true or false, or absent")
    return Revision(
        revision_id(envelope.time, body),
        body,
        envelope.area,
        envelope.type,
        envelope.record,
        envelope.parents,
        envelope.set,
        envelope.deleted,
        envelope.time,
        envelope.actor,
        envelope.device,
        envelope.source,
        envelope.schema,
        envelope.codes,
        envelope.visit,
        envelope.reason,
    )


def compose(
    *,
    area: str,
    key: RecordKey,
    schema: int,
    codes: int,
    parents: Iterable[RevisionId],
    set: Mapping[str, Json],  # noqa: A002 -- the envelope's own name
    time: int,
    actor: str,
    device: str,
    source: str,
    deleted: bool | None = None,
    visit: str | None = None,
    reason: str | None = None,
) -> Revision:
    """Return a new revision in its canonical form.

    Raises:
        Malformed: a part of it has no canonical form, or is not of the envelope's form.
        TooLarge: it is longer than a revision may be.
    """
    envelope: dict[str, Json] = {
        "area": area,
        "type": key.type,
        "record": key.record,
        "schema": schema,
        "codes": codes,
        "parents": sorted(parents),
        "set": dict(set),
        "time": time,
        "actor": actor,
        "device": device,
        "source": source,
        "visit": visit,
        "reason": reason,
    }
    if deleted is not None:
        envelope["deleted"] = deleted
    canonical.check(envelope)
    return parse(canonical.encode(envelope))


def redact(revision: Revision, verdict: RevisionId) -> Revision:
    """Return what a redaction by this verdict leaves: a stub of the same id, record, parents and time."""
    stub = _Stub(
        redacted=revision.id,
        verdict=verdict,
        area=revision.area,
        type=revision.type,
        record=revision.record,
        parents=revision.parents,
        time=revision.time,
    )
    return _of_stub(stub, canonical.encode(stub))


def _of_stub(stub: _Stub, body: bytes) -> Revision:
    _check_parents(stub.parents)
    if stub.time != time_of(stub.redacted):
        raise Malformed("envelope", "the time of a stub is the one that its id begins with")
    return Revision(
        stub.redacted,
        body,
        stub.area,
        stub.type,
        stub.record,
        stub.parents,
        {},
        None,
        stub.time,
        "",
        "",
        "",
        redaction=stub.verdict,
    )


def _check_parents(parents: tuple[RevisionId, ...]) -> None:
    if len(parents) > 1 and list(parents) != sorted(set(parents)):
        raise Malformed("envelope", "parents are sorted and each is named once")

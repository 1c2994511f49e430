"""The messages of the protocol, and their form on the wire.

A body of push, pull or ids is NDJSON: a header line, then one line a revision: its canonical bytes as they are stored,
or, where the other side has the bytes, its id as a JSON string. It streams, caps are checked line by line, and nothing
is encoded twice. Headers are plain JSON; keys that a header does not name are ignored, so that a newer minor form can
add some.

History of the protocol version
1  2026-11: the first.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, TypeVar

import msgspec

from sync import revision
from sync.digest import Digest
from sync.errors import Malformed, ProtocolMismatch, TooLarge
from sync.limits import MAX_HEADER_BYTES, MAX_REVISION_BYTES, MAX_SEALS, MAX_WANTED
from sync.outcome import Outcome
from sync.revision import Area, Id, Revision, RevisionId
from sync.seal import Seal

PROTOCOL = 1
"""The version spoken here."""

SERVED = frozenset({1})
"""The versions that are answered."""


Number = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
"""A number in a stream."""


class PushHeader(msgspec.Struct, frozen=True):
    """Asks to take in the revisions that follow. Every one of them is under one of the seals."""

    protocol: int
    seals: Annotated[tuple[Seal, ...], msgspec.Meta(max_length=MAX_SEALS)]


class FieldCandidate(msgspec.Struct, frozen=True):
    """One candidate of a field in conflict: its value, effective time (unix ms) and revision."""

    revision: RevisionId
    time: int
    value: Any


class FieldConflict(msgspec.Struct, frozen=True):
    """A field under review with several distinct candidates; `@deleted` for a deletion against an edit."""

    area: str
    type: str
    record: str
    field: str
    candidates: tuple[FieldCandidate, ...]


class RecordHeads(msgspec.Struct, frozen=True):
    """The heads of a touched record, after the push."""

    area: str
    type: str
    record: str
    heads: tuple[RevisionId, ...]


class StreamEnd(msgspec.Struct, frozen=True):
    """An area's stream: how many revisions it holds, and their digest."""

    number: int
    digest: Digest


class PushAnswer(msgspec.Struct, frozen=True):
    """What became of a push; the verdicts on it follow as lines.

    Attributes:
        server: the answering server's device id.
        server_time: its clock (unix ms), from which the asker learns its own clock's error.
        outcomes: one a revision, in the order of the request.
        conflicts, heads, streams: of what it touched, as far as the asker may read it, and as much as fits.
        seals: the judging seals over it.
    """

    protocol: int
    server: str
    server_time: int
    outcomes: tuple[Outcome, ...]
    conflicts: tuple[FieldConflict, ...] = ()
    heads: tuple[RecordHeads, ...] = ()
    streams: dict[str, StreamEnd] = {}
    seals: tuple[Seal, ...] = ()


class PullRequest(msgspec.Struct, frozen=True):
    """Asks for what comes after these cursors, (number, digest there) by area; other areas in scope start at 0."""

    protocol: int
    cursors: dict[Area, tuple[Number, Digest]] = {}
    rows: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Page(msgspec.Struct, frozen=True):
    """A run of one area's stream.

    Attributes:
        after: the number before its first row.
        number, digest: the cut after its last row; the asker's new cursor once all is taken in.
        length: the length of the whole stream.
        secured: the number up to which the server's own upstream holds it too; `length` where it has none.
    """

    area: str
    after: int
    number: int
    digest: Digest
    length: int
    secured: int


class PullHeader(msgspec.Struct, frozen=True):
    """Answers a pull; the rows of the pages follow in their order.

    Attributes:
        scope: the area prefixes that the asker may read.
        diverged: areas whose stream does not have the asker's cursor: list their ids and exchange the difference; of an
            area that is revoked too, offer everything again.
        revoked: areas that the asker named and that are not in its scope (any more), with what is secured of them.
        remains: rows in scope that did not fit this answer.
        seals: of the rows that follow, those of their authors and judges.
    """

    protocol: int
    server: str
    server_time: int
    scope: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    diverged: tuple[str, ...] = ()
    revoked: dict[str, int] = {}
    remains: int = 0
    seals: tuple[Seal, ...] = ()


class IdsRequest(msgspec.Struct, frozen=True):
    """Asks for the ids that an area holds; or, with `want`, for those revisions."""

    protocol: int
    area: Area
    want: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_WANTED)] | None = None


class IdsHeader(msgspec.Struct, frozen=True):
    """Answers an ids request.

    Attributes:
        number, digest: the cut of the listing.
        waiting: parked and quarantined ids, which follow after the `number` ids of the stream.
        seals: with `want`: those of the revisions that follow.
    """

    protocol: int
    server: str
    server_time: int
    area: str
    number: int
    digest: Digest
    waiting: int = 0
    seals: tuple[Seal, ...] = ()


class HeadsAnswer(msgspec.Struct, frozen=True):
    """The ends of all streams in the asker's scope: whether there is anything to pull at all."""

    protocol: int
    server: str
    server_time: int
    streams: dict[str, StreamEnd]


class _Versioned(msgspec.Struct):
    """The one key that headers of all versions have: another version's form says nothing about what is wrong here."""

    protocol: int


_Header = TypeVar("_Header", bound=msgspec.Struct)
_encoder = msgspec.json.Encoder(order="sorted")


def encode_header(header: msgspec.Struct) -> bytes:
    """Return a header's bytes, without the line's end."""
    return _encoder.encode(header)


def size_of(part: msgspec.Struct) -> int:
    """Return how many bytes a part of a header takes in it, the comma after it included."""
    return len(_encoder.encode(part)) + 1


def decode_header(data: bytes, form: type[_Header]) -> _Header:
    """Return the header that a first line holds.

    Raises:
        TooLarge: it is longer than a header may be.
        ProtocolMismatch: it is of a version that is not served.
        Malformed: `header`, with the place.
    """
    if len(data) > MAX_HEADER_BYTES:
        raise TooLarge("header_bytes", MAX_HEADER_BYTES)
    try:
        version = msgspec.json.decode(data, type=_Versioned).protocol
        if version not in SERVED:
            raise ProtocolMismatch(version)
        return msgspec.json.decode(data, type=form)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed("header", str(error)) from None


def encode_id(one: RevisionId) -> bytes:
    """Return the line that stands for a revision whose bytes the other side has."""
    return b'"' + one.encode() + b'"'


def decode_line(line: bytes) -> Revision | RevisionId:
    """Return what a line of a pull or an ids answer holds: a revision, or an id alone.

    Raises:
        Malformed: it is neither.
        TooLarge: it is longer than a revision may be.
    """
    if line.startswith(b'"'):
        try:
            one = msgspec.json.decode(line, type=revision.Id)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Malformed("id", str(error)) from None
        if line != encode_id(one):
            raise Malformed("id", "an id is written in one way only")
        return one
    return revision.parse(line)


def encode_body(header: msgspec.Struct, lines: Iterable[bytes]) -> bytes:
    """Return a whole NDJSON body."""
    return b"\n".join([encode_header(header), *lines, b""])


class LineSplitter:
    """Cuts a body that arrives in pieces into lines, and never holds more than one line's cap.

    Of a revision's line that is too long it yields one byte more than the cap and drops the rest, so that this line is
    refused as too large by whoever reads it, and the lines after it are not.
    """

    def __init__(self) -> None:
        """Begin before the header."""
        self._line = bytearray()
        self._header = True

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield the lines that this piece completes, without their ends.

        Raises:
            TooLarge: the first line, the header, exceeds its cap.
        """
        start = 0
        while (end := piece.find(b"\n", start)) >= 0:
            self._extend(piece, start, end)
            yield self._complete()
            start = end + 1
        self._extend(piece, start, len(piece))

    def end(self) -> Iterator[bytes]:
        """Yield the last line, where it has no end of its own."""
        if self._line:
            yield self._complete()

    def _extend(self, piece: bytes, start: int, end: int) -> None:
        cap = MAX_HEADER_BYTES if self._header else MAX_REVISION_BYTES
        room = cap + 1 - len(self._line)
        self._line += memoryview(piece)[start : min(end, start + room)]
        if self._header and len(self._line) > cap:
            raise TooLarge("header_bytes", cap)

    def _complete(self) -> bytes:
        line = bytes(self._line)
        self._line.clear()
        self._header = False
        return line

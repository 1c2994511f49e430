"""Answering: what a replica says to one that pushes, pulls, or asks for ids. The HTTP edge adds nothing to it.

Every row is checked against the asker's area prefixes here; what an asker may write is decided by seals in intake.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from schemas.area import covers
from schemas.fields import MergePolicy
from schemas.registry import Registry
from sync import revision
from sync.errors import Malformed, OutsideScope, TooLarge
from sync.intake import Intake, Node, take_in
from sync.limits import MAX_BATCH_REVISIONS, PAGE_BYTES, PAGE_ROWS
from sync.merge import State
from sync.messages import (
    PROTOCOL,
    FieldCandidate,
    FieldConflict,
    HeadsAnswer,
    IdsHeader,
    IdsRequest,
    Page,
    PullHeader,
    PullRequest,
    PushAnswer,
    PushHeader,
    RecordHeads,
    StreamEnd,
    encode_id,
)
from sync.outcome import Outcome, Reason, Status
from sync.revision import RecordKey, Revision
from sync.seal import Seal
from sync.storage import START, Cut, Reader, Row, Transaction


class Asker(NamedTuple):
    """The device that asks, and the area prefixes that it may read now."""

    device: str
    scope: Collection[str]

    def reads(self, area: str) -> bool:
        """Whether the area is in scope."""
        return any(covers(prefix, area) for prefix in self.scope)


class Pushed(NamedTuple):
    """An answer to a push: its header, its lines, and what was done, for those who follow it up."""

    answer: PushAnswer
    lines: list[bytes]
    intake: Intake


def push(tx: Transaction, node: Node, header: PushHeader, lines: Sequence[bytes], *, carrier: str, now: int) -> Pushed:
    """Take in a batch in one transaction and answer it; the caller commits before it sends the answer.

    Args:
        tx: a fresh write transaction.
        node: what this replica decides by; it has a signer.
        header: the batch's seals.
        lines: one revision each, as canonical bytes.
        carrier: the device that pushes.
        now: the server's clock (unix ms).

    Raises:
        TooLarge: there are more revisions than a batch may have.
    """
    if len(lines) > MAX_BATCH_REVISIONS:
        raise TooLarge("batch_revisions", MAX_BATCH_REVISIONS)
    read = [_read(line, place) for place, line in enumerate(lines)]
    done = take_in(tx, node, (one for one in read if isinstance(one, Revision)), header.seals, arrival=now, via=carrier)
    touched = [(area, key, state) for area, states in done.states.items() for key, state in states.items()]
    pushed = {(one.area, one.key) for one in read if isinstance(one, Revision)}
    answer = PushAnswer(
        PROTOCOL,
        node.signer.device if node.signer is not None else "",
        now,
        tuple(one if isinstance(one, Outcome) else done.outcomes[one.id] for one in read),
        tuple(found for area, key, state in touched for found in conflicts(node.registry, area, key, state)),
        tuple(
            RecordHeads(area, key.type, key.record, state.heads)
            for area, key, state in touched
            if (area, key) in pushed
        ),
        {area: StreamEnd(*end) for area, end in done.ends.items()},
        tuple(done.seals),
    )
    return Pushed(answer, [one.body for one in done.verdicts], done)


def conflicts(registry: Registry, area: str, key: RecordKey, state: State) -> list[FieldConflict]:
    """Return a record's open conflicts, each with all its candidates."""

    def reviewed(field: str) -> bool:
        return registry.policy(key.type, field) is MergePolicy.REVIEW

    return [
        FieldConflict(
            area,
            key.type,
            key.record,
            field,
            tuple(FieldCandidate(one.revision, one.time, one.value) for one in state.candidates.get(field, ())),
        )
        for field in state.conflicts(reviewed)
    ]


def pull(
    reader: Reader,
    request: PullRequest,
    asker: Asker,
    *,
    server: str,
    now: int,
    secured: Callable[[str, int], int] = lambda _area, length: length,
) -> tuple[PullHeader, list[bytes]]:
    """Answer a pull: the next rows after the asker's cursors, at most a page in all.

    Args:
        reader: this replica's store.
        request: the asker's cursors.
        asker: who asks; rows that it brought itself come back as ids only.
        server: this replica's device id.
        now: its clock (unix ms).
        secured: (area, length) to the number up to which this replica's own upstream holds the stream.
    """
    streams = reader.streams(asker.scope)
    budget, room = min(request.rows or PAGE_ROWS, PAGE_ROWS), PAGE_BYTES
    pages: list[Page] = []
    lines: list[bytes] = []
    seals: list[Seal] = []
    diverged: list[str] = []
    remains = 0
    for area in sorted(streams.keys() | {area for area in request.cursors if asker.reads(area)}):
        end = streams.get(area, START)
        cursor = Cut(*request.cursors.get(area, START))
        if cursor == end:
            continue
        if reader.cut(area, cursor.number) != cursor:
            diverged.append(area)
            continue
        rows = _fitting(reader.page(area, cursor.number, budget) if budget and room > 0 else [], room)
        reached = Cut(rows[-1].number, rows[-1].digest) if rows else cursor
        length = max(end.number, reached.number)
        remains += length - reached.number
        if not rows:
            continue
        budget -= len(rows)
        room -= sum(len(row.body) for row in rows)
        pages.append(Page(area, cursor.number, reached.number, reached.digest, length, secured(area, length)))
        lines.extend(encode_id(row.id) if row.via == asker.device else row.body for row in rows)
        seals.extend(_seals(reader, area, rows, asker.device))
    header = PullHeader(
        PROTOCOL,
        server,
        now,
        tuple(sorted(asker.scope)),
        tuple(pages),
        tuple(diverged),
        _revoked(reader, request.cursors, asker, secured),
        remains,
        tuple(seals),
    )
    return header, lines


def ids(reader: Reader, request: IdsRequest, asker: Asker, *, server: str, now: int) -> tuple[IdsHeader, list[bytes]]:
    """Answer an ids request: a listing of the area, or the revisions that were asked for.

    Raises:
        OutsideScope: the asker may not read this area.
    """
    if not asker.reads(request.area):
        raise OutsideScope(request.area)
    if request.want is None:
        end, stream, waiting = reader.listing(request.area)
        header = IdsHeader(PROTOCOL, server, now, request.area, *end, len(waiting))
        return header, [encode_id(one) for one in (*stream, *waiting)]
    rows = reader.rows(request.area, request.want)
    end = reader.streams([request.area]).get(request.area, START)
    found = tuple(_seals(reader, request.area, rows, None))
    return IdsHeader(PROTOCOL, server, now, request.area, *end, seals=found), [row.body for row in rows]


def heads(reader: Reader, asker: Asker, *, server: str, now: int) -> HeadsAnswer:
    """Answer with the ends of all streams in the asker's scope."""
    streams = {area: StreamEnd(*end) for area, end in sorted(reader.streams(asker.scope).items())}
    return HeadsAnswer(PROTOCOL, server, now, streams)


def _read(line: bytes, place: int) -> Revision | Outcome:
    try:
        return revision.parse(line)
    except TooLarge as error:
        return Outcome("", Status.REFUSED, reason=Reason.TOO_LARGE, detail=str(error), line=place)
    except Malformed as error:
        return Outcome("", Status.REFUSED, reason=Reason.MALFORMED, detail=str(error), line=place)


def _fitting(rows: Sequence[Row], room: int) -> Sequence[Row]:
    """Return the rows whose bodies fit, and one at least: a page always gets on."""
    for count, row in enumerate(rows):
        room -= len(row.body)
        if room < 0 and count:
            return rows[:count]
    return rows


def _seals(reader: Reader, area: str, rows: Iterable[Row], asker: str | None) -> Iterable[Seal]:
    """Return the seals over these rows; of what the asker brought itself, only the judge's."""
    names = {row.judge_seal for row in rows}
    names |= {row.author_seal for row in rows if asker is None or row.via != asker}
    return reader.seals(area, {name for name in names if name is not None}).values()


def _revoked(
    reader: Reader, cursors: Mapping[str, object], asker: Asker, secured: Callable[[str, int], int]
) -> dict[str, int]:
    gone = sorted(area for area in cursors if not asker.reads(area))
    ends = reader.streams(gone) if gone else {}
    return {area: secured(area, ends.get(area, START).number) for area in gone}

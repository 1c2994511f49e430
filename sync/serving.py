"""Answering: what a replica says to one that pushes, pulls, or asks for ids. The HTTP edge adds nothing to it.

Every row is checked against the asker's area prefixes here; what an asker may write is decided by seals in intake.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeVar

import msgspec

from schemas.area import covers
from schemas.fields import MergePolicy
from schemas.registry import Registry
from sync import revision, verdict
from sync.errors import Malformed, OutsideScope, TooLarge
from sync.intake import Intake, Node, take_in
from sync.limits import MAX_BATCH_REVISIONS, PAGE_ROWS, PAGE_SEAL_BYTES, TOLD_BYTES
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
    size_of,
)
from sync.outcome import Outcome, Reason, Status
from sync.paging import Filling
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import Seal
from sync.storage import START, Cut, Reader, Transaction

_Part = TypeVar("_Part", bound=msgspec.Struct)


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
    revisions = [one for one in read if isinstance(one, Revision)]
    done = take_in(tx, node, revisions, header.seals, arrival=now, via=carrier)
    pushed: dict[str, set[RecordKey]] = {}
    for one in revisions:
        pushed.setdefault(one.area, set()).add(one.key)
    asker = Asker(carrier, node.directory.scope(carrier, now))
    seals, verdicts = _judgements(tx, done, revisions, {made.id for made in header.seals})
    answer = PushAnswer(
        PROTOCOL,
        node.signer.device if node.signer is not None else "",
        now,
        tuple(one if isinstance(one, Outcome) else done.outcomes[one.id] for one in read),
        *_told(tx, node, done, pushed, asker),
        seals,
    )
    return Pushed(answer, verdicts, done)


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
    filling = Filling(reader, rows=min(request.rows or PAGE_ROWS, PAGE_ROWS), asker=asker.device)
    pages: list[Page] = []
    revoked, diverged = _revoked(reader, request, asker, secured)
    remains = 0
    for area in sorted(streams.keys() | {area for area in request.cursors if asker.reads(area)}):
        end = streams.get(area, START)
        cursor = Cut(*request.cursors.get(area, START))
        if cursor == end:
            continue
        if reader.cut(area, cursor.number) != cursor:
            diverged.append(area)
            continue
        rows = filling.add(area, () if filling.full else reader.page(area, cursor.number, filling.rows))
        reached = Cut(rows[-1].number, rows[-1].digest) if rows else cursor
        length = max(end.number, reached.number)
        remains += length - reached.number
        if rows:
            pages.append(Page(area, cursor.number, reached.number, reached.digest, length, secured(area, length)))
    header = PullHeader(
        PROTOCOL,
        server,
        now,
        tuple(sorted(asker.scope)),
        tuple(pages),
        tuple(sorted(diverged)),
        revoked,
        remains,
        filling.seals,
    )
    return header, filling.lines


def ids(reader: Reader, request: IdsRequest, asker: Asker, *, server: str, now: int) -> tuple[IdsHeader, list[bytes]]:
    """Answer an ids request: a listing of the area, or the revisions that were asked for, as many as fit.

    Raises:
        OutsideScope: the asker may not read this area.
    """
    if not asker.reads(request.area):
        raise OutsideScope(request.area)
    if request.want is None:
        end, stream, waiting = reader.listing(request.area)
        header = IdsHeader(PROTOCOL, server, now, request.area, *end, len(waiting))
        return header, [encode_id(one) for one in (*stream, *waiting)]
    filling = Filling(reader, rows=len(request.want))
    filling.add(request.area, reader.rows(request.area, request.want))
    end = reader.streams([request.area]).get(request.area, START)
    return IdsHeader(PROTOCOL, server, now, request.area, *end, seals=filling.seals), filling.lines


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


def _judgements(
    tx: Transaction, done: Intake, revisions: Iterable[Revision], brought: Collection[str]
) -> tuple[tuple[Seal, ...], list[bytes]]:
    """Return the judging seals over what was pushed, and the bodies of the verdicts that they name.

    A retry gets those that were made before, except under seals that it `brought`: an author who has them can bring
    back what this replica may lose, and it need not be judged again.
    """
    about = {verdict.key_of(one.id) for one in revisions}
    seals = list(done.seals)
    verdicts = [one.body for one in done.verdicts if one.key in about]
    known: dict[str, list[RevisionId]] = {}
    for one in revisions:
        if done.outcomes[one.id].known and done.outcomes[one.id].number is not None:
            known.setdefault(one.area, []).append(one.id)
    for area, ids in known.items():
        sealed = {row.id: row.judge_seal for row in tx.rows(area, ids) if row.judge_seal is not None}
        found = tx.seals(area, set(sealed.values()) - set(brought))
        named = [found[name].verdicts.get(one) for one, name in sealed.items() if name in found]
        verdicts.extend(row.body for row in tx.rows(area, [one for one in named if one is not None]))
        seals.extend(found.values())
    return _within(PAGE_SEAL_BYTES, seals), verdicts


def _told(
    tx: Transaction, node: Node, done: Intake, pushed: Mapping[str, AbstractSet[RecordKey]], asker: Asker
) -> tuple[tuple[FieldConflict, ...], tuple[RecordHeads, ...], dict[str, StreamEnd]]:
    """Return what an asker is told of the records that it touched, where it may read them."""
    touched = [
        (area, key, state)
        for area, keys in pushed.items()
        if asker.reads(area)
        for key, state in sorted(_states(tx, done, area, keys).items(), key=lambda one: one[0])
    ]
    return (
        _within(TOLD_BYTES, (found for place in touched for found in conflicts(node.registry, *place))),
        _within(TOLD_BYTES, (RecordHeads(area, *key, state.heads) for area, key, state in touched)),
        {area: StreamEnd(*end) for area, end in done.ends.items() if asker.reads(area)},
    )


def _states(tx: Transaction, done: Intake, area: str, keys: AbstractSet[RecordKey]) -> dict[RecordKey, State]:
    """Return the states of these records after the push: those that it changed, and those that it left as they were."""
    changed = {key: state for key, state in done.states[area].items() if key in keys}
    return changed | tx.states(area, keys - changed.keys())


def _within(room: int, parts: Iterable[_Part]) -> tuple[_Part, ...]:
    """Return the first of these parts of a header, as many as take no more than `room` bytes."""
    told: list[_Part] = []
    for part in parts:
        room -= size_of(part)
        if room < 0:
            break
        told.append(part)
    return tuple(told)


def _revoked(
    reader: Reader, request: PullRequest, asker: Asker, secured: Callable[[str, int], int]
) -> tuple[dict[str, int], list[str]]:
    """Return what is secured of the areas that the asker may not read any more, and which of them have diverged.

    What it holds of a stream that has diverged is not known to be here: it has to offer that again before it erases.
    """
    gone = sorted(area for area in request.cursors if not asker.reads(area))
    ends = reader.streams(gone) if gone else {}
    diverged = [area for area in gone if reader.cut(area, request.cursors[area][0]) != request.cursors[area]]
    return {area: secured(area, ends.get(area, START).number) for area in gone}, diverged

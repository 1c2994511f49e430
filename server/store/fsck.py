"""Checking a log against itself: every revision, seal, number, digest and record, from the stored bytes alone.

Area by area, each from one snapshot of its own, so that a long check holds back neither writers nor the WAL file. What
is kept in memory is one area's ids and one record's history. Nothing is changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import select, tuple_

from server.store.among import among
from server.store.log import LogStore, LogTransaction
from server.store.reading import of_area
from server.store.tables.log import LOG, RECORD, SEAL, STREAM
from server.store.writing import open_conflicts
from sync import digest, merge, revision, verdict
from sync.directory import Directory
from sync.errors import SyncError
from sync.outcome import Status
from sync.revision import RecordKey, RevisionId
from sync.seal import Seal
from sync.storage import START, Cut, Row

ROWS: Final = 500
"""Revisions that are read at a time, and reported as progress."""

RECORDS: Final = 100
"""Records whose states are read at a time."""


class Fault(StrEnum):
    """What is wrong."""

    UNREADABLE = "unreadable"
    """The bytes are no revision."""
    ALTERED = "altered"
    """The bytes have another id than the one that they are stored under."""
    MISFILED = "misfiled"
    """The revision belongs to another area or record than the one that it is stored under."""
    NUMBER = "number"
    """The stream's numbers have a gap."""
    DIGEST = "digest"
    """The running digest is not the sum of the ids."""
    END = "end"
    """The stream's stored length or digest is not that of its last row."""
    ORPHAN = "orphan"
    """A parent, or the verdict that a seal names, does not come before the revision, or is of another record."""
    UNSEALED = "unsealed"
    """The author's or the judge's seal is not there, or does not list the revision."""
    SEAL_BROKEN = "seal_broken"
    """A seal is not what it is stored as, its signature does not hold, or its device is not enrolled."""
    SEAL_OUTSIDE = "seal_outside"
    """The device of a judging seal is no server that covers the area."""
    STUB = "stub"
    """The content is gone, and no verdict withdraws it."""
    STUCK = "stuck"
    """What waits outside the stream is in it, or waits for what is there."""
    STATE = "state"
    """A record's stored state is not the one that its history gives."""
    NO_STATE = "no_state"
    """A record has a history and no state."""
    NO_HISTORY = "no_history"
    """A record has a state and no history."""
    INDEX = "index"
    """An index says something else than the records (`server.reading.indexes`)."""


class Finding(NamedTuple):
    """One difference.

    Attributes:
        at: the revision's or the seal's id, or `<type>/<uuid>` of a record; empty for the stream as a whole.
        detail: what was expected or found, for those who repair it.
    """

    area: str
    fault: Fault
    at: str
    detail: str = ""


Progress = Callable[[int, int], None]
"""Told how many revisions have been checked, and of how many."""


def check(store: LogStore, directory: Directory, progress: Progress = lambda _done, _total: None) -> Iterator[Finding]:
    """Check all areas of a log and yield what is wrong.

    Args:
        store: the log.
        directory: has the public keys that seals are checked with.
        progress: told now and then how far it has got.
    """
    with store.reading() as tx:
        ends = tx.connection.execute(select(STREAM.c.area, STREAM.c.number))
        lengths = {end.area: end.number for end in ends}
    done, total = 0, sum(lengths.values())
    for area in sorted(lengths):
        with store.reading() as tx:
            stream = _StreamCheck(tx, directory, area)
            for rows, found in stream.pages():
                yield from found
                done += rows
                progress(done, max(done, total))
            yield from _waiting(tx, stream)
            yield from _records(tx, stream)


class _Sealed(NamedTuple):
    """What the check of rows needs of a seal: the ids that it lists, and the verdicts that it names."""

    ids: frozenset[RevisionId]
    verdicts: Mapping[RevisionId, RevisionId]


class _StreamCheck:
    """The stream of one area.

    Attributes:
        keys: the record of each revision read so far.
        verdicts: what the verdicts read so far say, by the revision that they are about.
    """

    def __init__(self, tx: LogTransaction, directory: Directory, area: str) -> None:
        self.area = area
        self.keys: dict[RevisionId, RecordKey] = {}
        self.verdicts: dict[RevisionId, verdict.Joined] = {}
        self._tx = tx
        self._directory = directory
        self._stubs: list[RevisionId] = []
        self._checked: set[str] = set()
        self._judges: set[str] = set()

    def pages(self) -> Iterator[tuple[int, list[Finding]]]:
        """Yield how many rows were read and what is wrong with them, page by page."""
        end = START
        while rows := self._tx.page(self.area, end.number, ROWS):
            sealed, found = self._seals(rows)
            for row in rows:
                found += self._place(row, end)
                found += self._content(row)
                found += self._cover(row, sealed)
                end = Cut(row.number, row.digest)
            yield len(rows), found
        yield 0, [*self._unexplained_stubs(), *self._end(end)]

    def finding(self, fault: Fault, at: str, detail: str = "") -> Finding:
        """Return a finding in this area."""
        return Finding(self.area, fault, at, detail)

    def _place(self, row: Row, before: Cut) -> Iterator[Finding]:
        if row.number != before.number + 1:
            yield self.finding(Fault.NUMBER, row.id, f"{row.number} after {before.number}")
        if row.digest != digest.add(before.digest, [row.id]):
            yield self.finding(Fault.DIGEST, row.id, f"at number {row.number}")

    def _content(self, row: Row) -> Iterator[Finding]:
        key = RecordKey(row.type, row.record)
        self.keys[row.id] = key
        try:
            one = revision.parse(row.body)
            said = verdict.read(one) if one.type == verdict.TYPE and not one.redacted else None
        except SyncError as error:
            yield self.finding(Fault.UNREADABLE, row.id, str(error))
            return
        if one.id != row.id:
            yield self.finding(Fault.ALTERED, row.id, f"now {one.id}")
        if (one.area, one.key) != (self.area, key):
            yield self.finding(Fault.MISFILED, row.id, f"of {one.area}/{one.type}/{one.record}")
        for parent in one.parents:
            if self.keys.get(parent) != key:
                yield self.finding(Fault.ORPHAN, row.id, f"parent {parent}")
        if one.redacted:
            self._stubs.append(row.id)
        if said is not None:
            self.verdicts[said.revision] = self.verdicts.get(said.revision, verdict.NONE).with_(said)

    def _cover(self, row: Row, sealed: Mapping[str, _Sealed]) -> Iterator[Finding]:
        for name in dict.fromkeys((row.author_seal, row.judge_seal)):
            if name is None or name not in sealed or row.id not in sealed[name].ids:
                yield self.finding(Fault.UNSEALED, row.id, f"seal {name}")
        if row.judge_seal is None or row.judge_seal not in sealed:
            return
        if row.judge_seal not in self._judges:
            yield self.finding(Fault.SEAL_OUTSIDE, row.id, f"seal {row.judge_seal}")
        named = sealed[row.judge_seal].verdicts.get(row.id)
        if named is not None and named not in self.keys:
            yield self.finding(Fault.ORPHAN, row.id, f"verdict {named}")

    def _seals(self, rows: Sequence[Row]) -> tuple[dict[str, _Sealed], list[Finding]]:
        """Return the seals over these rows, and what is wrong with those that were not met before."""
        names = {name for row in rows for name in (row.author_seal, row.judge_seal) if name is not None}
        stored = select(SEAL.c.id, SEAL.c.body).where(of_area(SEAL, self.area), among(SEAL.c.id, names))
        sealed: dict[str, _Sealed] = {}
        found: list[Finding] = []
        for name, body in self._tx.connection.execute(stored):
            try:
                seal = msgspec.json.decode(body, type=Seal)
            except msgspec.DecodeError as error:
                found.append(self.finding(Fault.SEAL_BROKEN, name, str(error)))
                continue
            sealed[name] = _Sealed(frozenset(seal.ids), seal.verdicts)
            if name not in self._checked:
                self._checked.add(name)
                found += self._seal(name, seal)
        return sealed, found

    def _seal(self, name: str, seal: Seal) -> Iterator[Finding]:
        device = self._directory.device(seal.by)
        if (seal.id, seal.area) != (name, self.area):
            yield self.finding(Fault.SEAL_BROKEN, name, f"it is {seal.id} over {seal.area}")
        elif device is None:
            yield self.finding(Fault.SEAL_BROKEN, name, f"by {seal.by}, who is not enrolled")
        elif not seal.holds_under(device.public_key):
            yield self.finding(Fault.SEAL_BROKEN, name, f"by {seal.by}")
        if device is not None and device.covers(self.area):
            self._judges.add(name)

    def _unexplained_stubs(self) -> Iterator[Finding]:
        for one in self._stubs:
            if not self.verdicts.get(one, verdict.NONE).redacts:
                yield self.finding(Fault.STUB, one)

    def _end(self, reached: Cut) -> Iterator[Finding]:
        stored = self._tx.streams([self.area]).get(self.area, START)
        if stored != reached:
            yield self.finding(
                Fault.END, "", f"{stored.number} {stored.digest}, rows {reached.number} {reached.digest}"
            )


def _waiting(tx: LogTransaction, stream: _StreamCheck) -> Iterator[Finding]:
    """Check what waits outside the stream."""
    for one, waits in tx.waiting(stream.area).items():
        if one in stream.keys:
            yield stream.finding(Fault.STUCK, one, "it is in the stream")
        elif waits.status is Status.PARKED and waits.missing and stream.keys.keys() >= set(waits.missing):
            yield stream.finding(Fault.STUCK, one, "all that it waits for is there")


class _Stored(NamedTuple):
    """What the record table says of a record."""

    state: bytes
    conflicts: int
    deleted: bool


def _records(tx: LogTransaction, stream: _StreamCheck) -> Iterator[Finding]:
    """Compute every record from its history, and compare."""
    lacking = set(stream.keys.values())
    after = RecordKey("", "")
    while stored := _stored(tx, stream.area, after):
        for key, history in _histories(tx, stream.area, stored):
            yield from _record(stream, key, history, stored[key])
        yield from (stream.finding(Fault.NO_HISTORY, "/".join(key)) for key in sorted(stored.keys() - lacking))
        lacking -= stored.keys()
        after = max(stored)
    yield from (stream.finding(Fault.NO_STATE, "/".join(key)) for key in sorted(lacking))


def _record(stream: _StreamCheck, key: RecordKey, history: Sequence[bytes], stored: _Stored) -> Iterator[Finding]:
    try:
        revisions = [revision.parse(body) for body in history]
    except SyncError:
        return  # said of the revision itself
    state = merge.materialise(revisions, stream.verdicts)
    if _Stored(merge.encode(state), open_conflicts(key, state), state.deleted) != stored:
        yield stream.finding(Fault.STATE, "/".join(key), f"of {len(revisions)} revisions")


def _stored(tx: LogTransaction, area: str, after: RecordKey) -> dict[RecordKey, _Stored]:
    place = (RECORD.c.type, RECORD.c.record)
    columns = (*place, RECORD.c.state, RECORD.c.conflicts, RECORD.c.deleted)
    beyond = tuple_(*place) > tuple_(*after)
    found = select(*columns).where(of_area(RECORD, area), beyond).order_by(*place).limit(RECORDS)
    return {RecordKey(kind, one): _Stored(*said) for kind, one, *said in tx.connection.execute(found)}


def _histories(
    tx: LogTransaction, area: str, keys: Mapping[RecordKey, object]
) -> Iterator[tuple[RecordKey, list[bytes]]]:
    """Yield each of these records that has a history with its bodies, in the order of the stream."""
    bodies = (
        select(LOG.c.type, LOG.c.record, LOG.c.body)
        .where(of_area(LOG, area), among(LOG.c.record, {key.record for key in keys}))
        .order_by(LOG.c.record, LOG.c.type, LOG.c.number)
        .execution_options(yield_per=ROWS)
    )
    for key, rows in groupby(tx.connection.execute(bodies), lambda row: RecordKey(row.type, row.record)):
        if key in keys:
            yield key, [row.body for row in rows]

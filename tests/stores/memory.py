"""A replica's store in memory, for the property tests and as the plainest reading of the contract in `sync.storage`.

A transaction works on copies of the areas it touches and puts them in place when it commits: one that is abandoned has
done nothing, as after a crash. A store can be copied, which stands for a backup.
"""

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from schemas.area import covers
from sync import digest, revision
from sync.merge import State
from sync.outcome import Status
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import Seal
from sync.storage import START, Cut, Place, Row, Waiting


@dataclass
class _Area:
    rows: list[Row] = field(default_factory=list)
    numbers: dict[RevisionId, int] = field(default_factory=dict)
    states: dict[RecordKey, State] = field(default_factory=dict)
    seals: dict[str, Seal] = field(default_factory=dict)
    waiting: dict[RevisionId, Waiting] = field(default_factory=dict)
    cursors: dict[str, Cut] = field(default_factory=dict)

    def fork(self) -> "_Area":
        return _Area(*(copy.copy(getattr(self, name)) for name in self.__dataclass_fields__))

    @property
    def end(self) -> Cut:
        return Cut(self.rows[-1].number, self.rows[-1].digest) if self.rows else START


class MemoryStore:
    """All areas of one replica."""

    def __init__(self) -> None:
        self._areas: dict[str, _Area] = {}

    def backup(self) -> "MemoryStore":
        """Return an independent copy."""
        twin = MemoryStore()
        twin._areas = {name: area.fork() for name, area in self._areas.items()}
        return twin

    @contextmanager
    def begin(self) -> Iterator["MemoryTransaction"]:
        """Open a write transaction that commits when the block ends without an error."""
        tx = MemoryTransaction(self._areas)
        yield tx
        self._areas.update(tx.forked)
        for erased in tx.erased:
            self._areas.pop(erased, None)


class MemoryTransaction:
    """See `sync.storage.PeerTransaction`."""

    def __init__(self, areas: Mapping[str, _Area]) -> None:
        self._areas = areas
        self.forked: dict[str, _Area] = {}
        self.erased: set[str] = set()

    def _read(self, area: str) -> _Area:
        return self.forked.get(area) or self._areas.get(area) or _Area()

    def _write(self, area: str) -> _Area:
        if area not in self.forked:
            self.forked[area] = self._read(area).fork()
        return self.forked[area]

    # -------------------------------------------------------------------------------------------------- reading

    def streams(self, scope: Collection[str]) -> dict[str, Cut]:
        return {
            area: self._read(area).end
            for area in self._areas.keys() | self.forked.keys()
            if self._read(area).rows and any(covers(prefix, area) for prefix in scope)
        }

    def cut(self, area: str, number: int) -> Cut | None:
        rows = self._read(area).rows
        if number == 0:
            return START
        return Cut(number, rows[number - 1].digest) if number <= len(rows) else None

    def page(self, area: str, after: int, rows: int) -> list[Row]:
        return self._read(area).rows[after : after + rows]

    def rows(self, area: str, ids: Collection[RevisionId]) -> list[Row]:
        wanted = set(ids)
        return [row for row in self._read(area).rows if row.id in wanted]

    def listing(self, area: str) -> tuple[Cut, list[RevisionId], list[RevisionId]]:
        held = self._read(area)
        return held.end, [row.id for row in held.rows], sorted(held.waiting)

    def waiting(self, area: str, ids: Collection[RevisionId] | None = None) -> dict[RevisionId, Waiting]:
        found = self._read(area).waiting
        return dict(found) if ids is None else {one: found[one] for one in ids if one in found}

    def seals(self, area: str, ids: Collection[str]) -> dict[str, Seal]:
        found = self._read(area).seals
        return {one: found[one] for one in ids if one in found}

    def state(self, area: str, key: RecordKey) -> State | None:
        return self._read(area).states.get(key)

    def history(self, area: str, key: RecordKey) -> list[Revision]:
        return [revision.parse(row.body) for row in self._read(area).rows if (row.type, row.record) == key]

    # -------------------------------------------------------------------------------------------------- writing

    def lock(self, areas: Collection[str]) -> dict[str, Cut]:
        return {area: self._write(area).end for area in sorted(areas)}

    def places(self, area: str, ids: Collection[RevisionId]) -> dict[RevisionId, Place]:
        held = self._read(area)
        found: dict[RevisionId, Place] = {}
        for one in ids:
            if one in held.numbers:
                row = held.rows[held.numbers[one] - 1]
                found[one] = Place(row.number, RecordKey(row.type, row.record), row.judge_seal is not None)
        return found

    def states(self, area: str, keys: Collection[RecordKey]) -> dict[RecordKey, State]:
        found = self._read(area).states
        return {key: found[key] for key in keys if key in found}

    def waiting_on(self, area: str, ids: Collection[RevisionId]) -> list[Waiting]:
        wanted = set(ids)
        found = self._read(area).waiting.values()
        return [one for one in found if one.status is Status.PARKED and wanted & set(one.missing)]

    def append(self, area: str, rows: Sequence[Row]) -> None:
        held = self._write(area)
        assert [row.number for row in rows] == list(range(held.end.number + 1, held.end.number + 1 + len(rows)))
        held.rows = [*held.rows, *rows]
        held.numbers |= {row.id: row.number for row in rows}
        assert len(held.numbers) == len(held.rows)

    def save_states(self, area: str, states: Mapping[RecordKey, State]) -> None:
        self._write(area).states |= states

    def save_seals(self, seals: Iterable[Seal]) -> None:
        for one in seals:
            self._write(one.area).seals.setdefault(one.id, one)

    def save_waiting(self, area: str, waiting: Iterable[Waiting]) -> None:
        self._write(area).waiting |= {one.revision.id: one for one in waiting}

    def drop_waiting(self, area: str, ids: Collection[RevisionId]) -> None:
        for one in ids:
            self._write(area).waiting.pop(one, None)

    def attach(self, area: str, judge_seals: Mapping[RevisionId, str]) -> None:
        for one, name in judge_seals.items():
            self._change(area, one, judge_seal=name)

    def replace_bodies(self, area: str, bodies: Mapping[RevisionId, bytes]) -> None:
        for one, body in bodies.items():
            self._change(area, one, body=body)

    def _change(self, area: str, one: RevisionId, **changed: object) -> None:
        held = self._write(area)
        place = held.numbers[one] - 1
        held.rows[place] = msgspec.structs.replace(held.rows[place], **changed)

    # -------------------------------------------------------------------------------------------------- the peer

    def areas(self) -> list[str]:
        return sorted(
            area
            for area in self._areas.keys() | self.forked.keys()
            if area not in self.erased and (self._read(area).rows or self._read(area).cursors)
        )

    def cursor(self, peer: str, area: str) -> Cut:
        return self._read(area).cursors.get(peer, START)

    def save_cursor(self, peer: str, area: str, cursor: Cut) -> None:
        self._write(area).cursors[peer] = cursor

    def mark_held(self, peer: str, area: str, ids: Collection[RevisionId]) -> None:
        for one in ids:
            if one in self._read(area).numbers:
                self._change(area, one, held_by=peer)

    def reset_held(self, peer: str, area: str) -> None:
        held = self._write(area)
        held.rows = [msgspec.structs.replace(row, held_by=None) if row.held_by == peer else row for row in held.rows]

    def unheld(self, peer: str, area: str, after: int, rows: int) -> list[Row]:
        return [row for row in self._read(area).rows[after:] if row.held_by != peer][:rows]

    def holdings(self, peer: str, area: str) -> tuple[list[RevisionId], list[RevisionId]]:
        rows = self._read(area).rows
        return [row.id for row in rows if row.held_by == peer], [row.id for row in rows if row.held_by != peer]

    def withdraw(self, area: str, withdrawn: Iterable[Waiting]) -> None:
        held = self._write(area)
        held.waiting |= (gone := {one.revision.id: one for one in withdrawn})
        kept = [row for row in held.rows if row.id not in gone]
        after = digest.running(digest.EMPTY, (row.id for row in kept))
        held.rows = [
            msgspec.structs.replace(row, number=number, digest=reached)
            for number, (row, reached) in enumerate(zip(kept, after, strict=True), 1)
        ]
        held.numbers = {row.id: row.number for row in held.rows}

    def seal_rows(self, area: str, ids: Collection[RevisionId], seal: Seal) -> None:
        self.save_seals([seal])
        for one in ids:
            self._change(area, one, author_seal=seal.id)

    def erase(self, area: str) -> None:
        self.forked.pop(area, None)
        self.erased.add(area)

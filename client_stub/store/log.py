"""The contract of `sync.storage.PeerTransaction` on the tablet's file.

The connection's lock is the stream's lock: SQLite has one writer. Lists of ids travel as one JSON parameter, so that
each question is one statement however many there are.
"""

# ruff: noqa: S608 -- statements are put together from this module's own constants; values are always parameters

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from schemas.area import covers
from sync import digest, merge, revision
from sync.merge import State
from sync.outcome import Reason, Status
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import Seal
from sync.storage import START, Cut, Place, Row, Waiting

if TYPE_CHECKING:
    import sqlite3

_ROW = "number, digest, id, type, record, body, arrival, author_seal, judge_seal, via, held_by"
_WAITING = "body, status, reason, missing, because, arrival, author_seal, judge_seal, via"


class Log:
    """Streams, records, seals and cursors, within one transaction."""

    def __init__(self, connection: "sqlite3.Connection") -> None:
        """Work on a connection that has begun."""
        self._sql = connection

    # ---------------------------------------------------------------------------------------------------- reading

    def streams(self, scope: Collection[str]) -> dict[str, Cut]:
        """Return the end of the stream of each area within these prefixes."""
        found = self._sql.execute("SELECT area, number, digest FROM stream WHERE number > 0")
        return {area: Cut(*end) for area, *end in found if any(covers(prefix, area) for prefix in scope)}

    def cut(self, area: str, number: int) -> Cut | None:
        """Return the cut at this number of an area's stream, `START` for 0, None where there is no such row."""
        if number == 0:
            return START
        found = self._sql.execute("SELECT digest FROM log WHERE area = ? AND number = ?", (area, number)).fetchone()
        return Cut(number, found[0]) if found else None

    def page(self, area: str, after: int, rows: int) -> list[Row]:
        """Return at most `rows` rows of an area's stream after this number, in order."""
        return self._rows("area = ? AND number > ? ORDER BY number LIMIT ?", area, after, rows)

    def rows(self, area: str, ids: Collection[RevisionId]) -> list[Row]:
        """Return those of these revisions that are in the area's stream, in its order."""
        return self._rows("area = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY number", area, _listed(ids))

    def listing(self, area: str) -> tuple[Cut, list[RevisionId], list[RevisionId]]:
        """Return one cut of an area: its end, the ids of the stream in order, and the ids that wait outside it."""
        stream = self._sql.execute("SELECT id FROM log WHERE area = ? ORDER BY number", (area,))
        ids = [one for (one,) in stream]
        waiting = self._sql.execute("SELECT id FROM waiting WHERE area = ? ORDER BY id", (area,))
        return self._end(area), ids, [one for (one,) in waiting]

    def waiting(self, area: str, ids: Collection[RevisionId] | None = None) -> dict[RevisionId, Waiting]:
        """Return those of these revisions, or all, that wait outside the area's stream."""
        if ids is None:
            return {one.revision.id: one for one in self._load_waiting("area = ?", area)}
        return {
            one.revision.id: one
            for one in self._load_waiting("area = ? AND id IN (SELECT value FROM json_each(?))", area, _listed(ids))
        }

    def seals(self, area: str, ids: Collection[str]) -> dict[str, Seal]:
        """Return these seals, by their ids."""
        found = self._sql.execute(
            "SELECT id, body FROM seal WHERE area = ? AND id IN (SELECT value FROM json_each(?))", (area, _listed(ids))
        )
        return {one: msgspec.json.decode(body, type=Seal) for one, body in found}

    def state(self, area: str, key: RecordKey) -> State | None:
        """Return a record's state."""
        found = self._sql.execute(
            "SELECT state FROM record WHERE area = ? AND type = ? AND record = ?", (area, *key)
        ).fetchone()
        return merge.decode(found[0]) if found else None

    def history(self, area: str, key: RecordKey) -> list[Revision]:
        """Return a record's revisions in the order of the stream."""
        found = self._sql.execute(
            "SELECT body FROM log WHERE area = ? AND type = ? AND record = ? ORDER BY number", (area, *key)
        )
        return [revision.parse(body) for (body,) in found]

    # ---------------------------------------------------------------------------------------------------- writing

    def lock(self, areas: Collection[str]) -> dict[str, Cut]:
        """Make sure these areas have streams, and return their ends; the file is locked as a whole."""
        ordered = sorted(areas)
        self._sql.executemany("INSERT OR IGNORE INTO stream VALUES (?, ?, ?)", [(area, *START) for area in ordered])
        return {area: self._end(area) for area in ordered}

    def places(self, area: str, ids: Collection[RevisionId]) -> dict[RevisionId, Place]:
        """Return the places of those of these revisions that are in the area's stream."""
        found = self._sql.execute(
            "SELECT id, number, type, record, judge_seal IS NOT NULL FROM log"
            " WHERE area = ? AND id IN (SELECT value FROM json_each(?))",
            (area, _listed(ids)),
        )
        return {
            one: Place(number, RecordKey(kind, record), bool(judged)) for one, number, kind, record, judged in found
        }

    def states(self, area: str, keys: Collection[RecordKey]) -> dict[RecordKey, State]:
        """Return the states of those of these records that exist."""
        found: dict[RecordKey, State] = {}
        by_type: dict[str, list[str]] = {}
        for key in keys:
            by_type.setdefault(key.type, []).append(key.record)
        for kind, records in by_type.items():
            rows = self._sql.execute(
                "SELECT record, state FROM record"
                " WHERE area = ? AND type = ? AND record IN (SELECT value FROM json_each(?))",
                (area, kind, _listed(records)),
            )
            found |= {RecordKey(kind, record): merge.decode(state) for record, state in rows}
        return found

    def waiting_on(self, area: str, ids: Collection[RevisionId]) -> list[Waiting]:
        """Return the parked revisions that miss any of these ids."""
        misses = (
            "area = ? AND status = ? AND EXISTS"
            " (SELECT 1 FROM json_each(waiting.missing) AS m WHERE m.value IN (SELECT value FROM json_each(?)))"
        )
        return list(self._load_waiting(misses, area, Status.PARKED, _listed(ids)))

    def append(self, area: str, rows: Sequence[Row]) -> None:
        """Add rows, numbered on from the stream's end, and move that end to the last of them."""
        self._sql.executemany(
            f"INSERT INTO log (area, {_ROW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(area, *msgspec.structs.astuple(row)) for row in rows],
        )
        self._move_end(area, Cut(rows[-1].number, rows[-1].digest))

    def save_states(self, area: str, states: Mapping[RecordKey, State]) -> None:
        """Store these states in place of those before."""
        self._sql.executemany(
            "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?)",
            [(area, *key, merge.encode(state), _contested(state)) for key, state in states.items()],
        )

    def save_seals(self, seals: Iterable[Seal]) -> None:
        """Store these seals; those already there stay."""
        self._sql.executemany(
            "INSERT OR IGNORE INTO seal VALUES (?, ?, ?)",
            [(one.area, one.id, msgspec.json.encode(one)) for one in seals],
        )

    def save_waiting(self, area: str, waiting: Iterable[Waiting]) -> None:
        """Store these revisions outside the stream, in place of what was there under their ids."""
        self._sql.executemany(
            f"INSERT OR REPLACE INTO waiting (area, id, {_WAITING}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    area,
                    one.revision.id,
                    one.revision.body,
                    one.status,
                    one.reason,
                    _listed(one.missing),
                    one.because,
                    one.arrival,
                    one.author_seal,
                    one.judge_seal,
                    one.via,
                )
                for one in waiting
            ],
        )

    def drop_waiting(self, area: str, ids: Collection[RevisionId]) -> None:
        """Forget these revisions outside the stream."""
        self._sql.execute(
            "DELETE FROM waiting WHERE area = ? AND id IN (SELECT value FROM json_each(?))", (area, _listed(ids))
        )

    def attach(self, area: str, judge_seals: Mapping[RevisionId, str]) -> None:
        """Note the judging seal (its id) of revisions that are in the stream without one."""
        self._sql.executemany(
            "UPDATE log SET judge_seal = ? WHERE area = ? AND id = ?",
            [(seal, area, one) for one, seal in judge_seals.items()],
        )

    def replace_bodies(self, area: str, bodies: Mapping[RevisionId, bytes]) -> None:
        """Put the stubs of a redaction in place of bodies."""
        self._sql.executemany(
            "UPDATE log SET body = ? WHERE area = ? AND id = ?", [(body, area, one) for one, body in bodies.items()]
        )

    # --------------------------------------------------------------------------------------------------- the peer

    def areas(self) -> list[str]:
        """Return the areas that have a stream or a cursor here, sorted."""
        found = self._sql.execute(
            "SELECT area FROM stream WHERE number > 0 UNION SELECT area FROM cursor ORDER BY area"
        )
        return [area for (area,) in found]

    def cursor(self, peer: str, area: str) -> Cut:
        """Return how far the peer's stream has been taken in, `START` at first."""
        found = self._sql.execute(
            "SELECT number, digest FROM cursor WHERE peer = ? AND area = ?", (peer, area)
        ).fetchone()
        return Cut(*found) if found else START

    def save_cursor(self, peer: str, area: str, cursor: Cut) -> None:
        """Store a cursor."""
        self._sql.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?, ?, ?)", (peer, area, *cursor))

    def mark_held(self, peer: str, area: str, ids: Collection[RevisionId]) -> None:
        """Note that the peer holds these revisions: they came back from it."""
        self._sql.execute(
            "UPDATE log SET held_by = ? WHERE area = ? AND id IN (SELECT value FROM json_each(?))",
            (peer, area, _listed(ids)),
        )

    def reset_held(self, peer: str, area: str) -> None:
        """Forget what this peer was known to hold of an area."""
        self._sql.execute("UPDATE log SET held_by = NULL WHERE area = ? AND held_by = ?", (area, peer))

    def unheld(self, peer: str, area: str, after: int, rows: int) -> list[Row]:
        """Return at most `rows` rows after this number, in stream order, that the peer is not known to hold."""
        return self._rows(
            "area = ? AND number > ? AND held_by IS NOT ? ORDER BY number LIMIT ?", area, after, peer, rows
        )

    def holdings(self, peer: str, area: str) -> tuple[list[RevisionId], list[RevisionId]]:
        """Return the ids of the area's stream that the peer is known to hold, and those that it is not."""
        found = self._sql.execute("SELECT id, held_by FROM log WHERE area = ? ORDER BY number", (area,)).fetchall()
        return [one for one, by in found if by == peer], [one for one, by in found if by != peer]

    def withdraw(self, area: str, withdrawn: Iterable[Waiting]) -> None:
        """Move these revisions from the stream to what waits outside it, and number those after them anew."""
        moved = list(withdrawn)
        gone = _listed([one.revision.id for one in moved])
        self.save_waiting(area, moved)
        self._sql.execute("DELETE FROM log WHERE area = ? AND id IN (SELECT value FROM json_each(?))", (area, gone))
        kept = [one for (one,) in self._sql.execute("SELECT id FROM log WHERE area = ? ORDER BY number", (area,))]
        reached = digest.running(digest.EMPTY, kept)
        # In order: each row moves down to a number that is free by then.
        self._sql.executemany(
            "UPDATE log SET number = ?, digest = ? WHERE area = ? AND id = ?",
            [(number, after, area, one) for number, (one, after) in enumerate(zip(kept, reached, strict=True), 1)],
        )
        self._move_end(area, Cut(len(kept), reached[-1]) if kept else START)

    def seal_rows(self, area: str, ids: Collection[RevisionId], seal: Seal) -> None:
        """Store the author's seal over rows that were written here and had none."""
        self.save_seals([seal])
        self._sql.execute(
            "UPDATE log SET author_seal = ? WHERE area = ? AND id IN (SELECT value FROM json_each(?))",
            (seal.id, area, _listed(ids)),
        )

    def erase(self, area: str) -> None:
        """Forget an area: its stream, records, seals and cursors."""
        for table in ("stream", "log", "record", "seal", "waiting", "cursor", "left_void"):
            self._sql.execute(f"DELETE FROM {table} WHERE area = ?", (area,))

    # ------------------------------------------------------------------------------------------------------- inside

    def _rows(self, where: str, *params: object) -> list[Row]:
        found: Iterable[Any] = self._sql.execute(f"SELECT {_ROW} FROM log WHERE {where}", params)
        return [Row(*columns) for columns in found]

    def _load_waiting(self, where: str, *params: object) -> Iterator[Waiting]:
        found: Iterable[Any] = self._sql.execute(f"SELECT {_WAITING} FROM waiting WHERE {where}", params)
        for body, status, reason, missing, *rest in found:
            yield Waiting(revision.parse(body), Status(status), Reason(reason), tuple(json.loads(missing)), *rest)

    def _end(self, area: str) -> Cut:
        found = self._sql.execute("SELECT number, digest FROM stream WHERE area = ?", (area,)).fetchone()
        return Cut(*found) if found else START

    def _move_end(self, area: str, end: Cut) -> None:
        self._sql.execute("INSERT OR REPLACE INTO stream VALUES (?, ?, ?)", (area, *end))


def _contested(state: State) -> bool:
    return state.stray or any(len(found) > 1 for found in state.candidates.values())


def _listed(values: Collection[str]) -> str:
    """Return texts as one JSON parameter."""
    return json.dumps(list(values))

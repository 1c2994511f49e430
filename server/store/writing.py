"""Writing the log (`sync.storage.Transaction`): locks first, then bulk statements only."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, update

from schemas import REGISTRY
from schemas.area import township_of
from schemas.fields import MergePolicy
from server.store.among import among
from server.store.errors import StreamMoved
from server.store.inserting import insert, insert_new, upsert
from server.store.reading import LogReader, of_area
from server.store.tables.log import LOG, MISSING, RECORD, SEAL, STREAM, WAITING
from sync import merge
from sync.merge import State
from sync.outcome import Status
from sync.revision import RecordKey, RevisionId
from sync.seal import Seal
from sync.storage import START, Cut, Place, Row, Waiting


class LogWriter(LogReader):
    """See `sync.storage.Transaction`; one write transaction.

    Attributes:
        saved: the states that it saved, by area: for what has to follow from them in the same transaction.
    """

    def __init__(self, connection: Connection) -> None:
        """Read and write on this connection, which is in a transaction."""
        super().__init__(connection)
        self.saved: dict[str, dict[RecordKey, State]] = {}
        self._waiting: dict[str, bool] = {}

    # ---------------------------------------------------------------------------------------------------- locking

    def lock(self, areas: Collection[str]) -> dict[str, Cut]:
        """Make sure these areas have streams, lock them in sorted order, and return their ends.

        Township by township, which is the same order: a township's code begins those of its areas.
        """
        ends: dict[str, Cut] = {}
        by_township: dict[str, list[str]] = {}
        for area in sorted(set(areas)):
            by_township.setdefault(township_of(area), []).append(area)
        for township, inside in by_township.items():
            empty = [{"township": township, "area": area, "number": 0, "digest": START.digest} for area in inside]
            insert_new(self.connection, STREAM, empty)
            locked = (
                select(STREAM.c.area, STREAM.c.number, STREAM.c.digest)
                .where(STREAM.c.township == township, among(STREAM.c.area, inside))
                .order_by(STREAM.c.area)
                .with_for_update()
            )
            ends |= {area: Cut(number, digest) for area, number, digest in self.connection.execute(locked)}
        self._waiting.clear()  # what was seen before the lock may have changed
        return ends

    # ---------------------------------------------------------------------------------------------------- deciding

    def places(self, area: str, ids: Collection[RevisionId]) -> dict[RevisionId, Place]:
        """Return the places of those of these revisions that are in the area's stream."""
        if not ids:
            return {}
        found = select(LOG.c.id, LOG.c.number, LOG.c.type, LOG.c.record, LOG.c.judge_seal.is_not(None)).where(
            of_area(LOG, area), among(LOG.c.id, ids)
        )
        return {
            one: Place(number, RecordKey(kind, record), bool(judged))
            for one, number, kind, record, judged in self.connection.execute(found)
        }

    def states(self, area: str, keys: Collection[RecordKey]) -> dict[RecordKey, State]:
        """Return the states of those of these records that exist."""
        by_type: dict[str, list[str]] = {}
        for key in keys:
            by_type.setdefault(key.type, []).append(key.record)
        states: dict[RecordKey, State] = {}
        for kind, records in by_type.items():
            found = select(RECORD.c.record, RECORD.c.state).where(
                of_area(RECORD, area), RECORD.c.type == kind, among(RECORD.c.record, records)
            )
            states |= {RecordKey(kind, one): merge.decode(state) for one, state in self.connection.execute(found)}
        return states

    def waiting(self, area: str, ids: Collection[RevisionId] | None = None) -> dict[RevisionId, Waiting]:
        """Return those of these revisions, or all, that wait outside the area's stream."""
        return super().waiting(area, ids) if self._anything_waits(area) else {}

    def waiting_on(self, area: str, ids: Collection[RevisionId]) -> list[Waiting]:
        """Return the parked revisions that miss any of these ids."""
        if not self._anything_waits(area):
            return []
        waits = select(MISSING.c.waiting).where(of_area(MISSING, area), among(MISSING.c.id, ids))
        return self._waits(of_area(WAITING, area), WAITING.c.status == Status.PARKED.value, WAITING.c.id.in_(waits))

    def _anything_waits(self, area: str) -> bool:
        """Whether anything waits in the area at all: nearly always not, and every batch asks with all of its ids."""
        if area not in self._waiting:
            found = select(WAITING.c.id).where(of_area(WAITING, area)).limit(1)
            self._waiting[area] = self.connection.execute(found).first() is not None
        return self._waiting[area]

    # ---------------------------------------------------------------------------------------------------- storing

    def append(self, area: str, rows: Sequence[Row]) -> None:
        """Add rows, numbered on from the stream's end, and move that end to the last of them.

        Raises:
            StreamMoved: the stream does not end just before them.
        """
        if not rows:
            return
        moved = self.connection.execute(
            update(STREAM)
            .where(of_area(STREAM, area), STREAM.c.number == rows[0].number - 1)
            .values(number=rows[-1].number, digest=rows[-1].digest)
        )
        if moved.rowcount != 1:
            raise StreamMoved(area, rows[0].number)
        place = {"township": township_of(area), "area": area}
        insert(self.connection, LOG, [place | msgspec.structs.asdict(row) for row in rows])

    def save_states(self, area: str, states: Mapping[RecordKey, State]) -> None:
        """Store these states in place of those before."""
        self.saved.setdefault(area, {}).update(states)
        township = township_of(area)
        upsert(
            self.connection,
            RECORD,
            [
                {
                    "township": township,
                    "area": area,
                    "type": key.type,
                    "record": key.record,
                    "state": merge.encode(state),
                    "conflicts": open_conflicts(key, state),
                    "deleted": state.deleted,
                }
                for key, state in states.items()
            ],
        )

    def save_seals(self, seals: Iterable[Seal]) -> None:
        """Store these seals; those already there stay."""
        rows = [
            {"township": township_of(one.area), "area": one.area, "id": one.id, "body": msgspec.json.encode(one)}
            for one in seals
        ]
        insert_new(self.connection, SEAL, rows)

    def save_waiting(self, area: str, waiting: Iterable[Waiting]) -> None:
        """Store these revisions outside the stream, in place of what was there under their ids."""
        township = township_of(area)
        waits = list(waiting)
        if not waits:
            return
        self._waiting[area] = True
        self.drop_waiting(area, [one.revision.id for one in waits])
        insert(
            self.connection,
            WAITING,
            [
                {
                    "township": township,
                    "area": area,
                    "id": one.revision.id,
                    "body": one.revision.body,
                    "status": one.status.value,
                    "reason": one.reason.value,
                    "missing": " ".join(one.missing),
                    "because": one.because,
                    "arrival": one.arrival,
                    "author_seal": one.author_seal,
                    "judge_seal": one.judge_seal,
                    "via": one.via,
                }
                for one in waits
            ],
        )
        missing = [
            {"township": township, "area": area, "id": lacking, "waiting": one.revision.id}
            for one in waits
            for lacking in set(one.missing)
        ]
        insert(self.connection, MISSING, missing)

    def drop_waiting(self, area: str, ids: Collection[RevisionId]) -> None:
        """Forget these revisions outside the stream."""
        if not ids:
            return
        for column in (WAITING.c.id, MISSING.c.waiting):
            table = column.table
            self.connection.execute(delete(table).where(of_area(table, area), among(column, ids)))

    def attach(self, area: str, judge_seals: Mapping[RevisionId, str]) -> None:
        """Note the judging seal (its id) of revisions that are in the stream without one."""
        by_seal: dict[str, list[RevisionId]] = {}
        for one, name in judge_seals.items():
            by_seal.setdefault(name, []).append(one)
        for name, ids in by_seal.items():
            self._note(area, ids, judge_seal=name)

    def replace_bodies(self, area: str, bodies: Mapping[RevisionId, bytes]) -> None:
        """Put the stubs of a redaction in place of bodies."""
        if bodies:
            statement = (
                update(LOG).where(of_area(LOG, area), LOG.c.id == bindparam("one")).values(body=bindparam("stub"))
            )
            self.connection.execute(statement, [{"one": one, "stub": stub} for one, stub in bodies.items()])

    def _note(self, area: str, ids: Collection[RevisionId], **values: str) -> None:
        self.connection.execute(update(LOG).where(of_area(LOG, area), among(LOG.c.id, ids)).values(**values))


def open_conflicts(key: RecordKey, state: State) -> int:
    """Return how many fields of a record are open conflicts."""
    return len(state.conflicts(lambda field: REGISTRY.policy(key.type, field) is MergePolicy.REVIEW))

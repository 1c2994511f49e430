"""What a replica with an upstream keeps besides (`sync.storage.PeerTransaction`): cursors, and what the peer holds."""

from collections.abc import Collection, Iterable

from sqlalchemy import bindparam, delete, select, update

from schemas.area import township_of
from server.store.among import among
from server.store.inserting import upsert
from server.store.reading import of_area
from server.store.tables import METADATA
from server.store.tables.accounts import DIRECTORY_RECORD
from server.store.tables.audit import AUDIT_ENTRY
from server.store.tables.log import CURSOR, LOG, STREAM
from server.store.writing import LogWriter
from sync import digest
from sync.revision import RevisionId
from sync.seal import Seal
from sync.storage import START, Cut, Row, Waiting


class LogTransaction(LogWriter):
    """See `sync.storage.PeerTransaction`; one transaction over all tables of the log."""

    def areas(self) -> list[str]:
        """Return the areas that have a stream or a cursor here, sorted."""
        held = select(STREAM.c.area).where(STREAM.c.number > 0).union(select(CURSOR.c.area))
        return sorted(self.connection.execute(held).scalars())

    def cursor(self, peer: str, area: str) -> Cut:
        """Return how far the peer's stream has been taken in, `START` at first."""
        at = select(CURSOR.c.number, CURSOR.c.digest).where(of_area(CURSOR, area), CURSOR.c.peer == peer)
        found = self.connection.execute(at).first()
        return START if found is None else Cut(found.number, found.digest)

    def save_cursor(self, peer: str, area: str, cursor: Cut) -> None:
        """Store a cursor."""
        place: dict[str, object] = {"township": township_of(area), "area": area, "peer": peer}
        upsert(self.connection, CURSOR, [place | cursor._asdict()])

    def mark_held(self, peer: str, area: str, ids: Collection[RevisionId]) -> None:
        """Note that the peer holds these revisions: they came back from it."""
        if ids:
            unheld = LOG.c.held_by.is_distinct_from(peer)
            marked = update(LOG).where(of_area(LOG, area), among(LOG.c.id, ids), unheld).values(held_by=peer)
            self.connection.execute(marked)

    def reset_held(self, peer: str, area: str) -> None:
        """Forget what this peer was known to hold of an area."""
        held = update(LOG).where(of_area(LOG, area), LOG.c.held_by == peer)
        self.connection.execute(held.values(held_by=None))

    def unheld(self, peer: str, area: str, after: int, rows: int) -> list[Row]:
        """Return at most `rows` rows after this number, in stream order, that the peer is not known to hold."""
        return self._rows(of_area(LOG, area), LOG.c.number > after, LOG.c.held_by.is_distinct_from(peer), limit=rows)

    def holdings(self, peer: str, area: str) -> tuple[list[RevisionId], list[RevisionId]]:
        """Return the ids of the area's stream that the peer is known to hold, and those that it is not."""
        held: list[RevisionId] = []
        lacking: list[RevisionId] = []
        found = select(LOG.c.id, LOG.c.held_by).where(of_area(LOG, area)).order_by(LOG.c.number)
        for one, holder in self.connection.execute(found):
            (held if holder == peer else lacking).append(one)
        return held, lacking

    def withdraw(self, area: str, withdrawn: Iterable[Waiting]) -> None:
        """Move these revisions from the stream to what waits outside it, and number those after them anew."""
        gone = {one.revision.id: one for one in withdrawn}
        self.save_waiting(area, gone.values())
        self.connection.execute(delete(LOG).where(of_area(LOG, area), among(LOG.c.id, gone.keys())))
        kept = self.connection.execute(
            select(LOG.c.number, LOG.c.id).where(of_area(LOG, area)).order_by(LOG.c.number)
        ).all()
        reached = [START.digest, *digest.running(START.digest, (row.id for row in kept))]
        # One by one and in order, each number has just become free.
        moved = [
            {"old": row.number, "new": number, "reached": reached[number]}
            for number, row in enumerate(kept, 1)
            if row.number != number
        ]
        if moved:
            renumber = update(LOG).where(of_area(LOG, area), LOG.c.number == bindparam("old"))
            self.connection.execute(renumber.values(number=bindparam("new"), digest=bindparam("reached")), moved)
        end = update(STREAM).where(of_area(STREAM, area)).values(number=len(kept), digest=reached[-1])
        self.connection.execute(end)

    def seal_rows(self, area: str, ids: Collection[RevisionId], seal: Seal) -> None:
        """Store the author's seal over rows that were written here and had none."""
        self.save_seals([seal])
        self._note(area, ids, author_seal=seal.id)

    def erase(self, area: str) -> None:
        """Forget an area: its stream, records, seals and cursors, and all that was noted or indexed of them.

        What was done in it stays in the audit log, and the directory keeps the people and devices that it knows.
        """
        for table in METADATA.sorted_tables:
            if table.info.get("distribution") != "reference" and table not in (AUDIT_ENTRY, DIRECTORY_RECORD):
                self.connection.execute(delete(table).where(of_area(table, area)))

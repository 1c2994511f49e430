"""Reading the log: what answering needs (`sync.storage.Reader`).

Statements name their township, so that each finds its shard.
"""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, Join, Table, and_, false, or_, select, tuple_

from schemas.area import township_of
from server.store.among import among
from server.store.tables.log import LOG, RECORD, SEAL, STREAM, WAITING
from sync import merge, revision
from sync.merge import State
from sync.outcome import Reason, Status
from sync.revision import RecordKey, Revision, RevisionId
from sync.seal import Seal
from sync.storage import START, Cut, Row, Waiting

_ROW = tuple(LOG.c[name] for name in Row.__struct_fields__)
"""The columns of a `Row`, in the order of its attributes."""

_seal_decoder = msgspec.json.Decoder(Seal)


def of_area(table: Table, area: str) -> ColumnElement[bool]:
    """Return the condition that a row of this table is the area's."""
    return and_(table.c.township == township_of(area), table.c.area == area)


def within(table: Table, prefix: str) -> ColumnElement[bool]:
    """Return the condition that a row of this table is of an area within a prefix.

    Codes are digits, and `:` comes after `9`.
    """
    below = f"{prefix}:"
    township = (
        table.c.township == township_of(prefix)
        if township_of(prefix) != prefix
        else and_(table.c.township >= prefix, table.c.township < below)
    )
    return and_(township, table.c.area >= prefix, table.c.area < below)


def area_by_area(table: Table) -> Join:
    """Return the join of the streams with a table of which an index has more to ask by behind the area.

    By an area prefix alone a database would read through all that is within it. The streams are few; each of them leads
    to its own rows of the table. That they are compared as expressions keeps planners from going the other way.
    """
    township, area = (column.concat("") for column in (STREAM.c.township, STREAM.c.area))
    return STREAM.join(table, and_(table.c.township == township, table.c.area == area))


class LogReader:
    """See `sync.storage.Reader`; one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Read on this connection, which is in a transaction; other services may use it in the same one."""
        self.connection = connection

    def streams(self, scope: Collection[str]) -> dict[str, Cut]:
        """Return the end of the stream of each area within these prefixes."""
        inside = or_(false(), *(within(STREAM, prefix) for prefix in scope))
        found = select(STREAM.c.area, STREAM.c.number, STREAM.c.digest).where(STREAM.c.number > 0, inside)
        return {area: Cut(number, digest) for area, number, digest in self.connection.execute(found)}

    def cut(self, area: str, number: int) -> Cut | None:
        """Return the cut at this number of an area's stream, `START` for 0, None where there is no such row."""
        if number == 0:
            return START
        at = select(LOG.c.digest).where(of_area(LOG, area), LOG.c.number == number)
        digest = self.connection.execute(at).scalar()
        return None if digest is None else Cut(number, digest)

    def page(self, area: str, after: int, rows: int) -> list[Row]:
        """Return at most `rows` rows of an area's stream after this number, in order."""
        return self._rows(of_area(LOG, area), LOG.c.number > after, limit=rows)

    def rows(self, area: str, ids: Collection[RevisionId]) -> list[Row]:
        """Return those of these revisions that are in the area's stream, in its order."""
        found = select(*_ROW).where(of_area(LOG, area), among(LOG.c.id, ids))
        # Sorted here: to have them in order, SQLite would read through the whole stream.
        return sorted((Row(*columns) for columns in self.connection.execute(found)), key=lambda row: row.number)

    def listing(self, area: str) -> tuple[Cut, list[RevisionId], list[RevisionId]]:
        """Return one cut of an area: its end, the ids of the stream in order, and the ids that wait outside it."""
        stream = self.connection.execute(
            select(LOG.c.id, LOG.c.number, LOG.c.digest).where(of_area(LOG, area)).order_by(LOG.c.number)
        ).all()
        # The end is that of the rows just read: another statement might see a later one.
        end = Cut(stream[-1].number, stream[-1].digest) if stream else START
        waiting = select(WAITING.c.id).where(of_area(WAITING, area)).order_by(WAITING.c.id)
        return end, [row.id for row in stream], list(self.connection.execute(waiting).scalars())

    def waiting(self, area: str, ids: Collection[RevisionId] | None = None) -> dict[RevisionId, Waiting]:
        """Return those of these revisions, or all, that wait outside the area's stream."""
        found = self._waits(of_area(WAITING, area), *([] if ids is None else [among(WAITING.c.id, ids)]))
        return {one.revision.id: one for one in found}

    def quarantined(self, scope: Collection[str], after: tuple[str, RevisionId], rows: int) -> list[Waiting]:
        """Return at most `rows` revisions in quarantine within these prefixes, by area and id, behind this place."""
        inside = or_(false(), *(within(WAITING, prefix) for prefix in scope))
        held = and_(WAITING.c.status == Status.QUARANTINED.value, tuple_(WAITING.c.area, WAITING.c.id) > after)
        return self._waits(inside, held, order=(WAITING.c.area, WAITING.c.id), limit=rows)

    def seals(self, area: str, ids: Collection[str]) -> dict[str, Seal]:
        """Return these seals, by their ids."""
        if not ids:
            return {}
        found = select(SEAL.c.id, SEAL.c.body).where(of_area(SEAL, area), among(SEAL.c.id, ids))
        return {one: _seal_decoder.decode(body) for one, body in self.connection.execute(found)}

    def state(self, area: str, key: RecordKey) -> State | None:
        """Return a record's state."""
        of_record = and_(RECORD.c.type == key.type, RECORD.c.record == key.record)
        found = self.connection.execute(select(RECORD.c.state).where(of_area(RECORD, area), of_record)).scalar()
        return None if found is None else merge.decode(found)

    def history(self, area: str, key: RecordKey) -> list[Revision]:
        """Return a record's revisions in the order of the stream."""
        of_record = and_(LOG.c.record == key.record, LOG.c.type == key.type)
        found = select(LOG.c.body).where(of_area(LOG, area), of_record).order_by(LOG.c.number)
        return [revision.parse(body) for body in self.connection.execute(found).scalars()]

    def _rows(self, *conditions: ColumnElement[bool], limit: int | None = None) -> list[Row]:
        found = select(*_ROW).where(*conditions).order_by(LOG.c.number).limit(limit)
        return [Row(*columns) for columns in self.connection.execute(found)]

    def _waits(
        self,
        *conditions: ColumnElement[bool],
        order: Sequence[ColumnElement[str]] = (WAITING.c.id,),
        limit: int | None = None,
    ) -> list[Waiting]:
        found = select(WAITING).where(*conditions).order_by(*order).limit(limit)
        return [
            Waiting(
                revision.parse(row["body"]),
                Status(row["status"]),
                Reason(row["reason"]),
                tuple(row["missing"].split()),
                row["because"],
                row["arrival"],
                row["author_seal"],
                row["judge_seal"],
                row["via"],
            )
            for row in self.connection.execute(found).mappings()
        ]

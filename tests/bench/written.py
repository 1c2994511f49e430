"""What the server wrote, read from its database, so that the bare driver can write and read the same."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Select, Table, select

from schemas.area import township_of
from server.store.among import among
from server.store.engine import for_reading
from server.store.reading import of_area
from server.store.tables.log import LOG, RECORD, SEAL, STREAM
from sync.limits import PAGE_ROWS
from sync.revision import Revision

TABLES = (STREAM, SEAL, LOG, RECORD)
"""The tables of a batch, in the order in which they are written."""

REPLACED = (STREAM, RECORD)
"""Those of them whose rows take the place of the rows before."""


class RowsOf(NamedTuple):
    """Rows of one table, each in the order of its columns."""

    table: Table
    rows: list[tuple[Any, ...]]


class LogRun(NamedTuple):
    """The rows of one area's log after a number, a page of them."""

    area: str
    after: int


def log_runs(engine: Engine) -> list[LogRun]:
    """Return all areas' logs, page by page."""
    with for_reading(engine).connect() as connection:
        ends = connection.execute(select(STREAM.c.area, STREAM.c.number).order_by(STREAM.c.area)).all()
    return [LogRun(area, after) for area, end in ends for after in range(0, end, PAGE_ROWS)]


def written(engine: Engine, batches: Iterable[Sequence[Revision]]) -> Iterator[list[RowsOf]]:
    """Yield the rows of each batch: revisions of one area that the server took in in one request."""
    with for_reading(engine).connect() as connection:
        for revisions in batches:
            yield _rows(connection, revisions)


def _rows(connection: Connection, revisions: Sequence[Revision]) -> list[RowsOf]:
    area, kind = revisions[0].area, revisions[0].type
    log = connection.execute(
        select(LOG).where(of_area(LOG, area), among(LOG.c.id, [one.id for one in revisions])).order_by(LOG.c.number)
    ).all()
    seals = {name for row in log for name in (row.author_seal, row.judge_seal) if name is not None}
    records = [one.record for one in revisions]
    return [
        RowsOf(STREAM, [(township_of(area), area, log[-1].number, log[-1].digest)]),
        RowsOf(SEAL, _read(connection, select(SEAL).where(of_area(SEAL, area), among(SEAL.c.id, seals)))),
        RowsOf(LOG, [tuple(row) for row in log]),
        RowsOf(
            RECORD,
            _read(
                connection,
                select(RECORD).where(of_area(RECORD, area), RECORD.c.type == kind, among(RECORD.c.record, records)),
            ),
        ),
    ]


def _read(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(query)]

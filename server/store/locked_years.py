"""Which households' years of an area are locked, so that a push asks once and not for each of its revisions.

It is kept up in the transaction that changes the confirmations, so that it says of any snapshot what the records say.
"""

from collections.abc import Collection

from sqlalchemy import Connection, delete, select

from schemas.area import township_of
from server.store.among import among
from server.store.inserting import insert_new
from server.store.reading import of_area
from server.store.tables.review import LOCKED_YEAR


def of(connection: Connection, area: str) -> frozenset[str]:
    """Return the records (their uuids) of an area's locked years."""
    return frozenset(connection.execute(select(LOCKED_YEAR.c.record).where(of_area(LOCKED_YEAR, area))).scalars())


def note(connection: Connection, area: str, *, locked: Collection[str], open_: Collection[str]) -> None:
    """Note that these years of an area are locked now, and that those are not."""
    place = {"township": township_of(area), "area": area}
    insert_new(connection, LOCKED_YEAR, [place | {"record": one} for one in locked])
    if open_:
        gone = delete(LOCKED_YEAR).where(of_area(LOCKED_YEAR, area), among(LOCKED_YEAR.c.record, open_))
        connection.execute(gone)

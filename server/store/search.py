"""The terms by which households and members are found (`tables.listing.SearchTerm`): keeping them, and looking them up.

What a term is, is said in `server.reading.terms`.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    and_,
    bindparam,
    delete,
    false,
    select,
    true,
    union_all,
)

from schemas.area import township_of
from server.store.among import among
from server.store.inserting import insert
from server.store.reading import area_by_area, of_area, within
from server.store.tables.listing import SEARCH_TERM as TERM
from server.store.tables.log import STREAM
from sync.revision import RecordKey

_LAST = "\U0010ffff"
"""Comes after whatever a term goes on with."""

_Key = tuple[str, str, str, str]
"""Record, type, kind, term."""


class Found(NamedTuple):
    """What finds one record: the household that it belongs to, and its terms (kind and text)."""

    household: str
    terms: Collection[tuple[str, str]]


def keep(connection: Connection, area: str, found_by: Mapping[RecordKey, Found]) -> None:
    """Let these records of an area be found by these terms and no others."""
    if not found_by:
        return
    wanted: dict[_Key, str] = {
        (key.record, key.type, kind, term): found.household
        for key, found in found_by.items()
        for kind, term in found.terms
    }
    before = terms(connection, area, found_by.keys())
    _drop(connection, area, (one for one, household in before.items() if wanted.get(one) != household))
    insert(connection, TERM, _rows(area, {one: at for one, at in wanted.items() if before.get(one) != at}))


def terms(connection: Connection, area: str, keys: Collection[RecordKey]) -> dict[_Key, str]:
    """Return the household under which each term of these records is kept."""
    found = select(TERM.c.record, TERM.c.type, TERM.c.kind, TERM.c.term, TERM.c.household).where(
        of_area(TERM, area), among(TERM.c.record, {key.record for key in keys})
    )
    wanted = set(keys)
    return {
        (record, type_, kind, term): household
        for record, type_, kind, term, household in connection.execute(found)
        if RecordKey(type_, record) in wanted
    }


def households(prefix: str, begins: Collection[tuple[str, str]]) -> CompoundSelect[Any, Any, str]:
    """Return the statement that finds households (township, area, uuid) within an area prefix.

    Some term of theirs or of their members begins with one of these (kind and text).
    """
    return _found(prefix, begins, TERM.c.household, true())


def members(prefix: str, begins: Collection[tuple[str, str]]) -> CompoundSelect[Any, Any, str]:
    """Return the statement that finds members (township, area, uuid) within an area prefix by terms of their own."""
    return _found(prefix, begins, TERM.c.record, TERM.c.type == "member")


def exactly(connection: Connection, prefix: str, kind: str, term: str, limit: int) -> list[tuple[str, RecordKey]]:
    """Return at most `limit` records within an area prefix that have this term: their area and name, in that order."""
    same = and_(TERM.c.kind == kind, TERM.c.term == term)
    found = (
        select(STREAM.c.area, TERM.c.type, TERM.c.record)
        .select_from(area_by_area(TERM))
        .where(within(STREAM, prefix), same)
    )
    ordered = found.order_by(STREAM.c.area, TERM.c.type, TERM.c.record).limit(limit)
    return [(area, RecordKey(type_, record)) for area, type_, record in connection.execute(ordered)]


def _found(
    prefix: str, begins: Collection[tuple[str, str]], column: ColumnElement[str], of_type: ColumnElement[bool]
) -> CompoundSelect[Any, Any, str]:
    found = select(STREAM.c.township, STREAM.c.area, column).select_from(area_by_area(TERM))
    # One after the other: a database looks only one beginning up in the index at a time.
    terms_of = [_begins(kind, text) for kind, text in begins] or [false()]
    return union_all(*(found.where(within(STREAM, prefix), of_type, one) for one in terms_of))


def _begins(kind: str, text: str) -> ColumnElement[bool]:
    return and_(TERM.c.kind == kind, TERM.c.term >= text, TERM.c.term < text + _LAST)


def _rows(area: str, kept: Mapping[_Key, str]) -> list[dict[str, object]]:
    place = {"township": township_of(area), "area": area}
    return [
        {**place, "record": record, "type": type_, "kind": kind, "term": term, "household": household}
        for (record, type_, kind, term), household in kept.items()
    ]


def _drop(connection: Connection, area: str, keys: Iterable[_Key]) -> None:
    gone = [
        {"of_kind": kind, "of_term": term, "of_type": type_, "of_record": record} for record, type_, kind, term in keys
    ]
    if gone:
        one = and_(
            TERM.c.kind == bindparam("of_kind"),
            TERM.c.term == bindparam("of_term"),
            TERM.c.type == bindparam("of_type"),
            TERM.c.record == bindparam("of_record"),
        )
        connection.execute(delete(TERM).where(of_area(TERM, area), one), gone)

"""The indexes of records checked against the records, and made anew: those of households, of lists and of search."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from server.reading import listing, terms
from server.review.conditions import SETTLED
from server.store import histories, household_index, shared_values
from server.store import listing as entries
from server.store.fsck import Fault, Finding
from server.store.log import LogStore, LogTransaction
from server.store.reading import of_area
from server.store.tables.listing import FLAG_ENTRY, HOUSEHOLD_ENTRY, HOUSEHOLD_FLAGS, HOUSEHOLD_YEAR_ENTRY, SEARCH_TERM
from server.store.tables.verification import FLAG_SUBJECT, HOUSEHOLD_RECORD, SHARED_VALUE
from server.verification.frames import household_of
from server.verification.likeness import LIKENESSES
from server.verification.touched import HOUSEHOLD, PARTS, note_shared, shared
from sync.revision import RecordKey

TYPES: Final = PARTS | listing.TYPES | {HOUSEHOLD}
"""The record types that any of the indexes follows."""

_Rows = dict[tuple[Any, ...], tuple[Any, ...]]
"""What an index holds of an area: by the rest of the key, the other columns."""

Progress = Callable[[int, int], None]
"""Told how many areas are done, and of how many."""


def made_by() -> str:
    """Return by which version indexes are made now: that of the code, and that of the readings of characters."""
    return f"{terms.VERSION}/{version('pypinyin')}"


def bring_up(store: LogStore) -> None:
    """Make the indexes anew where another version made them, or none did; otherwise do nothing."""
    with store.reading() as tx:
        current = entries.version(tx.connection) == made_by()
    if not current:
        remake(store)


def remake(store: LogStore, progress: Progress = lambda _done, _total: None) -> None:
    """Make the indexes anew, area by area, each in a transaction of its own, beside all other work."""
    with store.reading() as tx:
        areas = tx.areas()
    for done, area in enumerate(areas, 1):
        with store.begin() as tx:
            tx.lock([area])
            _remake_area(tx, area)
        progress(done, len(areas))
    with store.begin() as tx:
        entries.note_version(tx.connection, made_by())


def check(store: LogStore) -> Iterator[Finding]:
    """Compare the indexes with the records, area by area, each from one snapshot, and yield what differs."""
    with store.reading() as tx:
        areas = tx.areas()
    for area in areas:
        with store.reading() as tx:
            yield from _check_area(tx.connection, area)


def _remake_area(tx: LogTransaction, area: str) -> None:
    states = _states(tx.connection, area)
    households = {key: household for key, state in states.items() if (household := household_of(key, state))}
    flags = {key.record: state.value("subjects") or [] for key, state in states.items() if key.type == "flag"}
    household_index.forget(tx.connection, area)
    household_index.link(tx.connection, area, households)
    household_index.link_flags(tx.connection, area, flags)
    shared_values.forget(tx.connection, area)
    note_shared(tx.connection, area, states)
    entries.forget(tx.connection, area)
    listing.keep_area(tx.connection, area, states)
    concerned = entries.households_of_flags(tx.connection, area, flags)
    entries.count_flags(tx.connection, area, concerned, sorted(SETTLED))


def _check_area(connection: Connection, area: str) -> Iterator[Finding]:
    states = _states(connection, area)
    # What a redaction emptied says no more to which household it belonged, and the index still does.
    empty = {key.record for key, state in states.items() if not state.candidates}
    for table, expected in _expected(states).items():
        found = _rows(connection, area, table)
        for key in sorted(expected.keys() | found.keys()):
            stays = table in {HOUSEHOLD_RECORD, FLAG_SUBJECT} and key not in expected and not empty.isdisjoint(key)
            if expected.get(key) != found.get(key) and not stays:
                detail = f"{found.get(key)}, by the records {expected.get(key)}"
                yield Finding(area, Fault.INDEX, "/".join((table.name, *map(str, key))), detail)


def _expected(states: listing.States) -> dict[Table, _Rows]:
    """Return what the indexes of an area should hold."""
    links = {key: household for key, state in states.items() if (household := household_of(key, state))}
    subjects = {
        (subject, key.record): ()
        for key, state in states.items()
        if key.type == "flag"
        for subject in state.value("subjects") or []
    }
    kept = {key: entry for key, state in states.items() if (entry := listing.entry_of(key, state)) is not None}
    flags = {key.record: entry for key, entry in kept.items() if key.type == "flag"}
    return {
        HOUSEHOLD_RECORD: {(key.record, key.type): (household,) for key, household in links.items()},
        FLAG_SUBJECT: subjects,
        SHARED_VALUE: {
            (likeness.kind, record): found
            for likeness in LIKENESSES
            for record, found in shared(likeness, states).items()
            if found is not None
        },
        HOUSEHOLD_ENTRY: _of_type(kept, "household"),
        HOUSEHOLD_YEAR_ENTRY: _of_type(kept, "household_year"),
        FLAG_ENTRY: _of_type(kept, "flag"),
        HOUSEHOLD_FLAGS: _counted(flags, subjects, {key.record: household for key, household in links.items()}),
        SEARCH_TERM: {
            (key.record, key.type, kind, term): (found.household,)
            for key, found in listing.found_by(states).items()
            for kind, term in found.terms
        },
    }


def _of_type(kept: Mapping[RecordKey, Mapping[str, Any]], record_type: str) -> _Rows:
    return {(key.record,): tuple(entry.values()) for key, entry in kept.items() if key.type == record_type}


def _counted(flags: Mapping[str, Mapping[str, Any]], subjects: _Rows, links: Mapping[str, str]) -> _Rows:
    """Return how many open flags of each severity each household has."""
    about = {(links.get(subject, subject), flag) for subject, flag in subjects}
    counted = Counter(
        (household, entry["severity"])
        for household, flag in about
        if (entry := flags.get(flag)) is not None and entry["severity"] and entry["state"] not in SETTLED
    )
    return {key: (count,) for key, count in counted.items()}


def _rows(connection: Connection, area: str, table: Table) -> _Rows:
    keys = [column for column in table.primary_key.columns if column.name not in {"township", "area"}]
    others = [column for column in table.columns if not column.primary_key]
    found = connection.execute(select(*keys, *others).where(of_area(table, area)))
    return {tuple(row[: len(keys)]): tuple(row[len(keys) :]) for row in found}


def _states(connection: Connection, area: str) -> listing.States:
    return {
        RecordKey(record_type, record): state
        for record_type in sorted(TYPES)
        for record, state in histories.states_of_type(connection, area, record_type).items()
    }

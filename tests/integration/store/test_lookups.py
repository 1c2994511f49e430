"""SQLite looks rows up by an index over their whole key, so that how long that takes does not grow with the village.

PostgreSQL decides by its statistics; no plan can be expected of it here.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from server.store import histories, household_index, pages, search, shared_values
from server.store.log import LogStore, LogTransaction
from server.store.pages import HouseholdFilter
from server.store.shared_values import Shared
from sync.merge import EMPTY
from sync.revision import RecordKey
from sync.seal import seal
from tests.integration.store.scene import Store, append
from tests.replicas import CITY, VILLAGE, key_of, revise, uuid

KEYS = [RecordKey("household", uuid(number)) for number in range(30)]
REVISIONS = [revise(key=key) for key in KEYS]
SEALS = [seal(key_of("city"), VILLAGE, [one.id], 0) for one in REVISIONS]

LOOKUPS: list[tuple[str, str, Callable[[LogTransaction], Any]]] = [
    ("log", "id", lambda tx: tx.places(VILLAGE, [one.id for one in REVISIONS[:3]])),
    ("log", "id", lambda tx: tx.rows(VILLAGE, [one.id for one in REVISIONS[:3]])),
    ("record", "record", lambda tx: tx.states(VILLAGE, KEYS[:3])),
    ("seal", "id", lambda tx: tx.seals(VILLAGE, [one.id for one in SEALS[:3]])),
    (
        "household_record",
        "record",
        lambda tx: household_index.link(tx.connection, VILLAGE, dict.fromkeys(KEYS[:3], "")),
    ),
    (
        "household_record",
        "household",
        lambda tx: household_index.records(tx.connection, VILLAGE, [KEYS[0].record], ["household"]),
    ),
    ("log", "record", lambda tx: histories.rows_of(tx.connection, VILLAGE, KEYS[:3])),
    ("record", "type", lambda tx: pages.records(tx.connection, CITY, "household", after=pages.START, rows=5)),
    ("search_term", "record", lambda tx: search.terms(tx.connection, VILLAGE, KEYS[:3])),
    ("search_term", "term", lambda tx: search.exactly(tx.connection, CITY, "number", "1", 5)),
    (
        "search_term",
        "kind",
        lambda tx: pages.households(
            tx.connection, CITY, HouseholdFilter(begins=[("pinyin", "zw"), ("number", "zw")]), after=pages.START, rows=5
        ),
    ),
    (
        "shared_value",
        "record",
        lambda tx: shared_values.note(tx.connection, VILLAGE, "person", dict.fromkeys([KEYS[0].record], None)),
    ),
    ("shared_value", "value", lambda tx: shared_values.neighbours(tx.connection, VILLAGE, "person", [KEYS[0].record])),
    (
        "flag_subject",
        "flag",
        lambda tx: household_index.flagged_together(tx.connection, VILLAGE, [KEYS[0].record]),
    ),
]


@pytest.fixture
def filled(open_store: Callable[[str], Store]) -> LogStore:
    """A village with some households."""
    log_store = open_store("sqlite")
    assert isinstance(log_store, LogStore)
    append(log_store, VILLAGE, *REVISIONS)
    with log_store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_states(VILLAGE, dict.fromkeys(KEYS, EMPTY))
        tx.save_seals(SEALS)
        household_index.link(tx.connection, VILLAGE, {key: key.record for key in KEYS})
        household_index.link_flags(tx.connection, VILLAGE, {"flag": [key.record for key in KEYS[:2]]})
        shared_values.note(tx.connection, VILLAGE, "person", {key.record: Shared(key.record, "one") for key in KEYS})
    return log_store


@pytest.mark.parametrize(("table", "column", "look_up"), LOOKUPS)
def test_rows_are_found_by_their_whole_key(
    filled: LogStore, table: str, column: str, look_up: Callable[[LogTransaction], Any]
):
    asked: list[tuple[str, Any]] = []
    with filled.begin() as tx:
        event.listen(tx.connection, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
        look_up(tx)
        plan = [
            row[-1]
            for statement, parameters in list(asked)
            if statement.startswith("SELECT")
            for row in tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert any(re.match(rf"SEARCH {table} USING .*\b{column}=\?", step) for step in plan), "\n".join(plan)
    assert not [step for step in plan if step.startswith(f"SCAN {table}")]

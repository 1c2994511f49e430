"""What only the server's store does: it refuses gaps, reads from snapshots, and keeps out an unsafe SQLite."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import text

from server.store import engine as engines
from server.store import turn
from server.store.engine import open_engine
from server.store.errors import StreamMoved, UnknownDatabase, UnsafeSqlite
from server.store.log import LogStore
from server.store.tables.log import RECORD
from sync.merge import Candidate, State
from sync.storage import Cut
from tests.integration.store.scene import Store, append, end_of, rows_of
from tests.replicas import HOUSEHOLD, NOW, VILLAGE, revise

FIRST = revise({"household_no": "1"})
SECOND = revise({"household_no": "2"}, [FIRST], time=NOW + 1)


def test_rows_that_do_not_follow_the_end_are_not_appended(log_store: LogStore):
    append(log_store, VILLAGE, FIRST)
    with pytest.raises(StreamMoved, match="does not end at 4"), log_store.begin() as tx:
        tx.append(VILLAGE, rows_of([SECOND], Cut(4, FIRST.id)))
    with log_store.begin() as tx:
        assert tx.cut(VILLAGE, 2) is None


def test_a_reader_sees_one_snapshot(log_store: LogStore):
    rows = append(log_store, VILLAGE, FIRST)
    with log_store.reading() as tx:
        assert tx.streams([VILLAGE]) == {VILLAGE: end_of(rows)}
        append(log_store, VILLAGE, SECOND)
        assert tx.streams([VILLAGE]) == {VILLAGE: end_of(rows)}
        assert tx.page(VILLAGE, 0, 10) == rows
    with log_store.reading() as tx:
        assert tx.streams([VILLAGE])[VILLAGE].number == 2


def test_lists_know_open_conflicts_and_deletions(log_store: LogStore):
    twice = tuple(Candidate(NOW, one.id, value) for one, value in ((FIRST, "1"), (SECOND, "2")))
    gone = (Candidate(NOW, FIRST.id, True),)
    states = {
        HOUSEHOLD: State((FIRST.id, SECOND.id), {"household_no": twice, "hamlet": twice}, False, 2),
        HOUSEHOLD._replace(type="member"): State((FIRST.id,), {"@deleted": gone}, False, 1),
    }
    with log_store.begin() as tx:
        tx.lock([VILLAGE])
        tx.save_states(VILLAGE, states)
        found = tx.connection.execute(RECORD.select().order_by(RECORD.c.type)).all()
    assert [(row.type, row.conflicts, row.deleted) for row in found] == [("household", 1, False), ("member", 0, True)]


def test_sqlite_is_durable_and_keeps_foreign_keys(sqlite_url: str):
    opened = open_engine(sqlite_url)
    with opened.connect() as connection:
        say = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in engines.PRAGMAS}
    opened.dispose()
    assert (say["journal_mode"], say["synchronous"], say["foreign_keys"]) == ("wal", 2, 1)


def test_a_writer_on_sqlite_begins_as_one(sqlite_url: str):
    """Otherwise reading first and writing later would fail whenever another has written in between."""
    first, second = open_engine(sqlite_url), open_engine(sqlite_url)
    with first.begin() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    with first.begin() as connection:
        connection.execute(text("SELECT * FROM t"))
        with engines.for_reading(second).begin() as reading:
            assert reading.execute(text("SELECT count(*) FROM t")).scalar() == 0
        impatient = second.raw_connection()
        impatient.cursor().execute("PRAGMA busy_timeout = 0")
        with pytest.raises(sqlite.OperationalError, match="locked"):
            impatient.cursor().execute("BEGIN IMMEDIATE")
        impatient.close()
    first.dispose()
    second.dispose()


def test_the_wal_file_stays_short_where_somebody_always_reads(
    open_store: Callable[[str], Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(turn, "LONG_WAL", 1_000_000)
    store = open_store("sqlite")
    assert isinstance(store, LogStore)
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            with store.reading() as tx:
                tx.streams([VILLAGE])
                time.sleep(0.002)

    def longest_while_writing() -> int:
        longest = 0
        for count in range(60):
            append(store, VILLAGE, *(revise({"hamlet": "x" * 9000}, time=NOW + count * 10 + one) for one in range(10)))
            longest = max(longest, (tmp_path / "0.db-wal").stat().st_size)
        return longest

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        longest = longest_while_writing()
        done.set()
        assert [one.result() for one in readers] == [None] * 3
    assert longest < 2_000_000


def test_a_long_reader_does_not_hold_up_writers(
    open_store: Callable[[str], Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(turn, "LONG_WAL", 100_000)
    monkeypatch.setattr(turn, "PATIENCE_MS", 1)
    store = open_store("sqlite")
    assert isinstance(store, LogStore)
    append(store, VILLAGE, FIRST)
    with store.reading() as tx:
        before = tx.page(VILLAGE, 0, 10)
        for count in range(20):
            append(store, VILLAGE, revise({"hamlet": "x" * 9000}, time=NOW + count))
        assert (tmp_path / "0.db-wal").stat().st_size > 200_000
        assert tx.page(VILLAGE, 0, 10) == before
    for count in range(20, 40):
        append(store, VILLAGE, revise({"hamlet": "x" * 9000}, time=NOW + count))
    assert (tmp_path / "0.db-wal").stat().st_size < 200_000


def test_an_unsafe_sqlite_is_refused(sqlite_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sqlite, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(UnsafeSqlite, match=r"3\.51\.2 .* 3\.51\.3"):
        open_engine(sqlite_url)


def test_other_databases_are_refused():
    with pytest.raises(UnknownDatabase, match="mysql"):
        open_engine("mysql://localhost/ruhu")

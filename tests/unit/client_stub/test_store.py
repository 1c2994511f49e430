"""What the contract suite does not ask of the tablet's file: its versions, its pragmas, its own facts."""

from pathlib import Path

import msgspec
import pytest

from client_stub.errors import StoreTooNew
from client_stub.facts import ClockError
from client_stub.store import TabletStore
from client_stub.store.local import Note
from client_stub.store.tables import VERSIONS


@pytest.fixture
def store(tmp_path: Path):
    opened = TabletStore(tmp_path / "tablet.db")
    yield opened
    opened.close()


def test_an_acknowledged_write_survives_a_power_cut(store: TabletStore):
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_file_of_a_newer_version_is_left_alone(store: TabletStore, tmp_path: Path):
    store._connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreTooNew) as caught:
        TabletStore(tmp_path / "tablet.db")
    assert (caught.value.found, caught.value.known) == (99, len(VERSIONS))


def test_a_transaction_that_fails_has_done_nothing(store: TabletStore):
    def fail() -> None:
        with store.begin() as tx:
            tx.save_fact(ClockError(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.begin() as tx:
        assert tx.fact(ClockError) is None


def test_there_is_one_fact_of_each_form(store: TabletStore):
    with store.begin() as tx:
        tx.save_fact(ClockError(1))
        tx.save_fact(ClockError(2))
        assert tx.fact(ClockError) == ClockError(2)


def test_notes_are_kept_in_order(store: TabletStore):
    notes = [Note(number, "set_aside", {"count": str(number)}) for number in range(5)]
    with store.begin() as tx:
        for note in notes:
            tx.add_note(note)
        assert tx.notes(2) == notes[-2:]


def test_a_fact_keeps_reading_when_it_has_grown(store: TabletStore):
    class ClockError(msgspec.Struct):  # the same name, one attribute more
        offset: int
        learned_at: int = 7

    with store.begin() as tx:
        tx.save_fact(globals()["ClockError"](3))
        assert tx.fact(ClockError) == ClockError(3)

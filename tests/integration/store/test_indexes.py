"""The indexes say what the records say: each difference is found, and all of them can be made anew."""

from collections.abc import Callable

import pytest
from sqlalchemy import Table, delete, select, update

from server.reading import indexes, listing
from server.reading.indexes import bring_up, check, made_by, remake
from server.store import listing as entries
from server.store.fsck import Fault
from server.store.log import LogStore, LogTransaction
from server.store.tables.listing import (
    FLAG_ENTRY,
    HOUSEHOLD_ENTRY,
    HOUSEHOLD_FLAGS,
    HOUSEHOLD_YEAR_ENTRY,
    SEARCH_TERM,
)
from server.store.tables.verification import FLAG_SUBJECT, HOUSEHOLD_RECORD, SHARED_VALUE
from server.verification.touched import note_touched
from sync.revision import RecordKey
from tests.integration.store.test_same_everywhere import people
from tests.replicas import NOW, OTHER_VILLAGE, VILLAGE, Server, revise, uuid

MEMBER, YEAR, FLAG = RecordKey("member", uuid(2)), RecordKey("household_year", uuid(3)), RecordKey("flag", uuid(4))
FINDING = {"present": True, "evidence": {}, "evidence_hash": "1", "evaluated_at": NOW}

INDEXES: list[Table] = [
    HOUSEHOLD_RECORD,
    FLAG_SUBJECT,
    SHARED_VALUE,
    HOUSEHOLD_ENTRY,
    HOUSEHOLD_YEAR_ENTRY,
    FLAG_ENTRY,
    HOUSEHOLD_FLAGS,
    SEARCH_TERM,
]


@pytest.fixture
def city(log_store: LogStore) -> Server:
    """A server with a household, a member, a year and a flag; another village; a redacted member."""
    server = Server("city", people().directory)
    server.store = log_store
    server.take_sealed(
        revise({"household_no": "1", "poverty_status": "0"}),
        revise(
            {"household": uuid(1), "name": "张伟", "id_number": "410899199001011239", "in_household": True}, key=MEMBER
        ),
        revise({"household": uuid(1), "year": 2018}, key=YEAR),
    )
    flag = {"rule": "r", "rule_version": 1, "subjects": [MEMBER.record], "severity": "E", "finding": FINDING}
    server.take_sealed(revise(flag, key=FLAG, actor="city", device="city"), by="city")
    gone = revise({"household": uuid(1), "name": "李娜"}, key=RecordKey("member", uuid(6)))
    server.take_sealed(gone)
    server.take_sealed(revise({"household_no": "9"}, area=OTHER_VILLAGE))
    remake(log_store)
    server.redact(gone)
    with log_store.begin() as tx:
        states = {gone.key: tx.states(VILLAGE, [gone.key])[gone.key]}
        listing.note_listed(tx.connection, {VILLAGE: states}, note_touched(tx.connection, {VILLAGE: states}))
    return server


def contents(store: LogStore) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as tx:
        return {one.name: sorted(map(tuple, tx.connection.execute(select(one)))) for one in INDEXES}


def test_sound_indexes_have_no_findings(city: Server):
    assert list(check(city.store)) == []
    assert all(contents(city.store).values())


@pytest.mark.parametrize("table", INDEXES, ids=lambda table: table.name)
def test_what_is_missing_or_too_much_is_found(city: Server, table: Table):
    with city.store.begin() as tx:
        lost = tx.connection.execute(select(table).where(table.c.area == VILLAGE).limit(1)).mappings().one()
        key = [table.c[column.name] == lost[column.name] for column in table.primary_key]
        last = table.primary_key.columns.keys()[-1]
        tx.connection.execute(update(table).where(*key).values({last: uuid(99)}))
    found = list(check(city.store))
    assert {one.fault for one in found} == {Fault.INDEX}
    assert any(uuid(99) in one.at for one in found)
    assert {one.area for one in found} == {VILLAGE}
    remake(city.store)
    assert list(check(city.store)) == []


SPOILT: dict[str, Callable[[LogTransaction], object]] = {
    "a filter": lambda tx: tx.connection.execute(update(HOUSEHOLD_ENTRY).values(poverty_status="1")),
    "a state": lambda tx: tx.connection.execute(update(FLAG_ENTRY).values(state="accepted")),
    "a count": lambda tx: tx.connection.execute(update(HOUSEHOLD_FLAGS).values(flags=5)),
    "a link": lambda tx: tx.connection.execute(update(HOUSEHOLD_RECORD).values(household=uuid(50))),
    "all": lambda tx: [tx.connection.execute(delete(table)) for table in INDEXES],
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_differs_is_found_and_mended(city: Server, spoilt: str):
    before = contents(city.store)
    with city.store.begin() as tx:
        SPOILT[spoilt](tx)
    assert {one.fault for one in check(city.store)} == {Fault.INDEX}
    told: list[tuple[int, int]] = []
    remake(city.store, lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] > 1
    # What was redacted says no more to which household it belonged.
    kept = {one.name: [row for row in before[one.name] if uuid(6) not in row] for one in INDEXES}
    assert contents(city.store) == kept


def test_they_are_made_anew_where_another_version_made_them(city: Server):
    with city.store.begin() as tx:
        tx.connection.execute(delete(SEARCH_TERM))
    bring_up(city.store)
    assert list(check(city.store)) != []
    with city.store.begin() as tx:
        entries.note_version(tx.connection, "0/0")
    bring_up(city.store)
    assert list(check(city.store)) == []
    with city.store.reading() as tx:
        assert entries.version(tx.connection) == made_by() == indexes.made_by()


def test_an_erased_area_leaves_nothing_in_them(city: Server):
    with city.store.begin() as tx:
        tx.erase(VILLAGE)
        tx.erase(OTHER_VILLAGE)
    assert not any(contents(city.store).values())
    assert list(check(city.store)) == []

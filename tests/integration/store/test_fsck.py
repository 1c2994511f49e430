"""A log that was tampered with, cut or mixed up is found out, each thing by its name."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from server.store.fsck import Fault, Finding, check
from server.store.log import LogStore, LogTransaction
from server.store.tables.log import LOG, RECORD, SEAL, STREAM
from sync import merge
from sync.directory import Directory
from sync.merge import State
from sync.outcome import Status
from sync.revision import RecordKey, redact
from tests.integration.store.scene import contents, sealed, waits
from tests.integration.store.test_same_everywhere import edit, people
from tests.replicas import CITY, NOW, OTHER_VILLAGE, TOWNSHIP, VILLAGE, Server, revise, uuid

FIRST = revise({"household_no": "1", "phone": "139"})
SECOND = revise({"household_no": "2"}, [FIRST], time=NOW + 1)
BRANCH = revise({"household_no": "3"}, [FIRST], time=NOW + 2)
OTHER = revise({"name": "王"}, key=RecordKey("member", uuid(2)), time=NOW + 3)
STRAY = revise({"name": "李"}, key=RecordKey("member", uuid(3)), time=NOW + 4)


@pytest.fixture
def city(log_store: LogStore) -> Server:
    """A server with two villages: a void field and its verdict, a conflict, a redaction, something parked."""
    server = Server("city", people().directory)
    server.store = log_store
    server.take_sealed(FIRST, SECOND, BRANCH, OTHER)
    server.take_sealed(revise({"household_no": "9"}, area=OTHER_VILLAGE))
    server.redact(server.write("city", edit(RecordKey("visit", uuid(5)), note="secret"))[0])
    server.take_sealed(revise({}, [revise({}, time=NOW + 9)], time=NOW + 10))
    return server


def found(server: Server, directory: Directory | None = None) -> list[Finding]:
    return list(check(server.store, directory or server.node.directory))


def faults(server: Server) -> set[Fault]:
    return {one.fault for one in found(server)}


def test_a_sound_log_has_no_findings(city: Server):
    told: list[tuple[int, int]] = []
    rows = sum(len(one["rows"]) for one in contents(city.store).values())
    assert list(check(city.store, city.node.directory, lambda done, of: told.append((done, of)))) == []
    assert told[-1] == (rows, rows)


def at(revision_id: str):
    return (LOG.c.area == VILLAGE, LOG.c.id == revision_id)


def body_of(tx: LogTransaction, one: str, change: Callable[[bytes], bytes]) -> None:
    body = tx.connection.execute(select(LOG.c.body).where(*at(one))).scalar_one()
    tx.connection.execute(update(LOG).where(*at(one)).values(body=change(body)))


def drop_first_row(tx: LogTransaction) -> None:
    tx.connection.execute(delete(LOG).where(*at(FIRST.id)))


def swap_parent_and_child(tx: LogTransaction) -> None:
    rows = {row.id: row for row in tx.page(VILLAGE, 0, 100)}
    for one, number in ((FIRST.id, -1), (SECOND.id, rows[FIRST.id].number), (FIRST.id, rows[SECOND.id].number)):
        tx.connection.execute(update(LOG).where(*at(one)).values(number=number))


def mark_as_sealed_by_a_tablet(tx: LogTransaction) -> None:
    tx.save_seals([made := sealed(OTHER)])
    tx.connection.execute(update(LOG).where(*at(OTHER.id)).values(judge_seal=made.id))


def break_a_seal(tx: LogTransaction) -> None:
    name, body = tx.connection.execute(select(SEAL.c.id, SEAL.c.body).where(SEAL.c.area == VILLAGE).limit(1)).one()
    start = body.index(b'"signature":"') + 13
    broken = body[:start] + body[start : start + 86][::-1] + body[start + 86 :]
    tx.connection.execute(update(SEAL).where(SEAL.c.id == name).values(body=broken))


def forget_a_verdict(tx: LogTransaction) -> None:
    tx.connection.execute(delete(LOG).where(LOG.c.area == VILLAGE, LOG.c.number == 1))


def unknown_bytes_of_a_seal(tx: LogTransaction) -> None:
    tx.connection.execute(update(SEAL).where(SEAL.c.area == VILLAGE).values(body=b"{}"))


WRONG: dict[str, tuple[Callable[[LogTransaction], object], set[Fault]]] = {
    "a byte of a body": (
        lambda tx: body_of(tx, OTHER.id, lambda body: body.replace("王".encode(), "张".encode())),
        {Fault.ALTERED, Fault.STATE},
    ),
    "no revision": (lambda tx: body_of(tx, OTHER.id, lambda body: body[:-1]), {Fault.UNREADABLE}),
    "another record's": (
        lambda tx: tx.connection.execute(update(LOG).where(*at(OTHER.id)).values(record=uuid(9))),
        {Fault.MISFILED, Fault.NO_STATE, Fault.NO_HISTORY},
    ),
    "a lost row": (drop_first_row, {Fault.NUMBER, Fault.DIGEST, Fault.ORPHAN, Fault.STATE}),
    "a lost verdict": (forget_a_verdict, {Fault.NUMBER, Fault.DIGEST, Fault.ORPHAN, Fault.STATE, Fault.NO_HISTORY}),
    "a child before its parent": (swap_parent_and_child, {Fault.ORPHAN, Fault.DIGEST}),
    "a digest": (
        lambda tx: tx.connection.execute(update(LOG).where(*at(OTHER.id)).values(digest=FIRST.id)),
        {Fault.DIGEST},
    ),
    "the end": (
        lambda tx: tx.connection.execute(update(STREAM).where(STREAM.c.area == VILLAGE).values(number=3)),
        {Fault.END},
    ),
    "no seal": (lambda tx: tx.connection.execute(delete(SEAL).where(SEAL.c.area == VILLAGE)), {Fault.UNSEALED}),
    "no judge": (
        lambda tx: tx.connection.execute(update(LOG).where(*at(OTHER.id)).values(judge_seal=None)),
        {Fault.UNSEALED},
    ),
    "another's seal": (
        lambda tx: tx.attach(VILLAGE, {OTHER.id: tx.page(VILLAGE, 5, 1)[0].judge_seal or ""}),
        {Fault.UNSEALED},
    ),
    "a tablet as judge": (mark_as_sealed_by_a_tablet, {Fault.SEAL_OUTSIDE}),
    "a signature": (break_a_seal, {Fault.SEAL_BROKEN}),
    "bytes of seals": (unknown_bytes_of_a_seal, {Fault.SEAL_BROKEN, Fault.UNSEALED}),
    "a stub without a verdict": (
        lambda tx: tx.replace_bodies(VILLAGE, {OTHER.id: redact(OTHER, STRAY.id).body}),
        {Fault.STUB, Fault.STATE},
    ),
    "released and kept": (lambda tx: tx.save_waiting(VILLAGE, [waits(OTHER, STRAY)]), {Fault.STUCK}),
    "waits for what is there": (lambda tx: tx.save_waiting(VILLAGE, [waits(STRAY, OTHER)]), {Fault.STUCK}),
    "a state": (lambda tx: tx.save_states(VILLAGE, {OTHER.key: State((OTHER.id,))}), {Fault.STATE}),
    "a list's column": (
        lambda tx: tx.connection.execute(update(RECORD).where(RECORD.c.type == "household").values(conflicts=0)),
        {Fault.STATE},
    ),
    "no state": (
        lambda tx: tx.connection.execute(delete(RECORD).where(RECORD.c.type == "member")),
        {Fault.NO_STATE},
    ),
    "a state of nothing": (lambda tx: tx.save_states(VILLAGE, {STRAY.key: merge.EMPTY}), {Fault.NO_HISTORY}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_each_difference_is_named(city: Server, wrong: str):
    spoil, expected = WRONG[wrong]
    with city.store.begin() as tx:
        tx.lock([VILLAGE])
        spoil(tx)
    assert faults(city) == expected
    assert {one.area for one in found(city)} == {VILLAGE}


def test_a_judge_that_is_not_enrolled_is_no_judge(city: Server):
    without = people()
    without.directory.take(CITY, RecordKey("enrolment", uuid(0xD001)), {})
    assert {one.fault for one in found(city, without.directory)} == {Fault.SEAL_BROKEN, Fault.SEAL_OUTSIDE}


def test_quarantine_is_no_fault(city: Server):
    with city.store.begin() as tx:
        tx.lock([VILLAGE, TOWNSHIP])
        tx.save_waiting(VILLAGE, [waits(STRAY, status=Status.QUARANTINED)])
    assert found(city) == []

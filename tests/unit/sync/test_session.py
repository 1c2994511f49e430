"""The session: pull, push, heal and prove, whatever happens to the line and to the server."""

from collections.abc import Sequence

import msgspec
import pytest

from sync.aside import set_aside
from sync.authoring import Draft
from sync.errors import IntegrityBroken, LineBroken
from sync.messages import IdsHeader, IdsRequest, PullHeader, PullRequest, PushAnswer, PushHeader
from sync.outcome import Outcome, Reason, Status
from sync.revision import RecordKey
from sync.session import Session
from tests.replicas import (
    CITY,
    HOUSEHOLD,
    NOW,
    OTHER_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    Line,
    People,
    Server,
    Tablet,
    uuid,
)

DAY = 86_400_000


class BadLine(Line):
    """A line that can be told to lose the request or the answer of the next calls."""

    def __init__(self, server: Server, device: str) -> None:
        super().__init__(server, device)
        self.fate: list[str] = []
        self.carried: list[str] = []

    def carry(self, what: str, body: bytes) -> bytes:
        fate = self.fate.pop(0) if self.fate else "through"
        if fate == "lost":
            raise LineBroken(what)
        self.carried.append(what)
        answer = super().carry(what, body)
        if fate == "doubled":
            answer = super().carry(what, body)
        if fate == "answer lost":
            raise LineBroken(what)
        return answer


class SlowLine(BadLine):
    """A line over which one row comes at a time."""

    def pull(self, request: PullRequest) -> tuple[PullHeader, list[bytes]]:
        return super().pull(msgspec.structs.replace(request, rows=1))


class World:
    def __init__(self) -> None:
        self.people = People()
        self.people.server("city", CITY)
        self.people.home("city", CITY)
        self.people.assign("anna", VILLAGE, record=uuid(1))
        self.people.assign("bob", VILLAGE)
        self.city = Server("city", self.people.directory)
        self.lines: dict[str, BadLine] = {}
        self.anna = self.tablet("tablet", "anna")
        self.bob = self.tablet("second", "bob")

    def tablet(self, device: str, actor: str) -> Tablet:
        self.people.tablet(device, [actor])
        self.lines[device] = BadLine(self.city, device)
        return Tablet(device, {"city": CITY}, self.lines[device], "city")


@pytest.fixture
def world() -> World:
    return World()


def edit(set_: dict[str, object], key: RecordKey = HOUSEHOLD, **more: object) -> Draft:
    return Draft(VILLAGE, key, set_, "visit", **more)


def seen(tablet: Tablet, key: RecordKey = HOUSEHOLD) -> dict[str, object]:
    with tablet.store.begin() as tx:
        state = tx.state(VILLAGE, key)
        return state.values() if state is not None else {}


def run(tablet: Tablet) -> Session:
    session = tablet.session()
    session.run()
    return session


def complete(tablet: Tablet) -> bool:
    return all(receipt.complete for receipt in tablet.session().run())


def test_two_tablets_come_to_hold_the_same(world: World):
    world.anna.write("anna", edit({"household_no": "1", "hamlet": "东"}))
    world.bob.write("bob", edit({"household_no": "2"}))
    for tablet in (world.anna, world.bob, world.anna):
        run(tablet)
    assert complete(world.anna)
    assert complete(world.bob)
    assert seen(world.anna) == seen(world.bob) == world.city.state().values()
    assert world.city.state().conflicts(lambda _: True) == ["household_no"]


def test_a_receipt_counts_what_has_come_back(world: World):
    world.anna.write("anna", edit({"hamlet": "东"}), edit({"hamlet": "西"}, RecordKey("household", uuid(2))))
    (receipt,) = world.anna.session().receipts()
    assert (receipt.held, receipt.total, receipt.complete) == (0, 2, False)
    (receipt,) = world.anna.session().run()
    assert (receipt.held, receipt.total, receipt.complete) == (2, 2, True)


@pytest.mark.parametrize("fate", ["lost", "answer lost", "doubled"])
@pytest.mark.parametrize("call", range(3))
def test_any_call_may_fail_and_be_repeated(world: World, fate: str, call: int):
    world.bob.write("bob", edit({"hamlet": "东"}, RecordKey("household", uuid(2))))
    run(world.bob)
    world.anna.write("anna", edit({"phone": "1", "hamlet": "西"}))
    world.lines["tablet"].fate = ["through"] * call + [fate]
    session = world.anna.session()
    while True:
        try:
            session.run()
        except LineBroken:
            continue
        break
    assert complete(world.anna)
    assert len(world.city.rows()) == 3  # two edits and one verdict
    assert seen(world.anna) == {"hamlet": "西"}


def test_void_fields_reach_the_author_with_the_answer(world: World):
    (one,) = world.anna.write("anna", edit({"phone": "1", "hamlet": "西"}))
    world.lines["tablet"].fate = ["through", "through", "lost"]
    session = world.anna.session()
    with pytest.raises(LineBroken):
        session.run()
    assert session.outcomes[one.id].void == {"phone": "bad_format"}
    assert seen(world.anna) == {"hamlet": "西"}


def test_what_came_with_the_answer_is_not_pushed_back(world: World):
    world.anna.write("anna", edit({"phone": "1"}))
    assert next(iter(run(world.anna).outcomes.values())).status is Status.VOID
    assert world.lines["tablet"].carried == ["pull", "push", "pull"]


def test_a_restored_server_gets_back_what_it_lost_without_judging_again(world: World):
    backup = world.city.store.backup()
    (one,) = world.anna.write("anna", edit({"phone": "1", "hamlet": "西"}))
    run(world.anna)
    run(world.bob)
    world.city.store = backup
    world.city.now += DAY
    assert complete(world.bob)  # another tablet brings back the author's work
    assert complete(world.anna)
    rows = world.city.rows()
    assert [row.id for row in rows if row.type == "household"] == [one.id]
    assert len(rows) == 2
    with world.city.store.begin() as tx:  # the author's seal has come back, too
        assert [made.by for made in tx.seals(VILLAGE, {rows[1].author_seal or ""}).values()] == ["tablet"]
    assert seen(world.anna) == seen(world.bob) == world.city.state().values() == {"hamlet": "西"}


def test_streams_that_parted_heal_by_their_listings(world: World):
    world.anna.write("anna", edit({"hamlet": "东"}))
    run(world.anna)
    backup = world.city.store.backup()
    world.anna.write("anna", edit({"hamlet": "西"}))
    run(world.anna)
    world.city.store = backup
    world.bob.write("bob", edit({"bank_name": "农行"}))
    run(world.bob)
    for tablet in (world.anna, world.bob):
        run(tablet)
    assert complete(world.anna)
    assert complete(world.bob)
    assert len(world.city.rows()) == 3


def test_a_tablet_restored_from_a_copy_gets_its_own_work_back(world: World):
    world.anna.write("anna", edit({"hamlet": "东"}))
    backup = world.anna.store.backup()
    run(world.anna)
    world.anna.store = backup
    assert complete(world.anna)
    world.anna.write("anna", edit({"hamlet": "西"}))
    run(world.anna)
    fresh = world.tablet("tablet", "anna")  # nothing left, not even its own revisions, which come back as ids
    assert complete(fresh)
    assert seen(fresh) == {"hamlet": "西"}


def test_what_is_refused_or_quarantined_is_set_aside_with_what_was_built_on_it(world: World):
    first, second = world.anna.write("anna", edit({"hamlet": "东"}), edit({"hamlet": "西"}))
    other, *_ = world.anna.write("anna", edit({"hamlet": "南"}, RecordKey("household", uuid(2))))
    world.people.tablet("tablet", ["anna"], CITY, revoked_at=NOW)  # the wider area's word holds
    session = world.anna.session()
    session.push()
    assert {one.status for one in session.outcomes.values()} == {Status.QUARANTINED}
    with world.anna.store.begin() as tx:
        waiting = tx.waiting(VILLAGE)
        assert tx.page(VILLAGE, 0, 10) == []
    assert {one: (w.status, w.reason) for one, w in waiting.items()} == {
        first.id: (Status.QUARANTINED, Reason.DEVICE_REVOKED),
        second.id: (Status.QUARANTINED, Reason.DEVICE_REVOKED),
        other.id: (Status.QUARANTINED, Reason.DEVICE_REVOKED),
    }
    assert seen(world.anna) == {}


def test_the_rest_of_a_record_stays_when_a_part_is_set_aside(world: World):
    (kept,) = world.anna.write("anna", edit({"hamlet": "东"}))
    (bad,) = world.anna.write("stranger", edit({"phone": "13912345678"}))
    (built,) = world.anna.write("anna", edit({"bank_name": "农行"}))
    session = run(world.anna)
    assert (session.outcomes[bad.id].reason, session.outcomes[built.id].because) == (Reason.UNKNOWN_ACTOR, bad.id)
    with world.anna.store.begin() as tx:
        assert set(tx.waiting(VILLAGE)) == {bad.id, built.id}
        assert [row.number for row in tx.page(VILLAGE, 0, 10)] == [1]
    assert seen(world.anna) == {"hamlet": "东"}
    assert complete(world.anna)
    assert kept.id


def test_what_a_judge_has_sealed_is_never_set_aside(world: World):
    (one,) = world.anna.write("anna", edit({"hamlet": "东"}))
    run(world.anna)
    (row,) = world.city.rows()
    with world.anna.store.begin() as tx:
        set_aside(tx, {one.id: Outcome(one.id, Status.REFUSED, reason=Reason.BEYOND_AUTHORITY)})
        assert tx.waiting(VILLAGE) == {}
    assert row.judge_seal is not None


def test_a_revoked_area_is_erased_once_all_of_it_is_secured(world: World):
    world.anna.write("anna", edit({"hamlet": "东"}))
    run(world.anna)
    world.anna.write("anna", edit({"hamlet": "西"}))
    world.people.assign("anna", VILLAGE, end=NOW + 1, record=uuid(1))
    world.people.assign("anna", OTHER_VILLAGE)
    world.city.now += DAY
    world.city.secured = lambda _area, _length: 1
    session = run(world.anna)
    assert session.revoked == {VILLAGE: 1}
    assert seen(world.anna) == {"hamlet": "西"}  # delivered, but not secured upstream yet
    world.city.secured = lambda _area, length: length
    run(world.anna)
    with world.anna.store.begin() as tx:
        assert tx.areas() == []
    assert len(world.city.rows()) == 2


def test_a_restored_server_gets_a_revoked_area_back_before_it_is_erased(world: World):
    backup = world.city.store.backup()
    world.anna.write("anna", edit({"hamlet": "东"}))
    run(world.anna)
    world.city.store = backup
    world.people.assign("anna", VILLAGE, end=NOW + 1, record=uuid(1))
    world.people.assign("anna", OTHER_VILLAGE)
    world.city.now += DAY
    for number in range(3):
        world.bob.write("bob", edit({"hamlet": str(number)}, RecordKey("household", uuid(10 + number))))
    run(world.bob)
    run(world.anna)
    with world.anna.store.begin() as tx:
        assert tx.areas() == []
    assert world.city.state().values() == {"hamlet": "东"}


def test_a_server_releases_nothing(world: World):
    world.people.server("township", TOWNSHIP)
    township = Server("township", world.people.directory)
    township.write("township", edit({"hamlet": "东"}))
    relay = Session(
        township.store.begin,
        township.node,
        township.key,
        peer=Line(world.city, "township"),
        peer_id="city",
        clock=lambda: NOW,
    )
    assert all(receipt.complete for receipt in relay.run())
    world.people.server("township", CITY, areas=["410823"])  # the city takes its areas away
    relay.run()
    assert relay.revoked == {VILLAGE: 1}
    assert len(township.rows()) == 1


def test_the_clock_is_learned_at_each_contact(world: World):
    world.anna.now = NOW - 90 * DAY
    session = world.anna.session()
    session.pull()
    assert session.offset == 90 * DAY


def test_a_stub_comes_with_the_verdict_that_it_names(world: World):
    backup = world.city.store.backup()
    (one,) = world.anna.write("anna", edit({"hamlet": "东"}))
    run(world.anna)
    line = SlowLine(world.city, "second")
    bob = Tablet("second", {"city": CITY}, line, "city")
    world.city.redact(one)
    line.fate = ["through", "through", "lost"]  # the first page, the verdict of its stub, and nothing more
    with pytest.raises(LineBroken):
        bob.session().run()
    with bob.store.begin() as tx:
        assert [row.type for row in tx.page(VILLAGE, 0, 10)] == ["verdict", "household"]
    world.city.store = backup  # which has neither; Anna has the bytes, and Bob knows that they are withdrawn
    run(world.anna)
    run(bob)
    run(world.anna)
    assert complete(bob)
    assert complete(world.anna)
    assert seen(world.anna) == seen(bob) == world.city.state().values() == {}


class LyingLine(Line):
    """A peer whose answers contradict themselves."""

    lie = ""

    def pull(self, request: PullRequest) -> tuple[PullHeader, list[bytes]]:
        header, lines = super().pull(request)
        pages = header.pages
        match self.lie:
            case "digest":
                pages = tuple(msgspec.structs.replace(page, digest="0" * 52) for page in pages)
            case "row missing":
                lines = lines[1:]
            case "gap":
                pages = tuple(msgspec.structs.replace(page, after=page.after + 1) for page in pages)
            case "rows that never come":
                header, lines, pages = msgspec.structs.replace(header, remains=3), [], ()
            case "unsealed":
                header = msgspec.structs.replace(header, seals=())
            case "another area":
                pages = tuple(msgspec.structs.replace(page, area=OTHER_VILLAGE) for page in pages)
            case "listing":
                header, lines, pages = msgspec.structs.replace(header, diverged=(VILLAGE,)), [], ()
        return msgspec.structs.replace(header, pages=pages), lines

    def push(self, header: PushHeader, lines: Sequence[bytes]) -> tuple[PushAnswer, list[bytes]]:
        answer, rest = super().push(header, lines)
        return (msgspec.structs.replace(answer, outcomes=()) if self.lie == "outcomes" else answer), rest

    def ids(self, request: IdsRequest) -> tuple[IdsHeader, list[bytes]]:
        header, lines = super().ids(request)
        return header, (lines[:-1] if self.lie == "listing" else lines)


@pytest.mark.parametrize(
    "lie",
    ["digest", "row missing", "gap", "rows that never come", "unsealed", "another area", "listing", "outcomes"],
)
def test_a_peer_that_contradicts_itself_is_not_believed(world: World, lie: str):
    world.bob.write("bob", edit({"hamlet": "东"}))
    run(world.bob)
    line = LyingLine(world.city, "tablet")
    line.lie = lie
    tablet = Tablet("tablet", {"city": CITY}, line, "city")
    tablet.write("anna", edit({"hamlet": "西"}, RecordKey("household", uuid(2))))
    with pytest.raises(IntegrityBroken):
        tablet.session().run()
    with tablet.store.begin() as tx:
        assert tx.cursor("city", VILLAGE).number <= 1
        assert len(tx.page(VILLAGE, 0, 10)) <= 2


def test_batches_keep_the_caps_of_a_push(world: World, monkeypatch: pytest.MonkeyPatch):
    keys = [RecordKey("household", uuid(100 + number)) for number in range(6)]
    for key in keys:  # each under a seal of its own
        world.anna.write("anna", edit({"unknown": "x" * 1000}, key))
        world.lines["tablet"].fate = ["lost"]
        with pytest.raises(LineBroken):
            world.anna.session().push()
    monkeypatch.setattr("sync.session.MAX_HEADER_BYTES", 1600)  # two seals and the rest of a header
    world.anna.session().push()
    assert world.lines["tablet"].carried.count("push") == 3
    monkeypatch.undo()
    monkeypatch.setattr("sync.session.MAX_BATCH_BYTES", 3000)  # two revisions
    world.anna.session().push()
    assert world.lines["tablet"].carried.count("push") == 6
    assert complete(world.anna)

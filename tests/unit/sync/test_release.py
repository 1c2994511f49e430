"""Release from quarantine: what somebody responsible lets in, and what stays."""

import pytest

from sync import digest
from sync.intake import Intake, release
from sync.outcome import Reason, Status
from sync.revision import RecordKey, Revision
from tests.replicas import CITY, COUNTY, NOW, TOWNSHIP, VILLAGE, Line, People, Server, Tablet, revise, uuid

WRITTEN = (("carl", RecordKey("household", uuid(1))), ("nobody", RecordKey("household", uuid(2))))
"""Whose work reaches a tablet by mistake, and on what."""


@pytest.fixture
def people() -> People:
    people = People()
    people.server("city", CITY)
    people.server("township", TOWNSHIP)
    people.home("city", CITY)
    people.tablet("tablet", ["anna"])
    people.tablet("lost", ["anna"], revoked_at=NOW)
    people.assign("anna", VILLAGE)
    return people


@pytest.fixture
def home(people: People) -> Server:
    return Server("city", people.directory)


def let_in(server: Server, *revisions: Revision) -> Intake:
    with server.store.begin() as tx:
        return release(tx, server.node, VILLAGE, [one.id for one in revisions], now=server.now)


def waiting(server: Server) -> dict[str, Reason]:
    with server.store.begin() as tx:
        return {one: waits.reason for one, waits in tx.waiting(VILLAGE).items()}


def test_what_is_released_enters_the_stream_under_its_own_seal_and_the_servers(home: Server):
    lost = revise({"hamlet": "东"}, device="lost")
    assert home.take_sealed(lost, by="lost")[0].reason is Reason.DEVICE_REVOKED
    assert home.rows() == []
    outcome = let_in(home, lost).outcomes[lost.id]
    assert (outcome.status, outcome.number) == (Status.ACCEPTED, 1)
    (row,) = home.rows()
    assert (row.body, row.digest) == (lost.body, digest.add(digest.EMPTY, [lost.id]))
    assert row.author_seal is not None
    assert row.judge_seal is not None
    assert waiting(home) == {}
    assert home.take_sealed(lost, by="lost")[0].status is Status.ACCEPTED  # the tablet asks again


def test_it_is_judged_like_everything_else(home: Server):
    lost = revise({"hamlet": "东", "phone": "1"}, device="lost")
    home.take_sealed(lost, by="lost")
    outcome = let_in(home, lost).outcomes[lost.id]
    assert (outcome.status, outcome.void) == (Status.VOID, {"phone": "bad_format"})
    assert home.state().values() == {"hamlet": "东"}


def test_the_work_of_somebody_without_a_say_counts(people: People, home: Server):
    people.assign("carl", VILLAGE, end=NOW - 10)
    people.tablet("borrowed", ["anna", "carl"])
    written = [revise({"hamlet": "东"}, actor=actor, device="borrowed", key=key) for actor, key in WRITTEN]
    assert [one.reason for one in home.take_sealed(*written, by="borrowed")] == [
        Reason.SCOPE_LOST,
        Reason.UNKNOWN_ACTOR,
    ]
    done = let_in(home, *written)
    assert [done.outcomes[one.id].status for one in written] == [Status.ACCEPTED] * 2


def test_what_builds_on_it_follows(home: Server):
    parent = revise({"hamlet": "东"}, device="lost")
    child = revise({"hamlet": "西"}, [parent])
    grandchild = revise({"hamlet": "南"}, [child])
    home.take_sealed(parent, by="lost")
    home.take_sealed(child, grandchild)
    done = let_in(home, parent)
    assert [done.outcomes[one.id].status for one in (parent, child, grandchild)] == [Status.ACCEPTED] * 3
    assert [row.id for row in home.rows()] == [parent.id, child.id, grandchild.id]
    assert waiting(home) == {}


def test_what_has_a_reason_of_its_own_stays(home: Server):
    parent = revise({"hamlet": "东"}, device="lost")
    child = revise({"hamlet": "西"}, [parent], device="lost")
    home.take_sealed(parent, child, by="lost")
    let_in(home, parent)
    assert waiting(home) == {child.id: Reason.DEVICE_REVOKED}
    let_in(home, child)
    assert [row.id for row in home.rows()] == [parent.id, child.id]


def test_a_child_does_not_enter_before_its_parent(home: Server):
    parent = revise({"hamlet": "东"}, device="lost")
    child = revise({"hamlet": "西"}, [parent], device="lost")
    home.take_sealed(parent, child, by="lost")
    outcome = let_in(home, child).outcomes[child.id]
    assert (outcome.status, outcome.reason, outcome.because) == (
        Status.QUARANTINED,
        Reason.PARENT_QUARANTINED,
        parent.id,
    )
    let_in(home, parent)  # the child is asked for its own reason again, and has one
    assert [row.id for row in home.rows()] == [parent.id]
    let_in(home, child)
    assert [row.id for row in home.rows()] == [parent.id, child.id]


def test_a_parked_revision_follows_what_it_missed(home: Server):
    root = revise({"hamlet": "东"})
    lost = revise({"hamlet": "西"}, [root], device="lost")
    after = revise({"hamlet": "南"}, [lost])
    home.take_sealed(after)
    home.take_sealed(lost, by="lost")
    home.take_sealed(root)
    let_in(home, lost)
    assert [row.id for row in home.rows()] == [root.id, lost.id, after.id]


def test_a_township_cannot_let_in_what_a_supervisor_wrote(people: People):
    people.home("township", TOWNSHIP)
    people.assign("wang", COUNTY, "supervisor")
    people.tablet("lost", ["wang"], revoked_at=NOW, record=uuid(9))
    township = Server("township", people.directory)
    written = revise({"hamlet": "东"}, actor="wang", device="lost")
    township.take_sealed(written, by="lost")
    outcome = let_in(township, written).outcomes[written.id]
    assert (outcome.status, outcome.reason) == (Status.QUARANTINED, Reason.BEYOND_AUTHORITY)
    assert township.rows() == []


def test_releasing_twice_or_what_is_not_there_changes_nothing(home: Server):
    lost = revise({"hamlet": "东"}, device="lost")
    home.take_sealed(lost, by="lost")
    let_in(home, lost)
    assert let_in(home, lost).outcomes == {}
    assert let_in(home, revise({"hamlet": "北"})).outcomes == {}
    assert len(home.rows()) == 1


def test_the_tablets_get_what_was_released(home: Server):
    lost = revise({"hamlet": "东"}, device="lost")
    home.take_sealed(lost, by="lost")
    let_in(home, lost)
    tablet = Tablet("tablet", {"city": CITY}, Line(home, "tablet"), "city")
    tablet.session().run()
    with tablet.store.begin() as tx:
        assert [row.id for row in tx.page(VILLAGE, 0, 10)] == [lost.id]

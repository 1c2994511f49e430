"""Admission: what a device sealed is refused, quarantined, or goes on to be judged."""

import msgspec
import pytest

from sync.outcome import Reason, Status
from sync.revision import RecordKey, Revision, redact
from sync.seal import seal
from tests.replicas import CITY, COUNTY, NOW, TOWNSHIP, VILLAGE, People, Server, key_of, revise, uuid

DAY = 86_400_000


@pytest.fixture
def people() -> People:
    people = People()
    people.server("city", CITY)
    people.home("city", CITY)
    people.tablet("tablet", ["anna"])
    people.assign("anna", VILLAGE)
    return people


@pytest.fixture
def home(people: People) -> Server:
    return Server("city", people.directory)


def fate(home: Server, revision: Revision, by: str = "tablet") -> tuple[Status, Reason | None]:
    (outcome,) = home.take_sealed(revision, by=by)
    return outcome.status, outcome.reason


def test_honest_work_is_accepted(home: Server):
    assert fate(home, revise({"hamlet": "东"})) == (Status.ACCEPTED, None)


def test_without_a_seal_it_is_refused(home: Server):
    one = revise()
    assert home.take([one]).outcomes[one.id].reason is Reason.UNSEALED


def test_under_a_broken_seal_it_is_refused(home: Server):
    one = revise()
    made = msgspec.structs.replace(seal(key_of("tablet"), VILLAGE, [one.id], NOW), time=NOW + 1)
    assert home.take([one], made).outcomes[one.id].reason is Reason.SEAL_BROKEN


def test_a_seal_over_another_area_says_nothing(home: Server):
    one = revise()
    made = seal(key_of("tablet"), TOWNSHIP, [one.id], NOW)
    assert home.take([one], made).outcomes[one.id].reason is Reason.UNSEALED


def test_a_broken_seal_does_not_spoil_a_good_one(home: Server):
    one = revise()
    good = seal(key_of("tablet"), VILLAGE, [one.id], NOW)
    bad = msgspec.structs.replace(good, time=NOW + 1)
    assert home.take([one], bad, good, bad).outcomes[one.id].status is Status.ACCEPTED


def test_an_unknown_device_is_refused(home: Server):
    assert fate(home, revise(), by="stranger") == (Status.REFUSED, Reason.UNKNOWN_DEVICE)


def test_where_the_author_never_had_a_say_it_is_refused(home: Server):
    assert fate(home, revise(area="410822104205")) == (Status.REFUSED, Reason.OUTSIDE_SCOPE)


def test_who_only_audits_helps_or_answers_rosters_pushes_nothing(home: Server, people: People):
    people.tablet("other", ["audit", "help", "both"])
    people.assign("audit", COUNTY, "supervisor", grants=["auditor", "department"])
    people.assign("help", VILLAGE, "collector", grants=["helper"])
    people.assign("both", VILLAGE, "collector", grants=["helper", "team_member"])
    assert fate(home, revise(actor="audit"), by="other") == (Status.REFUSED, Reason.OUTSIDE_SCOPE)
    assert fate(home, revise(actor="help"), by="other") == (Status.REFUSED, Reason.OUTSIDE_SCOPE)
    assert fate(home, revise(actor="both"), by="other") == (Status.ACCEPTED, None)


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        (NOW - 5 * DAY, None),  # written while it was assigned, delivered late
        (NOW - 2 * DAY, Reason.SCOPE_LOST),  # written after its end
        (NOW - 900 * DAY, Reason.SCOPE_LOST),  # by a clock that lags: neither its time nor its arrival is covered
    ],
)
def test_a_scope_that_ended_still_covers_what_was_written_in_it(
    home: Server, people: People, time: int, reason: Reason | None
):
    people.tablet("other", ["bob"])
    people.assign("bob", VILLAGE, start=NOW - 10 * DAY, end=NOW - 3 * DAY)
    status = Status.ACCEPTED if reason is None else Status.QUARANTINED
    assert fate(home, revise(actor="bob", time=time), by="other") == (status, reason)


def test_a_lagging_clock_loses_nothing_while_the_scope_holds(home: Server, people: People):
    people.tablet("other", ["bob"])
    people.assign("bob", VILLAGE, start=NOW - DAY)
    assert fate(home, revise(actor="bob", time=5), by="other") == (Status.ACCEPTED, None)


def test_a_revoked_device_delivers_into_quarantine(home: Server, people: People):
    people.tablet("lost", ["anna"], revoked_at=NOW)
    assert fate(home, revise(time=NOW - DAY), by="lost") == (Status.QUARANTINED, Reason.DEVICE_REVOKED)


def test_an_enrolment_that_ended_covers_what_was_written_in_it(home: Server, people: People):
    people.tablet("old", ["anna"], valid_to=NOW)
    assert fate(home, revise(time=NOW - 1), by="old") == (Status.ACCEPTED, None)
    assert fate(home, revise(time=NOW), by="old") == (Status.QUARANTINED, Reason.DEVICE_EXPIRED)


@pytest.mark.parametrize("actor", ["nobody", "bob"])
def test_an_actor_who_is_unknown_or_not_enrolled_here_is_quarantined(home: Server, people: People, actor: str):
    people.assign("bob", VILLAGE)
    assert fate(home, revise(actor=actor)) == (Status.QUARANTINED, Reason.UNKNOWN_ACTOR)


def test_a_shared_tablet_carries_a_colleagues_work(home: Server, people: People):
    people.tablet("shared", ["anna", "bob"])
    people.assign("bob", VILLAGE)
    assert fate(home, revise(actor="bob", device="shared"), by="shared") == (Status.ACCEPTED, None)


def test_a_township_cannot_speak_for_a_county_supervisor(home: Server, people: People):
    people.assign("sun", COUNTY, "supervisor")
    people.tablet("forger", ["sun"], TOWNSHIP)
    people.tablet("countys", ["sun"], COUNTY)
    assert fate(home, revise(actor="sun"), by="forger") == (Status.REFUSED, Reason.BEYOND_AUTHORITY)
    assert fate(home, revise(actor="sun"), by="countys") == (Status.ACCEPTED, None)


def test_who_was_promoted_since_still_delivers(home: Server, people: People):
    people.assign("anna", COUNTY, "supervisor", start=NOW - DAY)
    assert fate(home, revise(time=NOW - 2 * DAY)) == (Status.ACCEPTED, None)
    assert fate(home, revise(time=NOW)) == (Status.REFUSED, Reason.BEYOND_AUTHORITY)


def test_a_time_ahead_is_not_when_somebody_is_promoted(home: Server, people: People):
    people.assign("anna", COUNTY, "supervisor", start=NOW + DAY)
    assert fate(home, revise(time=NOW + 2 * DAY))[0] is Status.VOID  # its time is capped, and that is all


@pytest.mark.parametrize("type_", ["verdict", "enrolment", "assignment", "home", "flag"])
def test_a_device_creates_nothing_that_is_a_servers(home: Server, type_: str):
    assert fate(home, revise(key=RecordKey(type_, uuid(7)))) == (Status.REFUSED, Reason.SERVER_ONLY)


def test_a_stub_is_not_a_device_s_to_write(home: Server):
    assert fate(home, redact(revise({"hamlet": "东"}), "0" * 52)) == (Status.REFUSED, Reason.MALFORMED)


def test_a_server_that_is_not_the_home_holds_it_unjudged_until_it_is(people: People):
    people.server("township", TOWNSHIP)
    held, later = Server("township", people.directory), revise({"phone": "1"}, time=NOW + DAY)
    assert fate(held, later) == (Status.PARKED, Reason.UNJUDGED)
    assert fate(held, later, by="stranger") == (Status.PARKED, Reason.UNJUDGED)
    assert fate(held, revise(), by="stranger") == (Status.REFUSED, Reason.UNKNOWN_DEVICE)
    people.home("township", TOWNSHIP)
    held.now += DAY
    (outcome,) = held.take_sealed(later)
    assert (outcome.status, outcome.known) == (Status.VOID, True)
    assert outcome.cap == NOW  # when it first had it, not when it judged
    assert outcome.void == {"phone": "bad_format"}

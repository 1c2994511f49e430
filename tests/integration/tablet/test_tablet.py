"""The tablet against a home in memory: what collectors do on a day, and what the server makes of it."""

from pathlib import Path

import pytest

from client_stub.editing import Edit, Occasion
from client_stub.errors import AlreadyEnrolled, InvalidEdit, NotEnrolled, NotFound, ServerChanged
from client_stub.tablet import Tablet
from sync.outcome import Status
from sync.revision import DELETED, RecordKey
from sync.seal import PrivateKey, seal
from tests.integration.tablet.conftest import NewTablet
from tests.integration.tablet.home import NEIGHBOUR, VILLAGE, Home

HOUSEHOLD = "0190f1a2-0000-7000-8000-0000000000aa"
KEY = RecordKey("household", HOUSEHOLD)
OFFICE = Occasion("desk_edit", reason="核对")
GOOD, BAD = "13912345678", "139123456"
DAY, YEAR = 86_400_000, 31_536_000_000


def edit(tablet: Tablet, *, force: bool = False, **values: object) -> None:
    tablet.edit([Edit(VILLAGE, KEY, values)], OFFICE, force=force)


def shown(tablet: Tablet) -> dict[str, object]:
    return tablet.household(HOUSEHOLD).record.values


def test_a_visit_reaches_the_other_tablet(new_tablet: NewTablet):
    anna, bo = new_tablet("anna"), new_tablet("bo")
    visit, _ = anna.visit(VILLAGE, HOUSEHOLD, [Edit(VILLAGE, KEY, {"household_no": "1", "phone": GOOD})], fields={})
    assert anna.status().unsent == 2
    result = anna.sync()
    assert result.complete
    assert result.arrived == (2, 2)
    assert (anna.status().unsent, anna.status().delivered) == (0, 2)
    assert bo.sync().complete
    household = bo.household("1")
    assert household.record.values["phone"] == GOOD
    assert [one.key.record for one in household.visits] == [visit.record]
    assert household.visits[0].values["collector_id"] == "anna"


def test_a_sync_without_news_changes_nothing(new_tablet: NewTablet, home: Home):
    anna = new_tablet("anna")
    edit(anna, household_no="1")
    first = anna.sync()
    home.requests.clear()
    second = anna.sync()
    assert home.requests == ["sync/pull"]
    assert second.receipts == first.receipts


def test_an_open_tablet_and_one_opened_anew_are_the_same(new_tablet: NewTablet):
    anna = new_tablet("anna", error=YEAR)
    edit(anna, household_no="1")
    anna.sync()
    again = new_tablet("anna", error=YEAR)
    assert again.enrolment == anna.enrolment
    assert again.clock.offset == anna.clock.offset
    assert shown(again) == shown(anna)


def test_a_tablet_belongs_to_one_server(new_tablet: NewTablet, home: Home):
    anna = new_tablet("anna")
    enrolment = anna.enrolment
    home.name = "elsewhere"
    with pytest.raises(AlreadyEnrolled):
        anna.enrol("http://elsewhere", "anna+2")
    home.name = "city"
    assert anna.enrolment == enrolment
    assert anna.sync().complete


def test_without_enrolment_there_is_nobody_to_write_as(tmp_path: Path):
    tablet = Tablet(tmp_path / "fresh")
    with pytest.raises(NotEnrolled):
        edit(tablet, household_no="1")
    tablet.close()


def test_an_enrolment_whose_answer_was_lost_is_repeated(new_tablet: NewTablet):
    lost = new_tablet("anna")
    device = lost.enrolment.device
    with lost.store.begin() as tx:
        tx._local.execute("DELETE FROM fact")
    assert new_tablet("anna").enrolment.device == device


# ------------------------------------------------------------------------------------------------------------ conflicts


def test_a_conflict_is_shown_to_both_and_settled_by_one(new_tablet: NewTablet):
    anna, bo = new_tablet("anna"), new_tablet("bo")
    edit(anna, household_no="1", hamlet="东")
    anna.sync()
    bo.sync()
    edit(anna, household_no="12", hamlet="西")
    edit(bo, household_no="13", hamlet="南")
    anna.sync()
    bo.sync()
    (conflict,) = bo.conflicts()
    assert (conflict.field, [one.value for one in conflict.sides]) == ("household_no", ["12", "13"])
    assert {one.actor for one in conflict.sides} == {"anna", "bo"}
    anna.sync()
    assert len(anna.conflicts()) == 1
    bo.resolve(conflict, "13")
    assert bo.sync().complete
    assert anna.sync().complete
    assert anna.conflicts() == bo.conflicts() == []
    assert shown(anna) == shown(bo) == {"household_no": "13", "hamlet": "南"}


def test_a_deletion_against_an_edit_is_a_conflict(new_tablet: NewTablet):
    anna, bo = new_tablet("anna"), new_tablet("bo")
    edit(anna, household_no="1")
    anna.sync()
    bo.sync()
    anna.edit([Edit(VILLAGE, KEY, deleted=True)], OFFICE)
    edit(bo, hamlet="东")
    anna.sync()
    bo.sync()
    (conflict,) = bo.conflicts()
    assert conflict.field == DELETED
    assert shown(bo)["hamlet"] == "东"
    bo.resolve(conflict, True)
    bo.sync()
    assert bo.conflicts() == []
    with pytest.raises(NotFound):
        bo.household(HOUSEHOLD)


def test_more_than_sixteen_heads_are_settled(new_tablet: NewTablet):
    tablets = [new_tablet(f"collector{number}") for number in range(18)]
    edit(tablets[0], household_no="0")
    tablets[0].sync()
    for tablet in tablets[1:]:
        tablet.sync()
    for number, tablet in enumerate(tablets):
        edit(tablet, household_no=str(number))
    for tablet in tablets:
        tablet.sync()
    last = tablets[-1]
    (conflict,) = last.conflicts()
    assert len(conflict.sides) == 18
    last.resolve(conflict, "17")
    assert last.sync().complete
    assert tablets[0].sync().complete
    assert tablets[0].conflicts() == []


# ------------------------------------------------------------------------------------------------------- wrong values


def test_a_wrong_value_is_stopped_at_the_door(new_tablet: NewTablet):
    anna = new_tablet("anna")
    with pytest.raises(InvalidEdit) as caught:
        edit(anna, household_no="1", phone=BAD)
    (problem,) = caught.value.problems
    assert (problem.field, problem.value, problem.error.code) == ("phone", BAD, "bad_format")
    assert anna.households() == []


def test_what_a_role_may_not_do_is_stopped_at_the_door(new_tablet: NewTablet):
    anna = new_tablet("anna")
    with pytest.raises(InvalidEdit) as caught:
        anna.edit([Edit(VILLAGE, RecordKey("flag", HOUSEHOLD), {"finding": None})], OFFICE)
    assert caught.value.problems[0].error.code == "server_only"


def test_a_void_field_is_mended_and_then_accepted(new_tablet: NewTablet):
    anna, bo = new_tablet("anna"), new_tablet("bo")
    edit(anna, force=True, household_no="1", phone=BAD)
    result = anna.sync()
    assert result.complete
    assert "phone" not in shown(anna)
    (void,) = anna.void_fields()
    assert (void.field, void.value, void.code) == ("phone", BAD, "bad_format")
    assert bo.void_fields() == []
    with pytest.raises(InvalidEdit):
        anna.mend(void, "1391234567")
    anna.mend(void, GOOD)
    assert anna.void_fields() == []
    assert anna.sync().complete
    assert anna.void_fields() == []
    assert bo.sync().complete
    assert shown(bo)["phone"] == GOOD


def test_a_correction_that_is_void_too_is_shown_in_its_place(new_tablet: NewTablet):
    anna = new_tablet("anna")
    edit(anna, force=True, household_no="1", phone=BAD)
    anna.sync()
    edit(anna, force=True, phone="1")
    assert anna.void_fields() == []
    anna.sync()
    assert [one.value for one in anna.void_fields()] == ["1"]


def test_a_void_field_can_be_left(new_tablet: NewTablet):
    anna = new_tablet("anna")
    edit(anna, household_no="1", phone=GOOD)
    edit(anna, force=True, phone=BAD)
    anna.sync()
    (void,) = anna.void_fields()
    anna.leave(void)
    assert anna.void_fields() == []
    assert shown(anna)["phone"] == GOOD


# ------------------------------------------------------------------------------------------------------------ set aside


def test_what_was_refused_is_set_aside_and_offered_anew(new_tablet: NewTablet, home: Home):
    anna = new_tablet("anna")
    home.assign("anna", NEIGHBOUR)
    anna.sync()
    stray = RecordKey("household", "0190f1a2-0000-7000-8000-0000000000bb")
    home.directory.take(NEIGHBOUR, RecordKey("assignment", f"anna/{NEIGHBOUR}"), {})
    anna.edit([Edit(NEIGHBOUR, stray, {"household_no": "9", "hamlet": "东"})], OFFICE)
    anna.edit([Edit(NEIGHBOUR, stray, {"hamlet": "西"})], OFFICE)
    edit(anna, household_no="1")
    result = anna.sync()
    assert result.complete  # one bad revision blocks nothing else
    assert anna.households(NEIGHBOUR) == []
    (aside,) = anna.set_aside()
    assert (aside.refused, aside.reason, len(aside.revisions)) == (True, "outside_scope", 2)
    assert anna.sync().complete

    home.assign("anna", NEIGHBOUR)
    anna.offer_anew(aside)
    assert anna.set_aside() == []
    assert anna.sync().complete
    assert anna.household("9").record.values == {"household_no": "9", "hamlet": "西"}
    with home.store.begin() as tx:
        assert tx.state(NEIGHBOUR, stray).values() == {"household_no": "9", "hamlet": "西"}


def test_what_was_refused_can_be_given_up(new_tablet: NewTablet):
    anna = new_tablet("anna")
    anna.edit([Edit(NEIGHBOUR, KEY, {"household_no": "9"})], OFFICE)
    anna.sync()
    (aside,) = anna.set_aside()
    anna.discard(aside)
    assert anna.set_aside() == []


# ------------------------------------------------------------------------------------------------- scope comes and goes


def test_an_area_taken_away_drains_and_is_then_erased(new_tablet: NewTablet, home: Home):
    anna = new_tablet("anna")
    home.assign("anna", NEIGHBOUR)
    edit(anna, household_no="1")
    anna.sync()
    edit(anna, hamlet="东")
    home.assign("anna", VILLAGE, end=home.now + 1000)
    home.now += 2000
    result = anna.sync()
    assert result.erased == (VILLAGE,)
    assert anna.households() == []
    with home.store.begin() as tx:
        assert tx.state(VILLAGE, KEY).values() == {"household_no": "1", "hamlet": "东"}
    assert [note.code for note in anna.status().notes] == ["area_erased"]


def test_a_revoked_tablet_still_delivers_into_quarantine(new_tablet: NewTablet, home: Home):
    anna = new_tablet("anna")
    edit(anna, household_no="1")
    anna.sync()
    edit(anna, hamlet="东")
    home.revoke(anna.enrolment.device)
    result = anna.sync()
    assert result.refusal is not None
    assert result.refusal.code == "device_revoked"
    assert not result.complete
    (aside,) = anna.set_aside()
    assert (aside.refused, aside.reason) == (False, "device_revoked")
    with home.store.begin() as tx:
        assert len(tx.waiting(VILLAGE)) == 1


def test_a_revoked_tablet_is_enrolled_anew_and_keeps_what_it_holds(new_tablet: NewTablet, home: Home):
    anna = new_tablet("anna")
    edit(anna, household_no="1", phone=BAD, force=True)
    anna.sync()
    edit(anna, hamlet="东")
    old = anna.enrolment
    with anna.store.begin() as tx:  # it was sealed, and the line broke
        (row,) = tx.unheld("city", VILLAGE, 0, 9)
        tx.seal_rows(VILLAGE, [row.id], seal(PrivateKey(old.device, anna._key), VILLAGE, [row.id], home.now))
    home.revoke(old.device)
    enrolled = anna.enrol("http://home", "anna+2")
    assert (enrolled.device, enrolled.before) == ("tablet-anna+2", (old.device,))
    assert home.devices[enrolled.device]["public_key"] != home.devices[old.device]["public_key"]
    edit(anna, household_no="2")
    result = anna.sync()
    assert result.complete
    assert result.count(Status.ACCEPTED) == 2
    assert shown(anna)["hamlet"] == "东"
    assert [one.field for one in anna.void_fields()] == ["phone"], "what it wrote as another device is still its own"

    opened = new_tablet("anna")
    assert opened.enrolment == enrolled
    edit(opened, hamlet="西")
    assert opened.sync().complete


def test_an_enrolment_anew_whose_answer_was_lost_is_repeated(new_tablet: NewTablet):
    anna = new_tablet("anna")
    old = anna.enrolment
    anna.enrol("http://home", "anna+2")
    with anna.store.begin() as tx:  # as if nothing had come back
        tx.save_fact(old)
    lost_key, kept_key = (anna._folder / name for name in ("key.pem", "key-next.pem"))
    lost_key.replace(kept_key)
    again = new_tablet("anna")
    assert again.enrolment == old
    assert again.enrol("http://home", "anna+2").device == "tablet-anna+2"
    assert again.sync().complete


def test_another_server_at_the_address_gets_nothing(new_tablet: NewTablet, home: Home):
    anna = new_tablet("anna")
    edit(anna, household_no="1")
    home.name = "impostor"
    with pytest.raises(ServerChanged):
        anna.sync()
    assert "sync/push" not in home.requests


# --------------------------------------------------------------------------------------------------------------- clocks


@pytest.mark.parametrize("error", [-5 * YEAR, -DAY, -600_000, 600_000, DAY, 5 * YEAR])
def test_a_wrong_clock_is_corrected_at_the_first_contact(new_tablet: NewTablet, home: Home, error: int):
    anna = new_tablet("anna", error=error)
    edit(anna, household_no="1")
    result = anna.sync()
    assert result.complete
    assert [one.status for one in result.outcomes.values()] == ["accepted"]
    assert abs(anna.clock.now() - home.now) < 1000


@pytest.mark.parametrize("jump", [-5 * YEAR, 600_000, 5 * YEAR])
def test_a_clock_that_jumps_between_two_contacts_loses_nothing_and_wins_nothing(
    new_tablet: NewTablet, home: Home, jump: int
):
    anna, bo = new_tablet("anna"), new_tablet("bo")
    edit(anna, household_no="1")
    anna.sync()
    bo.sync()
    anna.clock.wall.error = jump
    edit(anna, household_no="anna")
    home.now += DAY
    edit(bo, household_no="bo")
    bo.sync()
    result = anna.sync()
    assert result.complete
    assert abs(anna.clock.now() - home.now) < 1000
    assert "clock_jumped" in [note.code for note in anna.status().notes]
    (conflict,) = anna.conflicts()
    assert {one.value for one in conflict.sides} == {"anna", "bo"}
    ahead = jump > DAY
    assert shown(anna)["household_no"] == ("anna" if ahead else "bo")
    assert all(one.time <= home.now for one in conflict.sides)
    bo.sync()
    assert shown(bo) == shown(anna)


# -------------------------------------------------------------------------------------------------------- two histories


def test_a_server_restored_from_an_old_copy_gets_everything_back(new_tablet: NewTablet, home: Home):
    anna, bo = new_tablet("anna"), new_tablet("bo")
    edit(anna, household_no="1")
    anna.sync()
    backup = home.store.backup()
    edit(anna, hamlet="东", phone=GOOD)
    anna.sync()
    bo.sync()
    home.restore(backup)
    edit(bo, hamlet="西")
    assert bo.sync().complete
    assert anna.sync().complete
    assert bo.sync().complete
    with home.store.begin() as tx:
        assert tx.state(VILLAGE, KEY).values() == shown(anna) == shown(bo)


def test_a_tablet_that_lost_its_store_gets_its_own_work_back(new_tablet: NewTablet, tmp_path: Path):
    anna = new_tablet("anna")
    edit(anna, household_no="1")
    anna.sync()
    anna.store.close()
    for file in (tmp_path / "anna").glob("tablet.db*"):
        file.unlink()
    fresh = new_tablet("anna")
    assert fresh.enrolment.device == anna.enrolment.device
    assert fresh.sync().complete
    assert shown(fresh) == {"household_no": "1"}

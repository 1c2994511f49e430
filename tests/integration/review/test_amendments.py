"""A locked year: what comes too late becomes an amendment, which the county decides on and this server applies."""

from typing import Any

import pytest

from schemas.naming import amendment_id
from server.review.conditions import present_figures
from server.store import queue
from sync.authoring import Draft
from sync.revision import RecordKey, Revision
from tests.integration.review.scene import (
    HOUSEHOLD,
    INCOME,
    MEMBER,
    OF_HOUSEHOLD,
    OF_MEMBER_YEAR,
    OF_YEAR,
    VILLAGE,
    YEAR,
    Scene,
)
from tests.integration.verification.village import Tablet

LATE = {**INCOME, "net_income": 2_000_000}
"""What the rules ask about: more than the gross income."""


@pytest.fixture(autouse=True)
def locked(scene: Scene, tablet: Tablet) -> None:
    """Lock the year, which the tablet does not know yet."""
    del tablet
    scene.lock()


def edit(key: RecordKey = OF_YEAR, deleted: bool | None = None, **values: Any) -> Draft:  # noqa: ANN401 -- any field's
    return Draft(VILLAGE, key, values, "visit", deleted=deleted, reason="走访更正")


def amendment_of(revision: Revision) -> RecordKey:
    return RecordKey("amendment", amendment_id(revision.id))


def request(scene: Scene, actor: str, key: RecordKey, state: str) -> dict[str, str]:
    return scene.at_desk(actor, key, {"request": {"state": state}})


class TestLock:
    @pytest.mark.parametrize(
        ("key", "values"), [(OF_YEAR, {"satisfaction": 5}), (OF_MEMBER_YEAR, {"work_months": 4, "is_dibao": True})]
    )
    @pytest.mark.parametrize("actor", ["anna", "cheng", "deng", "eve"])
    def test_nobody_writes_to_it(self, scene: Scene, actor: str, key: RecordKey, values: dict[str, Any]):
        assert scene.at_desk(actor, key, values) == dict.fromkeys(values, "locked")

    def test_the_rest_of_the_household_is_open(self, scene: Scene):
        assert scene.at_desk("anna", OF_HOUSEHOLD, {"hamlet": "东"}) == {}
        assert scene.at_desk("anna", RecordKey("member", MEMBER), {"phone": "13912345678"}) == {}

    def test_another_year_is_open(self, scene: Scene):
        other = OF_YEAR._replace(record=HOUSEHOLD[:-1] + "5")
        assert scene.at_desk("anna", other, {"household": HOUSEHOLD, "year": YEAR + 1, "satisfaction": 5}) == {}

    def test_a_members_year_does_not_slip_in_or_out(self, scene: Scene):
        other = OF_MEMBER_YEAR._replace(record=HOUSEHOLD[:-1] + "6")
        slips_in = {"household": HOUSEHOLD, "member": MEMBER, "year": YEAR, "work_months": 1}
        assert scene.at_desk("anna", other, slips_in) == dict.fromkeys(slips_in, "locked")
        assert scene.at_desk("anna", OF_MEMBER_YEAR, {"year": YEAR + 1}) == {"year": "locked"}

    def test_what_is_wrong_besides_is_said_first(self, scene: Scene):
        assert scene.at_desk("anna", OF_YEAR, {"satisfaction": 9}) == {"satisfaction": "out_of_range"}
        assert scene.at_desk("hu", OF_YEAR, {"confirmation": scene.confirmation("village_confirmed")}) == {
            "confirmation": "transition"
        }


class TestLateTablet:
    def test_what_it_brings_is_kept_and_said(self, scene: Scene, tablet: Tablet):
        (late,) = tablet.write("anna", edit(income=LATE, satisfaction=9, ecom_able=True))
        assert tablet.deliver()[late.id].void == {
            "income": "locked",
            "satisfaction": "out_of_range",
            "ecom_able": "locked",
        }
        assert scene.value(OF_YEAR, "income") == INCOME
        kept = scene.shown(amendment_of(late)).values()
        assert kept == {
            "household": HOUSEHOLD,
            "year": YEAR,
            "target_type": "household_year",
            "target": OF_YEAR.record,
            "set": {"income": LATE, "ecom_able": True},
            "deletes": None,
            "revision": late.id,
            "reason": "走访更正",
            "requested_by": "anna",
            "request": {"state": "requested"},
        }
        tablet.deliver()
        shown = tablet.state(amendment_of(late))
        assert shown is not None
        assert shown.value("set") == kept["set"]

    def test_a_retry_asks_once(self, scene: Scene, tablet: Tablet):
        (late,) = tablet.write("anna", edit(income=LATE))
        tablet.deliver()
        for _ in range(2):
            tablet.deliver()
        assert scene.shown(amendment_of(late)).revisions == 1

    def test_two_tablets_that_come_late_ask_twice(self, scene: Scene, tablet: Tablet):
        other = Tablet(scene, "other", ["hu"])
        first, second = tablet.write("anna", edit(income=LATE)), other.write("hu", edit(OF_MEMBER_YEAR, work_months=9))
        tablet.deliver()
        other.deliver()
        assert scene.value(amendment_of(first[0]), "requested_by") == "anna"
        assert scene.value(amendment_of(second[0]), "set") == {"work_months": 9}

    def test_a_deletion_is_kept_too(self, scene: Scene, tablet: Tablet):
        (late,) = tablet.write("anna", edit(OF_MEMBER_YEAR, deleted=True))
        assert tablet.deliver()[late.id].void == {"@deleted": "locked"}
        assert scene.value(amendment_of(late), "deletes") is True
        assert request(scene, "deng", amendment_of(late), "approved") == {}
        assert scene.shown(OF_MEMBER_YEAR).deleted


class TestDecision:
    @pytest.fixture
    def asked(self, tablet: Tablet) -> RecordKey:
        (late,) = tablet.write("anna", edit(income=LATE))
        tablet.deliver()
        return amendment_of(late)

    def test_an_approval_is_applied_at_once(self, scene: Scene, tablet: Tablet, asked: RecordKey):
        scene.drain()
        assert request(scene, "deng", asked, "approved") == {}
        year = scene.shown(OF_YEAR)
        assert year.value("income") == LATE
        assert year.value("confirmation") == {"state": "amended", "income_hash": present_figures(year)}
        assert scene.value(asked, "request")["state"] == "applied"
        with scene.replica.reading() as (tx, _):
            assert [one.household for one in queue.pending(tx.connection, scene.clock(), 10)] == [HOUSEHOLD]
            versions = tx.history(VILLAGE, OF_YEAR)
        assert INCOME in [one.set.get("income") for one in versions]
        tablet.sync()
        shown = tablet.state(OF_YEAR)
        assert shown is not None
        assert shown.value("income") == LATE

    def test_the_rules_are_run_again(self, scene: Scene, asked: RecordKey):
        scene.drain()
        assert scene.flag("income_net_mismatch", HOUSEHOLD, YEAR) is None
        assert request(scene, "deng", asked, "approved") == {}
        assert scene.drain().verified == 1
        flag = scene.flag("income_net_mismatch", HOUSEHOLD, YEAR)
        assert flag is not None
        assert flag.shown == "open"

    def test_a_year_that_was_amended_is_still_locked(self, scene: Scene, asked: RecordKey):
        assert request(scene, "deng", asked, "approved") == {}
        assert scene.at_desk("anna", OF_YEAR, {"satisfaction": 5}) == {"satisfaction": "locked"}

    def test_what_is_declined_changes_nothing(self, scene: Scene, asked: RecordKey):
        assert request(scene, "deng", asked, "declined") == {}
        assert scene.value(OF_YEAR, "income") == INCOME
        assert scene.value(OF_YEAR, "confirmation")["state"] == "county_locked"
        assert request(scene, "dong", asked, "approved") == {"request": "transition"}

    @pytest.mark.parametrize("actor", ["anna", "bo", "eve", "fu", "gao", "min", "wang"])
    def test_the_county_alone_decides(self, scene: Scene, asked: RecordKey, actor: str):
        assert request(scene, actor, asked, "approved") == {"request": "transition"}
        assert request(scene, actor, asked, "applied") == {"request": "transition"}

    def test_a_member_of_a_locked_year(self, scene: Scene, tablet: Tablet):
        (late,) = tablet.write("anna", edit(OF_MEMBER_YEAR, work_months=9))
        tablet.deliver()
        assert request(scene, "deng", amendment_of(late), "approved") == {}
        assert scene.value(OF_MEMBER_YEAR, "work_months") == 9
        assert scene.value(OF_YEAR, "confirmation")["state"] == "amended"


class TestByHand:
    KEY = RecordKey("amendment", HOUSEHOLD[:-1] + "c")

    def ask(self, scene: Scene, actor: str, **changed: Any) -> dict[str, str]:  # noqa: ANN401 -- any field's value
        values: dict[str, Any] = {
            "household": HOUSEHOLD,
            "year": YEAR,
            "target_type": "household_year",
            "target": OF_YEAR.record,
            "set": {"income": LATE},
            "reason": "漏记工资",
            "request": {"state": "requested"},
        }
        return scene.at_desk(actor, self.KEY, values | changed)

    def test_one_asks_and_another_approves(self, scene: Scene):
        assert self.ask(scene, "deng") == {}
        assert request(scene, "deng", self.KEY, "approved") == {"request": "own_work"}
        assert request(scene, "dong", self.KEY, "approved") == {}
        assert scene.value(OF_YEAR, "income") == LATE

    def test_a_tablet_may_ask(self, scene: Scene, tablet: Tablet):
        values = {
            "household": HOUSEHOLD,
            "year": YEAR,
            "target_type": "member_year",
            "target": OF_MEMBER_YEAR.record,
            "set": {"work_months": 9},
            "request": {"state": "requested"},
        }
        tablet.write("anna", Draft(VILLAGE, self.KEY, values, "visit"))
        tablet.sync()
        assert request(scene, "deng", self.KEY, "approved") == {}
        assert scene.value(OF_MEMBER_YEAR, "work_months") == 9

    @pytest.mark.parametrize(
        "changed",
        [
            {"set": {}},
            {"set": {"income": {"wage_income": "1"}}},
            {"set": {"confirmation": {"state": "amended", "income_hash": "x"}}},
            {"year": YEAR + 1},
            {"target": OF_MEMBER_YEAR.record},
            {"household": MEMBER},
            {"target_type": "member_year"},
        ],
    )
    def test_what_cannot_be_written_is_not_approved(self, scene: Scene, changed: dict[str, Any]):
        assert self.ask(scene, "anna", **changed) == {}
        assert request(scene, "deng", self.KEY, "approved") == {"request": "unusable"}

    def test_an_approval_in_conflict_waits(self, scene: Scene):
        assert self.ask(scene, "anna") == {}
        heads = scene.shown(self.KEY).heads
        decided = {"approved": "deng", "declined": "dong"}
        for state, actor in decided.items():
            scene.clock.now += 1000
            draft = Draft(VILLAGE, self.KEY, {"request": {"state": state}}, "desk_edit", parents=heads)
            if state == "approved":
                draft = Draft(VILLAGE, self.KEY, {"request": {"state": "declined"}}, "desk_edit", parents=heads)
            scene.write(draft, actor=actor)
        assert scene.value(OF_YEAR, "income") == INCOME

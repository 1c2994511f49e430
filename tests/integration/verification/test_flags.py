"""A flag's life: from a push to the tablet that sees it, and until it is settled."""

import pytest

from schemas.naming import flag_id
from sync.authoring import Draft
from sync.revision import RecordKey
from tests.integration.verification.village import Tablet, Village, drafts
from tests.unit.server.verification.families import (
    AT_HOME,
    HEAD,
    HOUSEHOLD,
    INCOME,
    VILLAGE,
    WIFE,
    WORKER,
    YEAR,
    Fields,
    card,
    family,
    household_id,
    member_id,
)

NET = ("income_net_mismatch", HOUSEHOLD, YEAR)
WAGE = ("wage_without_worker", HOUSEHOLD, YEAR)
NUMBER = ("id_bad_checksum", member_id(0), None)

OTHER = "01665100-0000-7000-8000-000000000002"
ONE_SUM: Fields = {"net_income_per_capita": None}
"""Without the income per head, which would not fit the net income either."""
WRONG: Fields = {"net_income": 1, **ONE_SUM}


@pytest.fixture
def tablet(village: Village) -> Tablet:
    return Tablet(village, "tablet", ["anna", "bo"])


def key_of(kind: str, *, household: str = HOUSEHOLD) -> RecordKey:
    return next(one.key for one in family(household=household) if one.key.type == kind)


def income(**changed: int | None) -> Draft:
    return Draft(VILLAGE, key_of("household_year"), {"income": {**INCOME, **ONE_SUM, **changed}}, "visit")


def number(text: str) -> Draft:
    return Draft(VILLAGE, RecordKey("member", member_id(0)), {"id_number": text}, "visit")


class TestFromPushToTablet:
    def test_what_is_odd_comes_back_as_a_flag_in_the_villages_stream(self, village: Village, tablet: Tablet):
        tablet.write("anna", *drafts(family(WRONG, [(HEAD, AT_HOME), (WIFE, AT_HOME)])), number("410899197003152011"))
        tablet.sync()
        assert village.drain().written == 3
        tablet.sync()
        flags = [tablet.flag(*one) for one in (NET, WAGE, NUMBER)]
        assert [flag and flag.shown for flag in flags] == ["open", "open", "open"]
        assert [flag and flag.values["severity"] for flag in flags] == ["E", "W", "E"]

    def test_a_flag_says_which_rule_asks_whom_about_what(self, village: Village, tablet: Tablet):
        tablet.write("anna", *drafts(family(WRONG)))
        tablet.sync()
        village.drain()
        tablet.sync()
        flag = tablet.flag(*NET)
        assert flag is not None
        about = {name: value for name, value in flag.values.items() if name != "finding"}
        assert about == {
            "rule": "income_net_mismatch",
            "rule_version": 1,
            "subjects": [HOUSEHOLD],
            "period": YEAR,
            "severity": "E",
        }
        assert flag.finding["evidence"]["net_income"] == 1
        assert flag.finding["evaluated_at"] == village.clock()

    def test_what_is_right_raises_nothing(self, village: Village, tablet: Tablet):
        tablet.write("anna", *drafts(family()))
        tablet.sync()
        done = village.drain()
        assert (done.verified, done.written) == (1, 0)

    def test_the_parts_of_a_household_may_arrive_in_any_order(self, village: Village, tablet: Tablet):
        for draft in reversed(drafts(family(WRONG, [(HEAD, AT_HOME)]))):
            tablet.write("anna", draft)
            tablet.sync()
            village.drain()
        for one in (NET, WAGE):
            flag = village.flag(*one)
            assert flag is not None
            assert flag.finding["present"]


class TestRunningAgain:
    @pytest.fixture(autouse=True)
    def flagged(self, village: Village):
        village.write(*drafts(family(WRONG)))
        village.drain()

    def test_changes_nothing(self, village: Village):
        village.write(Draft(VILLAGE, key_of("household"), {"hamlet": "第二组"}, "visit"))
        done = village.drain()
        assert (done.verified, done.written) == (1, 0)
        assert village.drain().verified == 0

    def test_on_other_evidence_renews_the_finding_alone(self, village: Village):
        village.write(income(net_income=2))
        assert village.drain().written == 1
        flag = village.flag(*NET)
        assert flag is not None
        assert flag.revisions == 2
        assert flag.finding["evidence"]["net_income"] == 2

    def test_on_corrected_data_clears(self, village: Village):
        village.write(income())
        assert village.drain().written == 1
        flag = village.flag(*NET)
        assert flag is not None
        assert flag.shown == "resolved_auto"
        assert flag.finding["evidence"]["net_income"] == 1

    def test_an_error_that_comes_back_raises_the_same_flag(self, village: Village):
        village.write(income())
        village.drain()
        village.write(income(net_income=1))
        village.drain()
        flag = village.flag(*NET)
        assert flag is not None
        assert (flag.shown, flag.revisions) == ("open", 3)

    @pytest.mark.parametrize("operand", ["net_income", "gross_income", "business_expense"])
    def test_a_question_is_not_answered_by_removing_a_figure(self, village: Village, operand: str):
        village.write(income(**{"net_income": 1, operand: None}))
        assert village.drain().written == 0
        flag = village.flag(*NET)
        assert flag is not None
        assert flag.shown == "open"

    def test_a_deleted_subject_clears(self, village: Village):
        village.write(Draft(VILLAGE, key_of("household"), {}, "desk_edit", deleted=True, reason="twice"))
        village.drain()
        flag = village.flag(*NET)
        assert flag is not None
        assert flag.shown == "resolved_auto"


class TestPeopleAndMachine:
    @pytest.fixture(autouse=True)
    def flagged(self, village: Village, tablet: Tablet):
        tablet.write("anna", *drafts(family(WRONG)))
        tablet.sync()
        village.drain()
        tablet.sync()

    def test_a_decision_and_a_finding_that_had_not_seen_each_other_stand_side_by_side(
        self, village: Village, tablet: Tablet
    ):
        tablet.decide("bo", *NET, "assigned")
        village.write(income(net_income=2))
        village.drain()
        tablet.sync()
        for flag in (tablet.flag(*NET), village.flag(*NET)):
            assert flag is not None
            assert flag.conflicts == []
            assert flag.finding["evidence"]["net_income"] == 2
            assert flag.values["decision"]["state"] == "assigned"
            assert flag.shown == "open"

    def test_the_machine_writes_on_over_a_decision_without_touching_it(self, village: Village, tablet: Tablet):
        tablet.decide("bo", *NET, "assigned")
        tablet.decide("anna", *NET, "explained")
        tablet.sync()
        village.write(income())
        village.drain()
        tablet.sync()
        flag = tablet.flag(*NET)
        assert flag is not None
        assert (flag.shown, flag.values["decision"]["state"], flag.conflicts) == ("resolved_auto", "explained", [])

    def test_what_was_explained_stays_so_until_the_evidence_changes(self, village: Village, tablet: Tablet):
        tablet.decide("bo", *NET, "assigned")
        tablet.decide("anna", *NET, "explained")
        tablet.sync()
        village.write(income(net_income=1, elder_subsidy=100))
        village.drain()
        flag = village.flag(*NET)
        assert flag is not None
        assert flag.shown == "explained"
        village.write(income(net_income=3))
        village.drain()
        flag = village.flag(*NET)
        assert flag is not None
        assert flag.shown == "open"

    def test_two_people_who_decide_differently_conflict_and_the_machine_does_not_settle_it(
        self, village: Village, tablet: Tablet
    ):
        second = Tablet(village, "second", ["anna", "bo"])
        second.sync()
        tablet.decide("bo", *NET, "assigned")
        tablet.sync()
        second.sync()
        tablet.decide("anna", *NET, "explained")
        second.decide("anna", *NET, "disputed")
        tablet.sync()
        second.sync()
        village.write(income(net_income=2))
        village.drain()
        flag = village.flag(*NET)
        assert flag is not None
        assert flag.conflicts == ["decision"]
        assert flag.finding["evidence"]["net_income"] == 2


class TestMembersWhoMove:
    @pytest.fixture(autouse=True)
    def two_households(self, village: Village):
        second = [one for one in family(household=OTHER, members=[]) if one.key.type != "member"]
        first = family(members=[(HEAD, WORKER), (WIFE, AT_HOME)])
        village.write(*drafts([*first, *second]), number("410899197003152011"))
        village.drain()

    def move(self, village: Village) -> None:
        village.write(Draft(VILLAGE, RecordKey("member", member_id(0)), {"household": OTHER}, "visit"))

    def test_both_households_are_verified(self, village: Village):
        self.move(village)
        done = village.drain()
        assert done.verified == 2
        flag = village.flag(*WAGE)
        assert flag is not None
        assert flag.shown == "open"
        assert village.flag("wage_without_worker", OTHER, YEAR) is None

    def test_their_own_flags_go_with_them(self, village: Village):
        self.move(village)
        village.drain()
        flag = village.flag(*NUMBER)
        assert flag is not None
        assert (flag.shown, flag.revisions) == ("open", 1)
        village.write(number(HEAD["id_number"]))
        assert village.drain().verified == 1
        flag = village.flag(*NUMBER)
        assert flag is not None
        assert flag.shown == "resolved_auto"

    def test_who_is_struck_off_has_no_number_to_correct(self, village: Village):
        member = RecordKey("member", member_id(0))
        village.write(Draft(VILLAGE, member, {}, "desk_edit", deleted=True, reason="entered twice"))
        village.drain()
        flag = village.flag(*NUMBER)
        assert flag is not None
        assert flag.shown == "resolved_auto"


class TestOnePersonTwice:
    """A flag about two households, which each of them can raise and clear."""

    TWICE = ("duplicate_person", [member_id(1), member_id(2)])

    @pytest.fixture(autouse=True)
    def two_households(self, village: Village):
        for number in (1, 2):
            village.write(*drafts(family(members=[(HEAD, WORKER)], household=household_id(number), first=number)))
            village.drain()

    def shown(self, village: Village) -> tuple[str, int] | None:
        flag = village.flag_about(*self.TWICE)
        return flag and (flag.shown, flag.revisions)

    def member(self, number: int, **fields: object) -> Draft:
        return Draft(VILLAGE, RecordKey("member", member_id(number)), fields, "visit")

    def test_one_flag_names_both_members_and_is_raised_by_the_second(self, village: Village):
        flag = village.flag_about(*self.TWICE)
        assert flag is not None
        assert flag.values["subjects"] == [member_id(1), member_id(2)]
        assert (flag.shown, flag.revisions, flag.finding["evidence"]["reach"]) == ("open", 1, "village")

    @pytest.mark.parametrize("corrected", [1, 2])
    def test_a_correction_in_either_household_clears_it(self, village: Village, corrected: int):
        village.write(self.member(corrected, id_number=card(7)))
        assert village.drain().verified == 2
        assert self.shown(village) == ("resolved_auto", 2)

    def test_what_does_not_concern_the_other_household_does_not_touch_it(self, village: Village):
        village.write(self.member(1, name="王六"))
        done = village.drain()
        assert (done.verified, done.written) == (1, 0)

    def test_a_third_makes_it_another_question(self, village: Village):
        village.write(*drafts(family(members=[(HEAD, WORKER)], household=household_id(3), first=3)))
        village.drain()
        assert self.shown(village) == ("resolved_auto", 2)
        three = village.flag_about("duplicate_person", [member_id(1), member_id(2), member_id(3)])
        assert three is not None
        assert three.shown == "open"
        village.write(self.member(3, in_household=False, change_code="02"))
        village.drain()
        assert self.shown(village) == ("open", 3)

    def test_both_in_one_household_is_other_evidence(self, village: Village):
        village.write(self.member(2, household=household_id(1)))
        village.drain()
        flag = village.flag_about(*self.TWICE)
        assert flag is not None
        assert (flag.revisions, flag.finding["evidence"]["reach"]) == (2, "household")

    def test_it_is_not_answered_by_removing_a_number(self, village: Village):
        village.write(self.member(2, id_number=None))
        village.write(self.member(1, name="王六"))
        village.drain()
        assert self.shown(village) == ("open", 1)

    def test_an_explanation_holds_while_the_evidence_does(self, village: Village, tablet: Tablet):
        tablet.sync()
        key = RecordKey("flag", flag_id("duplicate_person", self.TWICE[1], None))
        flag = village.flag_about(*self.TWICE)
        assert flag is not None
        for actor, state in (("bo", "assigned"), ("anna", "explained")):
            decision = {"state": state, "evidence_hash": flag.finding["evidence_hash"], "by": actor}
            tablet.write(actor, Draft(VILLAGE, key, {"decision": decision}, "desk_edit"))
        tablet.sync()
        village.write(self.member(1, name="王六"), self.member(2, name="王六"))
        village.drain()
        assert self.shown(village) == ("explained", 3)


def test_of_an_area_with_another_home_that_server_writes_the_flags(village: Village):
    moved = Draft(VILLAGE, RecordKey("home", village.new_id()), {"server": "township", "from": 1}, "desk_edit")
    village.write(moved, actor=village.device)
    village.write(*drafts(family(WRONG)))
    done = village.drain()
    assert (done.verified, done.written) == (0, 0)
    assert village.flag(*NET) is None
    assert village.drain().coverage == {}

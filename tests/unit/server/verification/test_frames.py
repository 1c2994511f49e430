from server.verification import frames
from server.verification.frames import Frames, Shown
from server.verification.rule import Grain
from sync.merge import Candidate, State
from sync.revision import DELETED, RecordKey
from tests.unit.server.verification.families import HEAD, HOUSEHOLD, VILLAGE, WIFE, WORKER, YEAR, family, member_id

OTHER = "01665100-0000-7000-8000-000000000002"


def state(*, deleted: bool = False, **values: object) -> State:
    fields = values | ({DELETED: True} if deleted else {})
    return State(("one",), {field: (Candidate(1, "one", value),) for field, value in fields.items()}, revisions=1)


def keys(records: list[Shown]) -> list[RecordKey]:
    return [one.key for one in records]


class TestShown:
    household = RecordKey("household", HOUSEHOLD)
    member = RecordKey("member", member_id(0))

    def test_a_record_belongs_to_the_household_that_its_field_names(self):
        states = {self.member: state(household=HOUSEHOLD), self.household: state(household_no="1")}
        assert [(one.key, one.household) for one in frames.shown(VILLAGE, states)] == [
            (self.household, HOUSEHOLD),
            (self.member, HOUSEHOLD),
        ]

    def test_the_value_shown_counts_where_a_field_is_in_conflict(self):
        both = State(candidates={"household": (Candidate(1, "a", OTHER), Candidate(2, "b", HOUSEHOLD))}, revisions=2)
        assert [one.household for one in frames.shown(VILLAGE, {self.member: both})] == [HOUSEHOLD]

    def test_a_deleted_record_is_gone(self):
        assert frames.shown(VILLAGE, {self.member: state(deleted=True, household=HOUSEHOLD)}) == []

    def test_a_deleted_household_takes_its_records_along_and_no_others(self):
        other = RecordKey("member", member_id(1))
        states = {
            self.household: state(deleted=True, household_no="1"),
            self.member: state(household=HOUSEHOLD),
            other: state(household=OTHER),
        }
        assert keys(frames.shown(VILLAGE, states)) == [other]

    def test_records_may_arrive_before_their_household(self):
        assert keys(frames.shown(VILLAGE, {self.member: state(household=HOUSEHOLD)})) == [self.member]

    def test_a_record_of_no_household_is_nobodys(self):
        assert frames.shown(VILLAGE, {self.member: state(name="王五")}) == []


def built(records: list[Shown], *fields: str) -> Frames:
    return frames.build(records, fields)


class TestFrames:
    def test_a_frame_has_the_fields_that_are_asked_for(self):
        frame = built(family(), "household_year.income.net_income").household_year
        assert frame.columns == [
            "area",
            "household",
            "record",
            "household_year.income.net_income",
            "household_year.income.window.to",
            "household_year.year",
        ]
        assert frame["household_year.income.net_income"].to_list() == [2_848_000]

    def test_what_was_not_recorded_is_null(self):
        (year,) = [one for one in family() if one.key.type == "household_year"]
        bare = year._replace(values={"household": HOUSEHOLD, "year": YEAR})
        frame = built([bare], "household_year.income.net_income", "household_year.member_count").household_year
        assert frame["household_year.income.net_income"].to_list() == [None]
        assert frame["household_year.member_count"].to_list() == [None]

    def test_a_value_that_this_schema_cannot_hold_is_null(self):
        records = family({"net_income": {"low": 1, "high": 2}})
        frame = built(records, "household_year.income.net_income").household_year
        assert frame["household_year.income.net_income"].to_list() == [None]

    def test_rows_of_a_grain_carry_their_household(self):
        rows = built(family(), "household.village_code", "member.name").rows(Grain.MEMBER)
        assert rows.select("subject", "period", "member.name", "household.village_code").rows() == [
            (member_id(0), None, "王五", VILLAGE),
            (member_id(1), None, "李四", VILLAGE),
        ]

    def test_a_household_year_is_about_the_household_in_that_year(self):
        rows = built(family()).rows(Grain.HOUSEHOLD_YEAR)
        assert rows.select("subject", "period").rows() == [(HOUSEHOLD, YEAR)]

    def test_each_member_stands_beside_each_year_of_the_household(self):
        earlier = [one for one in family(year=2017, members=[(HEAD, None)]) if one.key.type == "household_year"]
        records = family(members=[(HEAD, WORKER), (WIFE, None)]) + earlier
        people = built(records, "member_year.work_months").members(Grain.HOUSEHOLD_YEAR).sort("period", "record")
        assert people.select("period", "record", "member_year.work_months").rows() == [
            (2017, member_id(0), None),
            (2017, member_id(1), None),
            (2018, member_id(0), 8),
            (2018, member_id(1), None),
        ]

    def test_the_year_of_a_member_counts_in_the_household_that_it_names(self):
        elsewhere = [one for one in family(household=OTHER) if one.key.type == "member_year"]
        records = family(members=[(HEAD, None)]) + elsewhere[:1]
        assert built(records, "member_year.work_months").members(Grain.HOUSEHOLD_YEAR)[
            "member_year.work_months"
        ].to_list() == [None]

    def test_frames_of_nothing_are_empty(self):
        empty = built([], "member.name")
        assert all(empty.rows(grain).is_empty() for grain in Grain)
        assert all(empty.members(grain).is_empty() for grain in Grain)

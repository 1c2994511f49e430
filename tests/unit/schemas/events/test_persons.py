"""Birth, death, marriage, arrival, return, departure and transfer of one person."""

import pytest

from schemas.events import errors
from schemas.naming import member_id
from tests.register import NEIGHBOUR, TODAY, VILLAGE, Household, Register, tasks

HE, SHE, SON, DAUGHTER = ("王五", "1", "01"), ("李梅", "2", "02"), ("王强", "1", "03"), ("王芳", "2", "04")


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def wang(register: Register) -> Household:
    return register.household(HE, SHE, SON, DAUGHTER)


def test_a_child_is_born(register: Register, wang: Household):
    child = register.new_id()
    done = wang.live("birth", member=child, name="王小宝", sex="1", relation="07")
    (change,) = done.changes
    assert (change.area, change.type, change.record, change.deleted) == (VILLAGE, "member", child, None)
    assert change.set == {
        "household": wang.place.record,
        "name": "王小宝",
        "sex": "1",
        "relation": "07",
        "birth_date": "2018-06-01",
        "in_household": True,
        "change_code": "06",
        "changed_on": "2018-06-01",
    }
    assert tasks(done) == [("size", 2018), ("certificate", None)]


def test_what_follows_for_later_years_is_named(register: Register, wang: Household):
    for year in (2016, 2017, 2018):
        register.put(VILLAGE, "household_year", register.new_id(), household=wang.place.record, year=year)
    done = wang.live("birth", "2017-06-01", member=register.new_id(), name="甲", sex="1", relation="03", id_number="1")
    assert tasks(done) == [("size", 2017), ("size", 2018)]


def test_a_member_dies(wang: Household):
    done = wang.live("death", member="王强")
    (change,) = done.changes
    assert change.set == {"in_household": False, "change_code": "01", "changed_on": "2018-06-01"}
    assert wang.head == "王五"
    assert tasks(done) == [("size", 2018)]


def test_the_head_dies_and_the_widow_follows(wang: Household):
    wang.live("death", member="王五", successor="李梅")
    assert wang.head == "李梅"
    assert wang.relations == {"李梅": "01", "王强": "03", "王芳": "04"}
    assert wang.values["head_member_id"] == wang.who("李梅")
    assert wang.member("王五")["relation"] == "01"  # the record says what he was


def test_the_head_dies_and_the_son_follows(wang: Household):
    wang.live("death", member="王五", successor="王强")
    assert wang.relations == {"王强": "01", "李梅": "12", "王芳": "21"}


def test_a_head_who_leaves_others_behind_needs_a_successor(wang: Household):
    with pytest.raises(errors.SuccessorMissing) as refused:
        wang.live("death", member="王五")
    assert refused.value.field == "successor"
    assert refused.value.facts == {"names": ("李梅", "王强", "王芳")}


def test_what_does_not_follow_is_asked_by_name_and_taken_as_entered(register: Register):
    wang = register.household(HE, ("张三", "1", "03"), ("张四", "1", "03"), ("赵一", "2", "05"), ("孙二", "2", "99"))
    with pytest.raises(errors.RelationsMissing) as refused:
        wang.live("death", member="王五", successor="张三")
    assert refused.value.facts == {"names": ("赵一", "孙二")}
    wang.live("death", member="王五", successor="张三", relations={"赵一": "02", "孙二": "99"})
    assert wang.relations == {"张三": "01", "张四": "21", "赵一": "02", "孙二": "99"}


def test_a_head_of_unknown_sex_leaves_relations_to_be_asked(register: Register):
    wang = register.household(("王五", "9", "01"), SHE, SON)
    with pytest.raises(errors.RelationsMissing):
        wang.live("death", member="王五", successor="李梅")
    wang.live("death", member="王五", successor="李梅", relations={"王强": "03"})
    assert wang.relations == {"李梅": "01", "王强": "03"}


def test_entered_relations_are_those_of_the_people_concerned(wang: Household):
    with pytest.raises(errors.UnknownMember):
        wang.live("death", member="王强", relations={"王芳": "04"})
    with pytest.raises(errors.UnknownMember):
        wang.live("death", member="王五", successor="李梅", relations={"王五": "02"})
    with pytest.raises(errors.TwoHeads):
        wang.live("death", member="王五", successor="李梅", relations={"王芳": "01"})


@pytest.mark.parametrize("successor", ["王五", "0190f1a2-0000-7000-8000-0000000000ff"])
def test_a_successor_is_one_of_those_who_stay(wang: Household, successor: str):
    with pytest.raises(errors.SuccessorNotPresent) as refused:
        wang.live("death", member="王五", successor=successor)
    assert refused.value.facts == {"names": ("李梅", "王强", "王芳")}


def test_while_the_head_stays_there_is_no_other(wang: Household):
    with pytest.raises(errors.TwoHeads):
        wang.live("death", member="李梅", successor="王强")


def test_the_last_one_leaves_an_empty_household(register: Register):
    lonely = register.household(HE)
    done = lonely.live("death", member="王五")
    assert lonely.family.present == {}
    assert tasks(done) == [("size", 2018), ("empty", None)]
    with pytest.raises(errors.HeadMissing):
        lonely.live("arrival", member=register.new_id(), name="王强", sex="1", relation="03")
    lonely.live("arrival", member=register.new_id(), name="王强", sex="1", relation="01")
    assert lonely.head == "王强"


def test_a_household_without_a_head_loses_none_and_may_be_given_one(register: Register):
    odd = register.household(("李梅", "2", "02"), SON, DAUGHTER)
    odd.live("death", member="王芳")
    assert odd.head is None
    odd.live("death", member="王强", successor="李梅")
    assert odd.head == "李梅"


def test_somebody_marries_in_and_another_out(register: Register, wang: Household):
    wife = register.new_id()
    known = {"ethnicity": "03", "id_type": "1", "id_number": "410899199001010027", "birth_date": "1990-01-01"}
    done = wang.live("marriage_in", member=wife, name="赵一", sex="2", relation="05", **known)
    assert wang.member("赵一")["change_code"] == "05"
    assert wang.member("赵一")["ethnicity"] == "03"
    assert tasks(done) == [("size", 2018)]
    wang.live("marriage_out", member="王芳")
    assert wang.member("王芳")["change_code"] == "02"
    assert wang.relations.keys() == {"王五", "李梅", "王强", "赵一"}


@pytest.mark.parametrize("area", [VILLAGE, NEIGHBOUR])
def test_a_daughter_marries_into_another_registered_household(register: Register, wang: Household, area: str):
    li = register.household(("李四", "1", "01"), ("李大", "1", "03"), area=area)
    daughter = wang.who("王芳")
    with pytest.raises(errors.RelationMissing):
        wang.live("marriage_out", member="王芳", into=li.link)
    done = wang.live("marriage_out", member="王芳", into=li.link, relation="05")
    assert li.who("王芳") == member_id(daughter, li.place.record)
    assert li.member("王芳")["person"] == daughter
    assert li.relations == {"李四": "01", "李大": "03", "王芳": "05"}
    assert (li.member("王芳")["change_code"], li.member("王芳")["birth_date"]) == ("05", "1970-01-01")
    assert "王芳" not in wang.relations
    assert tasks(done) == [("size", 2018), ("size", 2018)]
    left = wang.member("王芳")
    assert (left["in_household"], left["change_code"], left["moved_to"]) == (False, "02", li.link)
    with pytest.raises(errors.InOtherHousehold):
        wang.live("return", member="王芳", relation="04")


def test_who_moves_in_cannot_be_a_second_head(register: Register, wang: Household):
    li = register.household(("李四", "1", "01"))
    with pytest.raises(errors.TwoHeads):
        wang.live("transfer", member="王芳", into=li.link, relation="01")
    with pytest.raises(errors.TwoHeads):
        wang.live("birth", member=register.new_id(), name="甲", sex="1", relation="01")


def test_a_members_year_stays_where_it_was_recorded_and_is_asked_about(register: Register, wang: Household):
    ties = {"household": wang.place.record, "member": wang.who("王芳")}
    for year in (2017, 2018):
        register.put(VILLAGE, "member_year", register.new_id(), year=year, **ties)
    li = register.household(("李四", "1", "01"))
    done = wang.live("transfer", member="王芳", into=li.link, relation="99")
    assert ("member_year", 2018) in tasks(done)
    assert ("member_year", 2017) not in tasks(done)
    assert {change.type for change in done.changes} == {"member"}


@pytest.mark.parametrize("code", ["03", "04", "08"])
def test_a_member_leaves_and_comes_back(wang: Household, code: str):
    wang.live("departure", member="王强", code=code)
    assert wang.member("王强")["change_code"] == code
    with pytest.raises(errors.AlreadyLeft) as refused:
        wang.live("departure", member="王强", code=code)
    assert refused.value.facts == {"name": "王强", "on": "2018-06-01"}
    wang.live("return", "2018-07-01", member="王强", relation="03")
    assert (wang.member("王强")["in_household"], wang.member("王强")["change_code"]) == (True, "07")
    with pytest.raises(errors.StillPresent):
        wang.live("return", member="王强", relation="03")


def test_the_dead_do_not_come_back(wang: Household):
    wang.live("death", member="王强")
    with pytest.raises(errors.AlreadyDied):
        wang.live("return", member="王强", relation="03")
    with pytest.raises(errors.AlreadyLeft):
        wang.live("death", member="王强")


@pytest.mark.parametrize("area", [VILLAGE, NEIGHBOUR])
def test_who_comes_back_finds_their_own_record(register: Register, wang: Household, area: str):
    daughter = wang.who("王芳")
    register.put(VILLAGE, "member", daughter, no_id_reason="补办中")
    li = register.household(("李四", "1", "01"), area=area)
    other = register.household(("孙大", "1", "01"), area=area)
    wang.live("marriage_out", member="王芳", into=li.link, relation="02")
    first = li.who("王芳")
    register.put(area, "member", first, no_id_reason=None, id_number="410899197001010020")
    li.live("transfer", "2018-07-01", member="王芳", into=other.link, relation="99")
    other.live("transfer", "2018-08-01", member="王芳", into=li.link, relation="02")
    assert li.who("王芳") == first
    li.live("transfer", "2018-09-01", member="王芳", into=wang.link, relation="04")
    back = wang.member("王芳")
    assert wang.who("王芳") == daughter
    assert (back["in_household"], back["moved_to"], back.get("person")) == (True, None, None)
    assert (back["id_number"], back.get("no_id_reason")) == ("410899197001010020", None)
    assert [place for person, place in register.present() if person == daughter] == [wang.place]


def test_nobody_counts_twice(register: Register, wang: Household):
    li = register.household(("李四", "1", "01"), area=NEIGHBOUR)
    there = member_id(wang.who("王芳"), li.place.record)
    register.put(NEIGHBOUR, "member", there, name="王芳", household=li.place.record, in_household=True)
    with pytest.raises(errors.NameTaken):
        wang.live("transfer", member="王芳", into=li.link, relation="99")


def test_unknown_people_and_people_of_others(register: Register, wang: Household):
    stranger = register.household(("李四", "1", "01")).who("李四")
    for kind in ("death", "marriage_out"):
        with pytest.raises(errors.UnknownMember):
            wang.live(kind, member=stranger)
    with pytest.raises(errors.UnknownMember):
        wang.live("return", member=stranger, relation="99")


def test_an_event_that_is_entered_twice_is_refused(register: Register, wang: Household):
    child = register.new_id()
    wang.live("birth", member=child, name="王小宝", sex="1", relation="07")
    with pytest.raises(errors.NameTaken):
        wang.live("birth", member=child, name="王小宝", sex="1", relation="07")


def test_dates(register: Register, wang: Household):
    with pytest.raises(errors.DateInFuture):
        wang.live("death", "2018-10-21", member="王强")
    wang.live("death", TODAY, member="王强")
    with pytest.raises(errors.DateBeforeIdentification):
        wang.live("death", "2014-04-30", member="王芳")
    child = {"member": register.new_id(), "name": "甲", "sex": "1", "relation": "03"}
    with pytest.raises(errors.DateBeforeIdentification):
        wang.live("birth", "2013-01-01", **child)
    with pytest.raises(errors.DateBeforeBirth):
        wang.live("arrival", "2018-01-01", birth_date="2018-01-02", **child)
    wang.live("birth", **child)
    with pytest.raises(errors.DateBeforeBirth) as refused:
        wang.live("death", "2018-05-31", member="甲")
    assert refused.value.facts == {"name": "甲", "on": "2018-05-31", "born": "2018-06-01"}


def test_a_household_that_is_gone_has_no_events(register: Register, wang: Household):
    li = register.household(("李四", "1", "01"))
    register.delete(li.place)
    with pytest.raises(errors.HouseholdDeleted) as refused:
        li.live("death", member="李四")
    assert refused.value.field == "household"
    with pytest.raises(errors.HouseholdDeleted) as refused:
        wang.live("transfer", member="王芳", into=li.link, relation="99")
    assert refused.value.field == "into"
    with pytest.raises(errors.SameHousehold):
        wang.live("transfer", member="王芳", into=wang.link, relation="99")

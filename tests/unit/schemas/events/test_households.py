"""Households that move, split and merge."""

import pytest

from schemas.events import Place, errors
from schemas.naming import member_id
from tests.register import NEIGHBOUR, TOWNSHIP_AWAY, VILLAGE, Household, Register, tasks, uuid

NEW = uuid(0xAA)


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def wang(register: Register) -> Household:
    return register.household(
        *(("王五", "1", "01"), ("李梅", "2", "02"), ("王强", "1", "03"), ("赵一", "2", "05"), ("王小", "1", "07")),
        phone="13912345678",
        hamlet="东头",
        household_attr="02",
        cause_main="01",
        poverty_status="0",
    )


# ----------------------------------------------------------------------------------------------------------------- move


def test_a_household_moves_to_another_village(register: Register, wang: Household):
    register.put(VILLAGE, "household_year", register.new_id(), household=wang.place.record, year=2018)
    before = {name: dict(wang.member(name)) for name in wang.relations}
    done = wang.live("move", area=NEIGHBOUR)
    there = wang.at(NEIGHBOUR)
    assert wang.values["moved_to"] == there.link
    assert (there.values["moved_from"], there.values["village_code"]) == (wang.link, NEIGHBOUR)
    assert there.values.get("hamlet") is None
    assert {path: there.values[path] for path in ("household_no", "phone", "household_attr", "head_member_id")} == {
        path: wang.values[path] for path in ("household_no", "phone", "household_attr", "head_member_id")
    }
    assert there.head == "王五"
    assert wang.family.present == {}
    for name, values in before.items():
        entered = {"change_code": "07", "changed_on": "2018-06-01"}
        assert there.member(name) == values | entered
        assert (wang.member(name)["change_code"], wang.member(name)["moved_to"]) == ("08", there.link)
    assert tasks(done) == [("year", 2018), ("helper", None), ("income", 2018)]
    assert {change.type for change in done.changes} == {"household", "member"}


def test_who_had_left_does_not_move(register: Register, wang: Household):
    wang.live("death", member="王五", successor="李梅")
    wang.live("move", "2018-07-01", area=NEIGHBOUR)
    assert set(wang.at(NEIGHBOUR).relations) == {"李梅", "王强", "赵一", "王小"}
    assert Place(NEIGHBOUR, "member", wang.who("王五")) not in register.records


def test_a_household_moves_on_and_back(register: Register, wang: Household):
    wang.live("move", area=NEIGHBOUR)
    there = wang.at(NEIGHBOUR)
    there.live("birth", "2018-06-15", member=register.new_id(), name="王新", sex="2", relation="08")
    register.put(NEIGHBOUR, "household", there.place.record, phone=None)
    there.live("move", "2018-07-01", area=TOWNSHIP_AWAY)
    further = wang.at(TOWNSHIP_AWAY)
    further.live("move", "2018-08-01", area=VILLAGE)
    assert set(wang.relations) == {"王五", "李梅", "王强", "赵一", "王小", "王新"}
    assert wang.values["moved_from"] == further.link
    assert wang.values["moved_to"] is None
    assert wang.values["phone"] is None
    assert (there.values["moved_to"], further.values["moved_to"]) == (further.link, wang.link)
    assert not there.family.present
    assert not further.family.present


def test_who_left_while_the_household_was_away_may_come_back(register: Register, wang: Household):
    wang.live("move", area=NEIGHBOUR)
    wang.at(NEIGHBOUR).live("departure", "2018-06-15", member="王强", code="04")
    wang.at(NEIGHBOUR).live("move", "2018-07-01", area=VILLAGE)
    left = wang.member("王强")
    assert (left["in_household"], left["change_code"], left["changed_on"]) == (False, "04", "2018-06-15")
    wang.live("return", "2018-08-01", member="王强", relation="03")
    assert wang.relations["王强"] == "03"
    assert len(register.present()) == 5


def test_what_was_deleted_in_the_other_village_lives_again(register: Register, wang: Household):
    register.put(NEIGHBOUR, "household", wang.place.record, household_no="9")
    register.delete(Place(NEIGHBOUR, "household", wang.place.record))
    done = wang.live("move", area=NEIGHBOUR)
    assert [change.deleted for change in done.changes if change.area == NEIGHBOUR and change.type == "household"] == [
        False
    ]
    assert wang.at(NEIGHBOUR).values["household_no"] == wang.values["household_no"]


def test_a_household_that_has_moved_is_closed(register: Register, wang: Household):
    li = register.household(("李四", "1", "01"))
    wang.live("move", area=NEIGHBOUR)
    for kind, entered in {
        "move": {"area": TOWNSHIP_AWAY},
        "birth": {"member": NEW, "name": "甲", "sex": "1", "relation": "03"},
        "merge": {"into": li.link, "relation": "99"},
    }.items():
        with pytest.raises(errors.HouseholdClosed) as refused:
            wang.live(kind, **entered)
        assert refused.value.field == "household"
    with pytest.raises(errors.HouseholdClosed) as refused:
        li.live("transfer", member="李四", into=wang.link, relation="99")
    assert refused.value.field == "into"


def test_where_a_household_cannot_move(register: Register, wang: Household):
    with pytest.raises(errors.SameVillage):
        wang.live("move", area=VILLAGE)
    register.put(NEIGHBOUR, "household", wang.place.record, household_no="9")
    with pytest.raises(errors.NameTaken):
        wang.live("move", area=NEIGHBOUR)
    empty = register.household()
    with pytest.raises(errors.NobodyChosen):
        empty.live("move", area=NEIGHBOUR)


# ---------------------------------------------------------------------------------------------------------------- split


def test_a_son_founds_a_household_of_his_own(register: Register, wang: Household):
    for year in (2017, 2018, 2019):
        register.put(VILLAGE, "household_year", register.new_id(), household=wang.place.record, year=year)
    done = wang.live(
        "split", new_household=NEW, household_no="4108990099", members=["王强", "赵一", "王小"], head="王强"
    )
    young = Household(register, Place(VILLAGE, "household", NEW))
    assert wang.relations == {"王五": "01", "李梅": "02"}
    assert young.relations == {"王强": "01", "赵一": "02", "王小": "03"}
    assert young.values == {
        "household_no": "4108990099",
        "village_code": VILLAGE,
        "identified_on": "2014-05-01",
        "household_attr": "02",
        "cause_main": "01",
        "poverty_status": "0",
        "head_member_id": young.who("王强"),
        "split_from": wang.link,
    }
    assert {young.member(name)["change_code"] for name in young.relations} == {"07"}
    assert {wang.member(name)["change_code"] for name in young.relations} == {"08"}
    assert {wang.member(name)["changed_on"] for name in young.relations} == {"2018-06-01"}
    assert tasks(done) == [
        *(("size", 2018), ("size", 2019), ("income", 2018), ("income", 2019)),
        *(("size", 2018), ("income", 2018), ("registration", None), ("helper", None)),
    ]
    assert "household_year" not in {change.type for change in done.changes}


def test_the_head_leaves_in_a_split(register: Register, wang: Household):
    with pytest.raises(errors.SuccessorMissing):
        wang.live("split", new_household=NEW, members=["王五", "李梅"], head="王五")
    done = wang.live("split", new_household=NEW, members=["王五", "李梅"], head="李梅", successor="王强")
    old = Household(register, Place(VILLAGE, "household", NEW))
    assert old.relations == {"李梅": "01", "王五": "02"}
    assert wang.relations == {"王强": "01", "赵一": "02", "王小": "03"}
    assert ("number", None) in tasks(done)


def test_relations_of_both_households_are_entered_together(register: Register):
    big = register.household(
        *(("王五", "1", "01"), ("张三", "1", "03"), ("张四", "1", "03"), ("赵一", "2", "05"), ("孙二", "2", "99")),
    )
    split = {"new_household": NEW, "members": ["张三", "赵一"], "head": "张三"}
    with pytest.raises(errors.RelationsMissing) as refused:
        big.live("split", **split)
    assert refused.value.facts == {"names": ("赵一",)}
    with pytest.raises(errors.UnknownMember):
        big.live("split", **split, relations={"赵一": "02", "孙二": "99"})
    big.live("split", **split, relations={"赵一": "02"})
    assert Household(register, Place(VILLAGE, "household", NEW)).relations == {"张三": "01", "赵一": "02"}


def test_what_is_no_split(wang: Household):
    with pytest.raises(errors.NobodyChosen):
        wang.live("split", new_household=NEW, members=[], head="王强")
    with pytest.raises(errors.NobodyLeft):
        wang.live("split", new_household=NEW, members=list(wang.relations), head="王强")
    with pytest.raises(errors.SuccessorNotPresent):
        wang.live("split", new_household=NEW, members=["赵一"], head="王强")
    with pytest.raises(errors.UnknownMember):
        wang.live("split", new_household=NEW, members=["赵一", uuid(0xBB)], head="赵一")
    with pytest.raises(errors.NameTaken):
        wang.live("split", new_household=wang.place.record, members=["赵一"], head="赵一")


def test_split_and_merged_again_it_is_as_before(register: Register, wang: Household):
    relations, values = wang.relations, wang.values
    wang.live("split", new_household=NEW, members=["王强", "赵一", "王小"], head="王强")
    young = Household(register, Place(VILLAGE, "household", NEW))
    young.live("merge", "2018-07-01", into=wang.link, relation="03")
    assert wang.relations == relations
    assert wang.values == values
    assert young.values["merged_into"] == wang.link
    assert young.family.present == {}
    assert {one.get("moved_to") for one in wang.family.present.values()} == {None}


# ---------------------------------------------------------------------------------------------------------------- merge


@pytest.mark.parametrize("area", [VILLAGE, NEIGHBOUR])
def test_a_household_joins_another(register: Register, wang: Household, area: str):
    old = register.household(("王大", "1", "01"), ("孙二", "2", "02"), area=area)
    done = old.live("merge", into=wang.link, relation="11")
    assert wang.relations == {"王五": "01", "李梅": "02", "王强": "03", "赵一": "05", "王小": "07"} | {
        "王大": "11",
        "孙二": "12",
    }
    assert old.values["merged_into"] == wang.link
    assert old.family.present == {}
    assert wang.member("王大")["change_code"] == "07"
    assert tasks(done) == [("size", 2018), ("income", 2018), ("income", 2018)]


def test_the_head_who_joins_may_become_the_head_of_all(register: Register, wang: Household):
    old = register.household(("王大", "1", "01"), ("孙二", "2", "02"))
    father = old.who("王大")
    old.live("merge", into=wang.link, relation="11", head="王大")
    assert wang.values["head_member_id"] == member_id(father, wang.place.record)
    assert wang.relations == {"王大": "01", "孙二": "02", "王五": "03", "李梅": "05", "王强": "07"} | {
        "赵一": "99",
        "王小": "26",
    }


def test_another_of_the_household_joined_may_become_the_head(register: Register, wang: Household):
    old = register.household(("王大", "1", "01"))
    old.live("merge", into=wang.link, relation="11", head=wang.who("王强"))
    assert wang.relations == {"王强": "01", "王五": "11", "李梅": "12", "赵一": "02", "王小": "03"} | {"王大": "17"}


def test_heads_of_a_merger_are_settled_or_asked(register: Register, wang: Household):
    old = register.household(("王大", "1", "01"), ("孙二", "2", "99"))
    with pytest.raises(errors.RelationMissing) as refused:
        old.live("merge", into=wang.link)
    assert refused.value.facts == {"names": ("王大", "王五")}
    with pytest.raises(errors.TwoHeads):
        old.live("merge", into=wang.link, relation="01")
    with pytest.raises(errors.RelationsMissing) as asked:
        old.live("merge", into=wang.link, relation="11")
    assert asked.value.facts == {"names": ("孙二",)}
    with pytest.raises(errors.SuccessorNotPresent):
        old.live("merge", into=wang.link, relation="11", head=uuid(0xBB))
    with pytest.raises(errors.SameHousehold):
        old.live("merge", into=old.link, relation="11")
    old.live("merge", into=wang.link, relation="11", relations={"孙二": "12"})
    assert (wang.relations["王大"], wang.relations["孙二"]) == ("11", "12")


def test_mergers_of_households_without_people_or_head(register: Register, wang: Household):
    empty = register.household()
    empty.live("merge", into=wang.link)
    assert empty.values["merged_into"] == wang.link
    vacant = register.household()
    headless = register.household(("孙二", "2", "02"), ("孙三", "1", "03"))
    with pytest.raises(errors.HeadMissing):
        headless.live("merge", into=vacant.link)
    with pytest.raises(errors.RelationsMissing):
        headless.live("merge", into=wang.link)
    with pytest.raises(errors.HeadMissing):
        wang.live("merge", into=headless.link)
    wang.live("merge", into=vacant.link)
    assert vacant.head == "王五"
    assert vacant.relations == {"王五": "01", "李梅": "02", "王强": "03", "赵一": "05", "王小": "07"}
    headless.live("merge", into=vacant.link, relations={"孙二": "99", "孙三": "99"})
    assert vacant.head == "王五"

"""Events of households on tablets: written offline, synced, and what two tablets make of the same household."""

from collections.abc import Callable

import pytest

from client_stub.editing import Edit, Occasion
from client_stub.errors import NotFound, OutOfReach
from client_stub.events import Written
from client_stub.households import Household
from client_stub.tablet import Tablet
from schemas.events import errors, read_form
from sync.revision import RecordKey
from tests.integration.tablet.conftest import NewTablet
from tests.integration.tablet.home import NEIGHBOUR, VILLAGE, Home

OFFICE = Occasion("desk_edit", reason="建档")
FAMILY = (("王五", "1", "01"), ("李梅", "2", "02"), ("王强", "1", "03"), ("赵一", "2", "05"))
ON = "2018-10-01"

Register = Callable[..., None]


def register(
    tablet: Tablet, number: str, people: tuple[tuple[str, str, str], ...] = FAMILY, area: str = VILLAGE
) -> str:
    """Register a household, and return its uuid."""
    household = tablet.new_id()
    ids = [tablet.new_id() for _ in people]
    edits = [Edit(area, RecordKey("household", household), {"household_no": number, "head_member_id": ids[0]})]
    for member, (name, sex, relation) in zip(ids, people, strict=True):
        values = {"household": household, "name": name, "sex": sex, "relation": relation, "in_household": True}
        edits.append(Edit(area, RecordKey("member", member), values))
    tablet.edit(edits, OFFICE)
    return household


def member(household: Household, name: str) -> str:
    return next(one.key.record for one in household.members if one.values["name"] == name)


def live(tablet: Tablet, number: str, kind: str, **entered: object) -> Written:
    """Let something happen; names of the household's people stand for their uuids."""
    household = tablet.household(number)
    known = {one.values["name"]: one.key.record for one in household.members}
    fields = {
        field: [known[one] for one in value] if isinstance(value, list) else known.get(str(value), value)
        for field, value in entered.items()
        if field != "name"
    }
    named = {"name": entered["name"]} if "name" in entered else {}
    return tablet.enact(household, read_form({"kind": kind, "on": ON, **fields, **named}), reason="村委会证明")


def birth(tablet: Tablet, number: str, name: str) -> Written:
    return live(tablet, number, "birth", member=tablet.new_id(), name=name, sex="1", relation="07")


def present(tablet: Tablet, number: str) -> dict[str, str]:
    members = tablet.household(number).members
    return {one.values["name"]: one.values["relation"] for one in members if one.values["in_household"]}


@pytest.fixture
def two(new_tablet: NewTablet) -> tuple[Tablet, Tablet]:
    """Two tablets that hold the same household, number 1."""
    anna, bo = new_tablet("anna"), new_tablet("bo")
    register(anna, "1")
    anna.sync()
    bo.sync()
    return anna, bo


def meet(*tablets: Tablet) -> None:
    for tablet in (*tablets, *tablets):
        assert tablet.sync().complete
    assert all(not tablet.void_fields() and not tablet.set_aside() for tablet in tablets)


def conflicts(tablet: Tablet) -> list[tuple[str, str, set[str]]]:
    return [(one.key.type, one.field, {str(side.value) for side in one.sides}) for one in tablet.conflicts()]


def test_a_day_of_events_reaches_the_other_tablet(two: tuple[Tablet, Tablet]):
    anna, bo = two
    written = birth(anna, "1", "王小")
    assert [one.task.value for one in written.follow_ups] == ["size", "certificate"]
    assert {(one.source, one.reason) for one in written.revisions} == {("desk_edit", "村委会证明")}
    live(anna, "1", "death", member="王五", successor="李梅")
    live(
        anna, "1", "split", new_household=anna.new_id(), household_no="2", members=["王强", "赵一", "王小"], head="王强"
    )
    meet(anna, bo)
    assert present(bo, "1") == {"李梅": "01"}
    assert present(bo, "2") == {"王强": "01", "赵一": "02", "王小": "03"}
    into = {"area": VILLAGE, "record": bo.household("1").id}
    live(bo, "2", "merge", into=into, relation="03")
    meet(anna, bo)
    assert present(anna, "1") == {"李梅": "01", "王强": "03", "赵一": "05", "王小": "07"}
    assert anna.household("2").closed
    assert conflicts(anna) == conflicts(bo) == []


def test_what_is_refused_leaves_nothing_behind(two: tuple[Tablet, Tablet]):
    anna, _ = two
    before = anna.status().unsent
    with pytest.raises(errors.SuccessorMissing):
        live(anna, "1", "death", member="王五")
    with pytest.raises(errors.DateInFuture):
        live(anna, "1", "death", member="王强", on="2018-10-21")
    elsewhere = {"area": VILLAGE, "record": anna.new_id()}
    with pytest.raises(NotFound):
        live(anna, "1", "transfer", member="王强", into=elsewhere, relation="99")
    assert anna.status().unsent == before


def test_what_leads_into_another_village_is_the_townships(two: tuple[Tablet, Tablet]):
    anna, _ = two
    with pytest.raises(OutOfReach) as refused:
        live(anna, "1", "move", area=NEIGHBOUR)
    assert refused.value.area == NEIGHBOUR
    elsewhere = {"area": NEIGHBOUR, "record": anna.new_id()}
    with pytest.raises(OutOfReach):
        live(anna, "1", "marriage_out", member="王强", into=elsewhere, relation="99")


def test_a_tablet_of_both_villages_moves_a_household_and_finds_it_where_it_is(new_tablet: NewTablet, home: Home):
    home.assign("anna", NEIGHBOUR)
    anna = new_tablet("anna")
    household = register(anna, "1")
    anna.sync()
    live(anna, "1", "move", area=NEIGHBOUR)
    assert anna.sync().complete
    assert not anna.void_fields()
    for name in ("1", household, "王五"):
        found = anna.household(name)
        assert (found.area, found.closed) == (NEIGHBOUR, False)
    assert present(anna, "1") == {"王五": "01", "李梅": "02", "王强": "03", "赵一": "05"}
    (left,) = anna.households(VILLAGE)
    assert left.closed
    assert left.record.values["moved_to"] == {"area": NEIGHBOUR, "record": household}
    live(anna, "1", "move", area=VILLAGE, on="2018-10-10")
    assert anna.household("1").area == VILLAGE
    assert anna.sync().complete


# ------------------------------------------------------------------------------------------------- two at the same time


def test_two_births_are_two_children(two: tuple[Tablet, Tablet]):
    anna, bo = two
    birth(anna, "1", "王大宝")
    birth(bo, "1", "王二宝")
    meet(anna, bo)
    assert {"王大宝", "王二宝"} <= present(anna, "1").keys() == present(bo, "1").keys()
    assert conflicts(anna) == []


def test_the_same_death_on_two_tablets_is_one(two: tuple[Tablet, Tablet]):
    anna, bo = two
    for tablet in two:
        live(tablet, "1", "death", member="王五", successor="李梅")
    meet(anna, bo)
    assert conflicts(anna) == conflicts(bo) == []
    assert present(anna, "1") == {"李梅": "01", "王强": "03", "赵一": "05"}


def test_a_member_who_died_here_and_married_out_there_is_asked_about(two: tuple[Tablet, Tablet]):
    anna, bo = two
    live(anna, "1", "death", member="王强")
    live(bo, "1", "marriage_out", member="王强")
    meet(anna, bo)
    assert conflicts(anna) == conflicts(bo) == [("member", "change_code", {"01", "02"})]
    assert "王强" not in present(anna, "1")


def test_two_successors_are_a_conflict_about_the_head(two: tuple[Tablet, Tablet]):
    anna, bo = two
    wife, son = (member(anna.household("1"), name) for name in ("李梅", "王强"))
    live(anna, "1", "death", member="王五", successor="李梅")
    live(bo, "1", "death", member="王五", successor="王强")
    meet(anna, bo)
    assert conflicts(anna) == conflicts(bo)
    assert ("household", "head_member_id", {wife, son}) in conflicts(anna)
    relations = [sides for _, field, sides in conflicts(anna) if field == "relation"]
    assert sorted(map(sorted, relations)) == [["01", "03"], ["01", "12"], ["02", "05"]]


def test_a_split_and_a_death_at_the_same_time_are_asked_about(two: tuple[Tablet, Tablet]):
    anna, bo = two
    live(anna, "1", "split", new_household=anna.new_id(), household_no="2", members=["王强", "赵一"], head="王强")
    live(bo, "1", "death", member="赵一")
    meet(anna, bo)
    assert present(anna, "2") == present(bo, "2") == {"王强": "01", "赵一": "02"}
    assert present(anna, "1") == {"王五": "01", "李梅": "02"}
    assert conflicts(anna) == [("member", "change_code", {"01", "08"})]


def test_two_splits_of_one_member_are_a_conflict_about_where_they_went(two: tuple[Tablet, Tablet]):
    anna, bo = two
    for number, tablet in enumerate(two, 2):
        live(
            tablet, "1", "split", new_household=tablet.new_id(), household_no=str(number), members=["王强"], head="王强"
        )
    meet(anna, bo)
    ((kind, field, sides),) = conflicts(anna)
    assert (kind, field) == ("member", "moved_to")
    assert sides == {str({"area": VILLAGE, "record": anna.household(number).id}) for number in ("2", "3")}

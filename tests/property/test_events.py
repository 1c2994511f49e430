"""After any sequence of events everybody counts in one household at most, and every household has its one head."""

from collections.abc import Mapping

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from schemas.events import EventError, Place
from schemas.events.errors import RelationsMissing
from schemas.events.family import Values
from tests.register import NEIGHBOUR, TOWNSHIP_AWAY, VILLAGE, Household, Register

VILLAGES = (VILLAGE, NEIGHBOUR, TOWNSHIP_AWAY)
RELATIONS = st.sampled_from(["01", "02", "03", "04", "05", "07", "11", "12", "13", "17", "99"])
SEXES = st.sampled_from(["1", "2", "9"])


def _anybody(lives: "Lives") -> bool:
    return bool(lives.people - lives.gone)


class Lives(RuleBasedStateMachine):
    """Households of three villages; who dies or leaves the register is counted, so that nobody gets lost."""

    def __init__(self) -> None:
        super().__init__()
        self.register = Register()
        self.day = 0
        self.people: set[str] = set()
        self.gone: set[str] = set()

    @initialize()
    def settle(self) -> None:
        for area in VILLAGES:
            self.register.household(
                ("甲", "1", "01"), ("乙", "2", "02"), ("丙", "1", "03"), ("丁", "2", "05"), area=area
            )
            self.register.household(("戊", "2", "01"), ("己", "1", "03"), ("庚", "2", "07"), area=area)
        self.people = {person for person, _ in self.register.present()}

    # ------------------------------------------------------------------------------------------------------ choosing

    def draw_household(self, data: st.DataObject, *, inhabited: bool = True) -> Household:
        places = [one.place for one in self.register.families() if not one.closed and (one.present or not inhabited)]
        return Household(self.register, data.draw(st.sampled_from(places)))

    def draw_present(self, data: st.DataObject, household: Household) -> str:
        return data.draw(st.sampled_from(sorted(household.family.present)))

    def live(self, data: st.DataObject, household: Household, kind: str, **entered: object) -> bool:
        """Let it happen, asking for relations that do not follow; return whether it happened."""
        self.day += 1
        on = f"2018-{self.day // 28 % 9 + 1:02}-{self.day % 28 + 1:02}"
        for _ in range(2):
            before = dict(self.register.records)
            try:
                household.live(kind, on, **{field: value for field, value in entered.items() if value is not None})
            except RelationsMissing as missing:
                assert self.register.records == before
                everybody = {**household.family.present, **self._other(entered.get("into"))}
                asked = {who for who, values in everybody.items() if values["name"] in missing.facts["names"]}
                relations = {who: data.draw(RELATIONS.filter(lambda code: code != "01")) for who in asked}
                entered = {**entered, "relations": relations}
            except EventError:
                assert self.register.records == before
                return False
            else:
                return True
        return False

    def _other(self, into: object) -> Mapping[str, Values]:
        return self._household(into).family.present if isinstance(into, dict) else {}

    def _household(self, link: Mapping[str, str]) -> Household:
        return Household(self.register, Place(link["area"], "household", link["record"]))

    # -------------------------------------------------------------------------------------------------------- events

    @rule(data=st.data(), kind=st.sampled_from(["birth", "marriage_in", "arrival"]), relation=RELATIONS, sex=SEXES)
    def somebody_comes(self, data: st.DataObject, kind: str, relation: str, sex: str) -> None:
        household = self.draw_household(data, inhabited=False)
        person = self.register.new_id()
        entered = {"member": person, "name": f"人{person[-4:]}", "sex": sex, "relation": relation}
        if self.live(data, household, kind, **entered):
            self.people.add(person)

    @precondition(_anybody)
    @rule(data=st.data(), kind=st.sampled_from(["death", "departure", "marriage_out"]))
    def somebody_goes(self, data: st.DataObject, kind: str) -> None:
        household = self.draw_household(data)
        person = self.draw_present(data, household)
        code = data.draw(st.sampled_from(["03", "04", "08"])) if kind == "departure" else None
        successor = data.draw(st.none() | st.sampled_from(sorted(household.family.present)))
        if self.live(data, household, kind, member=person, code=code, successor=successor):
            self.gone.add(household.person(person))

    @precondition(_anybody)
    @rule(data=st.data(), kind=st.sampled_from(["marriage_out", "transfer"]), relation=RELATIONS)
    def somebody_changes_household(self, data: st.DataObject, kind: str, relation: str) -> None:
        household, other = self.draw_household(data), self.draw_household(data, inhabited=False)
        person = self.draw_present(data, household)
        successor = data.draw(st.none() | st.sampled_from(sorted(household.family.present)))
        self.live(data, household, kind, member=person, into=other.link, relation=relation, successor=successor)

    @precondition(lambda self: self.gone)
    @rule(data=st.data(), relation=RELATIONS)
    def somebody_comes_back(self, data: st.DataObject, relation: str) -> None:
        household = self.draw_household(data, inhabited=False)
        gone = [one for one in sorted(household.family.members) if household.person(one) in self.gone]
        if gone:
            person = data.draw(st.sampled_from(gone))
            if self.live(data, household, "return", member=person, relation=relation):
                self.gone.discard(household.person(person))

    @precondition(_anybody)
    @rule(data=st.data(), area=st.sampled_from(VILLAGES))
    def a_household_moves(self, data: st.DataObject, area: str) -> None:
        self.live(data, self.draw_household(data), "move", area=area)

    @precondition(_anybody)
    @rule(data=st.data())
    def a_household_splits(self, data: st.DataObject) -> None:
        household = self.draw_household(data)
        members = data.draw(st.lists(st.sampled_from(sorted(household.family.present)), unique=True))
        head = data.draw(st.sampled_from(members)) if members else self.draw_present(data, household)
        successor = data.draw(st.none() | st.sampled_from(sorted(household.family.present)))
        entered = {"new_household": self.register.new_id(), "members": members, "head": head}
        self.live(data, household, "split", **entered, successor=successor)

    @rule(data=st.data(), relation=st.none() | RELATIONS)
    def a_household_joins_another(self, data: st.DataObject, relation: str | None) -> None:
        household, other = self.draw_household(data, inhabited=False), self.draw_household(data, inhabited=False)
        anybody = sorted({**household.family.present, **other.family.present})
        head = data.draw(st.none() | st.sampled_from(anybody)) if anybody else None
        self.live(data, household, "merge", into=other.link, relation=relation, head=head)

    # ---------------------------------------------------------------------------------------------------- invariants

    @invariant()
    def everybody_counts_in_one_household_and_nobody_is_lost(self) -> None:
        present = self.register.present()
        assert len({person for person, _ in present}) == len(present)
        assert {person for person, _ in present} == self.people - self.gone

    @invariant()
    def every_inhabited_household_has_its_one_head(self) -> None:
        for family in self.register.families():
            heads = [member for member, values in family.present.items() if values["relation"] == "01"]
            assert heads == ([family.values["head_member_id"]] if family.present else [])
            assert not (family.closed and family.present)

    @invariant()
    def the_links_lead_to_where_a_household_is_now_and_back(self) -> None:
        households = {one.place: one for one in self.register.families()}
        for left in households.values():
            now = left
            while (to := now.values.get("moved_to")) is not None:
                before, now = now, households[Place(to["area"], "household", to["record"])]
                if not now.closed:
                    back = now.values["moved_from"]
                    last = households[Place(back["area"], "household", back["record"])]
                    assert last.values["moved_to"] == before.values["moved_to"] == to


TestLives = Lives.TestCase
TestLives.settings = settings(stateful_step_count=30)

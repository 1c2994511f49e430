"""Relations to a new head, compared with those of a family whose blood and marriages are known."""

from collections.abc import Iterable

import pytest

from schemas.codes.member import RELATION
from schemas.events.kinship import HEAD, OTHER, only_children, relation_through, relation_to_new_head

MALE, FEMALE = "1", "2"
FOLLOWING = {f"{code:02}" for code in (*range(1, 21), 26, 27)}


class Genealogy:
    """Who is whose father, mother and spouse."""

    def __init__(self) -> None:
        self.sex: dict[str, str] = {}
        self.parents: dict[str, tuple[str, str]] = {}
        self.spouse: dict[str, str] = {}

    def marry(self, husband: str, wife: str) -> None:
        self.sex |= {husband: MALE, wife: FEMALE}
        self.spouse |= {husband: wife, wife: husband}

    def bear(self, child: str, sex: str, husband: str) -> None:
        self.sex[child] = sex
        self.parents[child] = (husband, self.spouse[husband])

    def relation(self, person: str, head: str) -> str:
        """What the person is to the head."""
        return self.kin(head).get(person, OTHER)

    def kin(self, head: str) -> dict[str, str]:
        """Everybody whom the table of §1.6 names, read literally."""
        found = {head: HEAD}

        def name(people: Iterable[str], of_men: str, of_women: str) -> None:
            for one in people:
                found.setdefault(one, of_men if self.sex[one] == MALE else of_women)

        for spouse in self.married(head):
            name([spouse], "02", "02")
            of_wife = self.sex[spouse] == FEMALE
            name(self.parents.get(spouse, ()), *(("13", "14") if of_wife else ("15", "16")))
        for child in self.children(head):
            name([child], "03", "04")
            name(self.married(child), "06", "05")
            name(self.children(child), *(("07", "08") if self.sex[child] == MALE else ("09", "10")))
            for grandchild in self.children(child):
                if self.sex[child] == self.sex[grandchild] == MALE:
                    name(self.children(grandchild), "26", "27")
        for parent in self.parents.get(head, ()):
            name([parent], "11", "12")
            name(self.parents.get(parent, ()), *(("17", "18") if self.sex[parent] == MALE else ("19", "20")))
            name(self.brothers(parent) if self.sex[parent] == MALE else (), "23", "23")
        name(self.siblings(head), "21", "21")
        for brother in self.brothers(head):
            name(self.married(brother), "22", "22")
            name(self.children(brother), "24", "25")
        return found

    def siblings(self, of: str) -> list[str]:
        parents = self.parents.get(of)
        return [one for one, theirs in self.parents.items() if one != of and theirs == parents]

    def brothers(self, of: str) -> list[str]:
        return [one for one in self.siblings(of) if self.sex[one] == MALE]

    def married(self, to: str) -> list[str]:
        return [self.spouse[to]] if to in self.spouse else []

    def children(self, of: str) -> list[str]:
        return [child for child, parents in self.parents.items() if of in parents]


def genealogy(sons: int = 1, daughters: int = 1) -> Genealogy:
    """Five generations around a couple, who have these children; each child is married and has two."""
    of = Genealogy()
    for side in ("his", "her"):
        of.marry(f"{side} father's father", f"{side} father's mother")
        of.marry(f"{side} mother's father", f"{side} mother's mother")
        of.marry(f"{side} father", f"{side} mother")
        of.bear(f"{side} father", MALE, f"{side} father's father")
        of.bear(f"{side} mother", FEMALE, f"{side} mother's father")
    of.marry("he", "she")
    of.bear("he", MALE, "his father")
    of.bear("she", FEMALE, "her father")
    for number in range(sons + daughters):
        own, other = (f"son {number}", f"his {number} wife") if number < sons else (f"hers {number}", f"girl {number}")
        of.marry(own, other)
        of.bear(own if number < sons else other, MALE if number < sons else FEMALE, "he")
        of.bear(f"grandson {number}", MALE, own)
        of.bear(f"granddaughter {number}", FEMALE, own)
    return of


@pytest.mark.parametrize("head", ["he", "she"])
@pytest.mark.parametrize(("sons", "daughters"), [(1, 1), (2, 1), (1, 2), (2, 2), (0, 1)])
def test_what_follows_is_right_and_what_may_be_several_is_asked(head: str, sons: int, daughters: int):
    family = genealogy(sons, daughters)
    to_head = {person: family.relation(person, head) for person in family.sex}
    only = only_children(list(to_head.values()))
    asked = 0
    for new_head, new_code in to_head.items():
        for person, code in to_head.items():
            if person == new_head or not {code, new_code} <= FOLLOWING:
                continue
            found = relation_to_new_head(code, new_code, sex=family.sex[head], only=only)
            if found is None:
                asked += 1
            else:
                assert found == family.relation(person, new_head), (person, new_head)
    assert (asked > 0) is (sons > 1 or daughters > 1)


def test_a_widow_keeps_the_descendants_and_gains_parents_in_law():
    def becomes(code: str) -> str | None:
        return relation_to_new_head(code, "02", sex=MALE)

    assert {code: becomes(code) for code in ("01", "03", "08", "09", "11", "12", "13", "14", "17")} == {
        "01": "02",
        "03": "03",
        "08": "08",
        "09": "09",
        "11": "15",
        "12": "16",
        "13": "11",
        "14": "12",
        "17": OTHER,
    }


def test_of_two_sons_the_wife_and_child_are_asked():
    assert relation_to_new_head("05", "03", sex=MALE) is None
    assert relation_to_new_head("07", "03", sex=MALE) is None
    assert relation_to_new_head("05", "03", sex=MALE, only={"s"}) == "02"
    assert relation_to_new_head("03", "03", sex=MALE) == "21"
    assert relation_to_new_head("09", "03", sex=MALE) == OTHER
    assert relation_to_new_head("03", "04", sex=MALE) == "21"
    assert relation_to_new_head("07", "04", sex=MALE) == "24"
    assert relation_to_new_head("07", "08", sex=MALE) is None  # a brother or a cousin


@pytest.mark.parametrize("code", [one.value for one in RELATION if one.value != HEAD])
def test_nothing_follows_from_an_unknown_sex_or_from_no_kinship(code: str):
    assert relation_to_new_head(code, "02", sex=None) is None
    assert relation_to_new_head(code, "03", sex="9") is None
    assert relation_to_new_head(OTHER, code, sex=MALE) is None
    assert relation_to_new_head(code, OTHER, sex=MALE) is None


@pytest.mark.parametrize("code", [one.value for one in RELATION])
def test_no_code_of_the_list_breaks_it(code: str):
    for other in RELATION:
        for sex in (MALE, FEMALE):
            found = relation_to_new_head(code, other.value, sex=sex)
            assert found is None or found in RELATION.codes


def test_who_has_one_child_of_a_sex_at_most():
    assert only_children(["01", "02"]) == {"s", "d"}
    assert only_children(["03", "05", "04", "04"]) == {"s"}
    assert only_children(["05", "05"]) == {"d"}


def test_a_household_that_joins_comes_by_way_of_its_head():
    def through(code: str, between: str, sex: str = MALE, sex_between: str = MALE) -> str | None:
        return relation_through(code, between, sex=sex, sex_between=sex_between)

    assert through("02", "11") == "12"  # the father's wife
    assert through("03", "11") == "21"  # the father's son is a brother
    assert through("05", "11") is None  # the father's son's wife: of a brother, or of the head
    assert through("02", "03") == "05"
    assert through("04", "03") == "08"
    assert through("01", "03") == "03"
    assert through("03", "02", sex=FEMALE) == "03"
    assert through("11", "02", sex=FEMALE) == "15"
    assert through("02", OTHER) is None
    assert through("02", "03", sex_between="9") is None


def test_nobody_is_found_to_be_the_head_whom_another_is():
    assert relation_through("02", "02", sex=FEMALE, sex_between=MALE) is None
    assert relation_to_new_head("02", "02", sex=MALE) is None

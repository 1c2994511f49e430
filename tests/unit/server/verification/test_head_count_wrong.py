import pytest

from server.verification.rules.arithmetic import HEAD_COUNT_WRONG
from tests.unit.server.verification.families import HOUSEHOLD, VILLAGE, Fields, ask, family, run

HEAD: Fields = {"relation": "01", "in_household": True}
WIFE: Fields = {"relation": "02", "in_household": True}
UNKNOWN: Fields = {"relation": None, "in_household": True}


def of(*people: Fields) -> list[bool | None]:
    return ask(HEAD_COUNT_WRONG, family(members=[(one, None) for one in people]))


@pytest.mark.parametrize(
    ("people", "odd"),
    [
        ([HEAD], False),
        ([HEAD, WIFE], False),
        ([HEAD, HEAD], True),
        ([WIFE], True),
        ([], True),
        ([HEAD, {**HEAD, "in_household": False}], False),
        ([{**HEAD, "in_household": False}, WIFE], True),
    ],
)
def test_each_household_has_one_head(people: list[Fields], odd: bool):
    assert of(*people) == [odd]


def test_while_somebodys_relation_is_unknown_it_is_not_asked():
    assert of(HEAD, UNKNOWN) == [None]
    assert of(WIFE, UNKNOWN) == [None]


def test_two_heads_are_too_many_whatever_else_is_unknown():
    assert of(HEAD, HEAD, UNKNOWN) == [True]


def test_it_asks_about_the_household_and_no_year():
    ((question, odd),) = run(HEAD_COUNT_WRONG, family(members=[])).odd.items()
    assert question == (VILLAGE, "head_count_wrong", (HOUSEHOLD,), None)
    assert HEAD_COUNT_WRONG.describe(odd.evidence).zh == "户主数为0"


@pytest.mark.parametrize("link", ["moved_to", "merged_into"])
def test_a_household_that_is_not_here_any_more_needs_none(link: str):
    gone = {link: {"area": "410822104205", "record": HOUSEHOLD}}
    assert ask(HEAD_COUNT_WRONG, family(members=[], of_household=gone)) == []


def test_the_years_of_a_household_are_not_counted_for_it():
    later = [one for one in family(year=2019) if one.key.type == "household_year"]
    assert ask(HEAD_COUNT_WRONG, family() + later) == [False]

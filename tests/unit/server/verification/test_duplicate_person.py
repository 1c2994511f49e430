import pytest

from server.verification.engine import MAX_SUBJECTS, Coverage
from server.verification.frames import Shown
from server.verification.rules.people import DUPLICATE_PERSON
from tests.unit.server.verification.families import VILLAGE, Fields, card, family, household_id, member_id, run


def living(number: int, *people: Fields) -> list[Shown]:
    """Return a household of which these are members; all have an identity card, and the first has number 1."""
    members = [({"in_household": True, "id_number": card(1), **one}, None) for one in people]
    return family(members=members, household=household_id(number), first=10 * number)


def subjects(*records: list[Shown]) -> list[tuple[str, ...]]:
    done = run(DUPLICATE_PERSON, [one for several in records for one in several])
    return [question.subjects for question in done.odd]


def test_one_number_in_two_households_is_one_question_about_both_members():
    records = [*living(1, {}), *living(2, {})]
    ((question, odd),) = run(DUPLICATE_PERSON, records).odd.items()
    assert question == (VILLAGE, "duplicate_person", (member_id(10), member_id(20)), None)
    assert odd.households == {household_id(1), household_id(2)}
    assert odd.evidence == {
        "id_number": f"410899********{card(1)[-4:]}",
        "members": 2,
        "households": 2,
        "reach": "village",
        "fields": ["member.id_number", "member.in_household"],
    }
    assert (
        DUPLICATE_PERSON.describe(odd.evidence).zh
        == f"人员重复（同村）：证件号410899********{card(1)[-4:]}在2户中登记2次"
    )


def test_the_same_household_may_have_somebody_twice():
    (odd,) = run(DUPLICATE_PERSON, living(1, {}, {})).odd.values()
    assert (odd.evidence["reach"], odd.evidence["households"]) == ("household", 1)
    assert "in one household" in DUPLICATE_PERSON.describe(odd.evidence).en


def test_three_are_one_question():
    assert subjects(living(1, {}), living(2, {}, {})) == [(member_id(10), member_id(20), member_id(21))]


@pytest.mark.parametrize("typed", [f" {card(1)}", card(1).lower(), f"{card(1)}44", f"{card(1)}4421"])
def test_it_is_the_number_of_the_card_that_counts_however_it_was_given(typed: str):
    assert len(subjects(living(1, {}), living(2, {"id_number": typed}))) == 1


@pytest.mark.parametrize("number", ["", "none", "000", "4.10899E+17"])
def test_what_is_nobodys_number_is_not_compared(number: str):
    records = [*living(1, {"id_number": number}), *living(2, {"id_number": number})]
    assert run(DUPLICATE_PERSON, records).coverage["duplicate_person"] == Coverage(2, 0, 0)


def test_who_has_left_a_household_is_no_member_of_it_twice():
    records = [*living(1, {"in_household": False}), *living(2, {})]
    done = run(DUPLICATE_PERSON, records)
    assert done.odd == {}
    assert done.coverage["duplicate_person"] == Coverage(1, 1, 0)


def test_of_whom_it_is_unknown_whether_he_left_it_is_not_asked():
    done = run(DUPLICATE_PERSON, [*living(1, {"in_household": None}), *living(2, {})])
    assert done.odd == {}
    assert [one.subject for one in done.gaps] == [member_id(10)]


def test_different_people_are_right():
    assert subjects(living(1, {}), living(2, {"id_number": card(2)})) == []


def test_of_a_crowd_the_first_are_named_and_all_are_counted():
    crowd = [one for n in range(1, MAX_SUBJECTS + 3) for one in living(n, {})]
    ((question, odd),) = run(DUPLICATE_PERSON, crowd).odd.items()
    assert len(question.subjects) == MAX_SUBJECTS
    assert odd.evidence["members"] == MAX_SUBJECTS + 2

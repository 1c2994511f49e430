"""What finds a household or a member."""

import pytest

from server.reading import terms
from server.reading.terms import Kind, Term
from sync.merge import Candidate, State
from sync.revision import DELETED, RecordKey
from tests.replicas import uuid


def found_by(record_type: str, **values: object) -> set[Term]:
    state = State(("a",), {field: (Candidate(0, "a", value),) for field, value in values.items()}, revisions=1)
    return set(terms.terms_of(RecordKey(record_type, uuid(1)), state))


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("张伟", {"zw", "zhangwei"}),
        ("单雄信", {"sxx", "shanxiongxin", "dxx", "danxiongxin", "cxx", "chanxiongxin"}),
        ("曾国藩", {"zgf", "zengguofan", "cgf", "cengguofan"}),
        ("吕布", {"lb", "lvbu"}),
        ("买买提·吐尔逊", {"mmttex", "maimaitituerxun"}),
        (" 张　伟 ", {"zw", "zhangwei"}),
        ("J", {"j"}),
        ("Ａnna", {"anna"}),
        ("··", set()),
    ],
)
def test_a_name_is_found_by_initials_and_syllables(name: str, pinyin: set[str]):
    found = found_by("member", name=name)
    assert {one.text for one in found if one.kind is Kind.PINYIN} >= pinyin
    assert len([one for one in found if one.kind is Kind.NAME]) == bool(pinyin)


@pytest.mark.parametrize(
    "number", ["410899900101123", "410899199001011239", "41089919900101123X", "4108991990010112394 3"]
)
def test_every_number_of_a_person_is_the_same_term(number: str):
    assert terms.id_term(number.replace(" ", "")) == Term(Kind.ID, "41089919900101123")


def test_a_number_of_no_known_shape_is_found_as_it_is():
    assert terms.id_term(" １２ab ") == Term(Kind.ID, "12AB")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("张", {Kind.NAME}),
        ("zw", {Kind.NUMBER, Kind.PINYIN}),
        ("xi'an", {Kind.NUMBER, Kind.PINYIN}),
        ("4108", {Kind.NUMBER}),
        ("h12", {Kind.NUMBER}),
        ("张w", {Kind.NAME}),
        (" ·", set()),
        ("", set()),
    ],
)
def test_what_somebody_may_mean(text: str, kinds: set[Kind]):
    assert {one.kind for one in terms.asked(text)} == kinds


def test_numbers_are_found_in_any_form():
    assert found_by("household", household_no="４１０８-２２") == {Term(Kind.NUMBER, "410822")}
    assert Term(Kind.NUMBER, "p1") in found_by("member", person_no="P1")


def test_what_is_deleted_empty_or_strange_is_not_found():
    assert found_by("member", name="张伟", **{DELETED: True}) == set()
    assert found_by("member", name=None, person_no=5, id_number=["x"]) == set()
    assert found_by("member", id_number=" ", person_no="-") == set()
    assert found_by("visit", name="张伟") == set()

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.identity import ResidentId
from server.verification.rules.people import ID_SEX_MISMATCH
from tests.unit.server.verification.families import HEAD, ask, family, run

MAN, WOMAN = "410899197003152012", "410899197208202028"


def of(sex: str | None, number: str | None) -> list[bool | None]:
    return ask(ID_SEX_MISMATCH, family(members=[({"sex": sex, "id_number": number}, None)]))


@pytest.mark.parametrize("number", [MAN, f"{MAN}44", f"{MAN}4421", "410899700315201", f" {MAN} "])
def test_the_last_digit_of_the_sequence_is_odd_for_men(number: str):
    assert of("1", number) == [False]
    assert of("2", number) == [True]


def test_and_even_for_women():
    assert of("2", WOMAN) == [False]
    assert of("1", WOMAN) == [True]


@pytest.mark.parametrize("sex", [None, "0", "9"])
def test_a_sex_that_is_unknown_or_not_stated_is_no_answer(sex: str | None):
    assert of(sex, MAN) == [None]


@pytest.mark.parametrize("number", [None, "", "none", "4.10899E+17", MAN[:-2]])
def test_what_is_no_number_says_nothing_of_sex(number: str | None):
    assert of("1", number) == [None]


def test_both_are_said_by_their_labels():
    (odd,) = run(ID_SEX_MISMATCH, family(members=[(HEAD | {"sex": "2"}, None)])).odd.values()
    said = ID_SEX_MISMATCH.describe(odd.evidence)
    assert said.zh == "性别（女性）与证件号410899********2012（男性）不符"
    assert "(female)" in said.en


@given(
    st.one_of(
        st.from_regex(r"\s?(?:[0-9]{15}|[0-9]{17}[0-9Xx](?:[1-7][1-4](?:[0-9A-Z]{2})?)?)\s?", fullmatch=True),
        st.text("0123456789０９ＸxX 　", max_size=23),
    )
)
def test_it_agrees_with_the_schema_on_any_number(number: str):
    frame = pl.DataFrame({"member.id_number": [number], "member.sex": ["1"]})
    try:
        expected = ResidentId.parse(number).sex != "1"
    except ValueError:
        expected = None
    assert frame.select(ID_SEX_MISMATCH.condition).item() == expected

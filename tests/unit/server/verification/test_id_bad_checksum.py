import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.identity import CHECK_CHARACTERS, ResidentId, check_character, normalise
from server.verification.rules.people import ID_BAD_CHECKSUM
from tests.unit.server.verification.families import WORKER, ask, family, member_id, run

DIGITS = "41089919700315201"


def of(number: object) -> list[bool | None]:
    return ask(ID_BAD_CHECKSUM, family(members=[({"id_number": number, "in_household": True}, WORKER)]))


@pytest.mark.parametrize("character", CHECK_CHARACTERS)
def test_ten_of_eleven_check_characters_are_odd(character: str):
    assert of(DIGITS + character) == [character != check_character(DIGITS)]


@pytest.mark.parametrize(
    "typed",
    ["410899197003152012", " 410899197003152012 ", "４１０８９９１９７００３１５２０１２", "41089919700315005x"],
)
def test_how_it_was_typed_does_not_matter(typed: str):
    assert of(typed) == [False]


def test_a_letter_among_the_digits_has_no_right_check_character():
    assert of("41O899197003152012") == [True]


@pytest.mark.parametrize(
    "number", ["410899700315201", "41089919700315201144", "4108991970031520114421", "4.10899E+17", ""]
)
def test_other_lengths_are_questions_of_other_rules(number: str):
    assert of(number) == [False]


def test_without_a_number_it_is_not_asked():
    assert of(None) == [None]


def test_somebody_who_left_the_household_is_still_asked_about():
    assert ask(ID_BAD_CHECKSUM, family(members=[({"id_number": DIGITS + "1", "in_household": False}, None)])) == [True]


def test_the_evidence_names_the_member_and_hides_the_number():
    ((question, odd),) = run(ID_BAD_CHECKSUM, family(members=[({"id_number": DIGITS + "1"}, None)])).odd.items()
    assert question[2:] == ((member_id(0),), None)
    assert odd.evidence == {
        "id_number": "410899********2011",
        "remainder": CHECK_CHARACTERS.index("2"),
        "fields": ["member.id_number"],
    }
    assert ID_BAD_CHECKSUM.describe(odd.evidence).zh == "身份证号410899********2011校验位错误"


def expected(number: str) -> bool:
    """The same by the schema's own reading, character by character."""
    if len(normalise(number)) != 18:
        return False
    try:
        return not ResidentId.parse(number).checksum_ok
    except ValueError:
        return True


@given(
    st.one_of(
        st.from_regex(r"\s?[0-9]{17}[0-9Xx]\s?", fullmatch=True),
        st.text("0123456789０９ＸxX 　", max_size=20),
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=17, max_size=19),
    )
)
def test_it_agrees_with_the_schema_on_any_text(number: str):
    frame = pl.DataFrame({"member.id_number": [number]})
    assert frame.select(ID_BAD_CHECKSUM.condition).item() == expected(number)

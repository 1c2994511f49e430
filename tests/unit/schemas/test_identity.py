from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.identity import ResidentId, check_character, normalise

# Synthetic people only: the prefix 410899 is not assigned.
FIRST_17 = st.builds(
    lambda born, sequence: f"410899{born:%Y%m%d}{sequence:03}",
    st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
)


def iso_7064_mod_11_2(digits: str) -> str:
    """Compute the check character as ISO 7064 states it, without GB 11643's table of weights."""
    remainder = 0
    for digit in digits:
        remainder = (remainder + int(digit)) * 2 % 11
    check = (12 - remainder) % 11
    return "X" if check == 10 else str(check)


@given(first_17=FIRST_17)
def test_the_check_character_agrees_with_iso_7064(first_17: str) -> None:
    assert check_character(first_17) == iso_7064_mod_11_2(first_17)
    assert ResidentId.parse(first_17 + check_character(first_17)).checksum_ok


@given(first_17=FIRST_17, place=st.integers(0, 16), shift=st.integers(1, 9))
def test_a_wrong_digit_is_always_noticed(first_17: str, place: int, shift: int) -> None:
    wrong = str((int(first_17[place]) + shift) % 10)
    number = first_17[:place] + wrong + first_17[place + 1 :] + check_character(first_17)
    assert ResidentId.parse(number).checksum_ok is False


@given(first_17=FIRST_17, place=st.integers(0, 15))
def test_two_digits_changed_over_are_always_noticed(first_17: str, place: int) -> None:
    one, other = first_17[place], first_17[place + 1]
    number = first_17[:place] + other + one + first_17[place + 2 :] + check_character(first_17)
    assert ResidentId.parse(number).checksum_ok == (one == other)


@given(born=st.dates(date(1900, 1, 1), date(2020, 12, 31)), sequence=st.integers(0, 999))
def test_birth_date_and_sex_are_in_the_number(born: date, sequence: int) -> None:
    first_17 = f"410899{born:%Y%m%d}{sequence:03}"
    number = ResidentId.parse(first_17 + check_character(first_17))
    assert (number.kind, number.area, number.birth_date) == ("resident", "410899", born)
    assert number.sex == ("1" if sequence % 2 else "2")
    assert number.disability_type is None
    assert number.disability_grade is None


def test_a_legacy_number_has_a_short_year_and_no_check_character() -> None:
    number = ResidentId.parse("410899500229007")
    assert (number.kind, number.sex, number.checksum_ok) == ("legacy", "1", None)
    assert number.birth_date is None  # 1950 was no leap year
    assert ResidentId.parse("410899500228007").birth_date == date(1950, 2, 28)


@pytest.mark.parametrize("suffix", ["", "B1"])
def test_a_disability_certificate_adds_type_and_grade(suffix: str) -> None:
    first_17 = "41089919700101004"
    number = ResidentId.parse(f"{first_17}{check_character(first_17)}42{suffix}")
    assert number.kind == ("disability_reissued" if suffix else "disability")
    assert (number.disability_type, number.disability_grade) == ("4", "2")
    assert number.checksum_ok
    assert number.sex == "2"
    assert number.birth_date == date(1970, 1, 1)


def test_numbers_are_compared_in_normal_form() -> None:
    assert normalise("\u3000４１０８９９１９７００１０１００４x ") == "41089919700101004X"
    assert ResidentId.parse(" 41089919700101004x").number == "41089919700101004X"


@pytest.mark.parametrize("text", ["", "4.1E+17", "41089919700101", "4108991970010100X4", "41089919700101004X1", "四"])
def test_what_has_no_known_shape(text: str) -> None:
    with pytest.raises(ValueError, match="15, 18, 20 or 22"):
        ResidentId.parse(text)

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.values import CalendarDate, Phone, PublicKey

DATE = TypeAdapter(CalendarDate)
DIGITS = "0123456789"


def is_a_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).year >= 1000
    except ValueError:
        return False


@pytest.mark.parametrize("year", [1000, 1600, 1900, 1999, 2000, 2018, 2020, 2100])
def test_every_day_of_a_year_is_a_date(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert DATE.validator.isinstance_python(day.isoformat())
        day += timedelta(days=1)


@given(text=st.from_regex("[0-9]{4}-[0-3][0-9]-[0-4][0-9]", fullmatch=True, alphabet=DIGITS + "-"))
def test_a_date_is_a_day_that_the_calendar_has(text: str) -> None:
    assert DATE.validator.isinstance_python(text) == is_a_day(text)


@pytest.mark.parametrize(
    "text", ["2018-1-1", "20180101", "2018-W01-1", "2018-01-01T00", "2018-01-01\n", "２０１８-01-01"]
)
def test_a_date_has_one_form(text: str) -> None:
    assert not DATE.validator.isinstance_python(text)


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("13800000000", True),
        ("12800000000", False),
        ("138000000", False),
        ("0391-2991234", True),
        ("03912991234", True),
        ("2991234", False),
    ],
)
def test_phones(text: str, ok: bool) -> None:
    assert TypeAdapter(Phone).validator.isinstance_python(text) is ok


def test_a_public_key_is_on_p_256() -> None:
    adapter = TypeAdapter(PublicKey)
    head = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"
    assert adapter.validate_python(head + "A" * 86) == head + "A" * 86
    with pytest.raises(ValidationError):
        adapter.validate_python("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQgDQgAE" + "A" * 86)
    with pytest.raises(ValidationError):
        adapter.validate_python(head + "A" * 86 + "==")

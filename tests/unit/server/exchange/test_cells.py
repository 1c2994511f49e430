import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.exchange.cells import guard, words
from server.exchange.faults import BadCell, Wrong

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1)
"""What a field may hold: nobody types control characters."""


@given(TEXTS)
def test_what_is_written_is_read_back(text: str):
    assert words(guard(text)) == text


@given(TEXTS)
def test_nothing_that_is_written_is_a_formula(text: str):
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "'", "'=1", "/", " 张三", "4.1E+17", "#REF!", "-", "＝1"])
def test_what_a_spreadsheet_would_change_is_guarded(text: str):
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["张三", "410899199001011234", "0391-1234567", "a'b", "x=1"])
def test_ordinary_text_stays_as_it_is(text: str):
    assert guard(text) == text


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (" 张三 ", "张三"),
        ("", None),
        (None, None),
        (" — ", None),
        ("/", None),
        ("'", None),
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (True, "是"),
        (False, "否"),
        (999_999_999_999_999, "999999999999999"),
    ],
)
def test_cells_are_read_as_text(cell: str | float | None, said: str | None):
    assert words(cell) == said


@pytest.mark.parametrize("cell", [410899199001011234, 4.10899199001011e17, "4.10899E+17", "4.1e17", 10**15])
def test_a_number_that_lost_its_digits_is_told(cell: str | float):
    with pytest.raises(BadCell) as caught:
        words(cell)
    assert caught.value.wrong is Wrong.NUMBER_TRUNCATED


@pytest.mark.parametrize(("cell", "wrong"), [("#REF!", Wrong.BROKEN_FORMULA), ("张\0三", Wrong.CONTROL_CHARACTERS)])
def test_what_is_no_text_is_told(cell: str, wrong: Wrong):
    with pytest.raises(BadCell) as caught:
        words(cell)
    assert caught.value.wrong is wrong

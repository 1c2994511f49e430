import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.area import covers, level, parse_area, township_of

VILLAGES = st.from_regex("[0-9]{12}", fullmatch=True, alphabet="0123456789").map(parse_area)


def test_the_length_tells_the_level() -> None:
    assert [level(parse_area("410822104203"[:length])) for length in (4, 6, 9, 12)] == [
        "city",
        "county",
        "township",
        "village",
    ]


@pytest.mark.parametrize("text", ["", "41", "41082", "4108221042031", "41082210420x", "４１０８", "4108 ", "²²²²"])
def test_what_is_no_area_code(text: str) -> None:
    with pytest.raises(ValueError, match="not an area code"):
        parse_area(text)


@given(village=VILLAGES, length=st.sampled_from([4, 6, 9, 12]))
def test_an_area_covers_itself_and_what_lies_within(village: str, length: int) -> None:
    area = parse_area(village[:length])
    assert covers(area, parse_area(village))
    assert covers(parse_area(village), area) == (length == 12)


@given(village=VILLAGES)
def test_a_village_is_kept_under_its_township_and_higher_areas_under_themselves(village: str) -> None:
    township = village[:9]
    assert township_of(parse_area(village)) == township
    assert township_of(parse_area(township)) == township
    assert township_of(parse_area(village[:6])) == village[:6]
    assert township_of(parse_area(village[:4])) == village[:4]

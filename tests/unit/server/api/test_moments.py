"""Moments and versions as requests name them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from server.api.moments import Moment, MomentOrDay, Version, is_revision, parse_moment

MOMENT, VERSION = TypeAdapter(Moment), TypeAdapter(Version)
REVISION = "05j8u9p800bpqbndeutqrkuc1dgscm4o8s5fl5iih49pos2jt3o0"


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("0", 0),
        ("1540000000000", 1_540_000_000_000),
        ("2018-10-20T01:46:40Z", 1_540_000_000_000),
        ("2018-10-20t01:46:40z", 1_540_000_000_000),
        ("2018-10-20T09:46:40+08:00", 1_540_000_000_000),
        ("2018-10-20T09:46:40 08:00", 1_540_000_000_000),
        ("2018-10-20T01:46:40.250Z", 1_540_000_000_250),
        ("2018-10-19T20:46:40-05:00", 1_540_000_000_000),
    ],
)
def test_a_moment(text: str, ms: int):
    assert MOMENT.validate_python(text) == text
    assert VERSION.validate_python(text) == text
    assert parse_moment(text) == ms
    assert not is_revision(text)


@pytest.mark.parametrize(
    "text",
    ["", "-1", "1" * 15, "today", "2018-10-20T09:46:40", "2018-02-30T00:00:00Z", "0001-01-01T00:00:00Z",
     "2018-10-20T24:01:00Z", "2018-10-20T00:00:00+99:00", "٣", f"{REVISION}\n"],
)  # fmt: skip
def test_no_moment(text: str):
    with pytest.raises(ValidationError):
        MOMENT.validate_python(text)
    with pytest.raises(ValidationError):
        VERSION.validate_python(text)


def test_a_day_stands_for_its_end_in_china():
    for named in (TypeAdapter(MomentOrDay), VERSION):
        assert named.validate_python("2018-10-20") == "2018-10-20"
        with pytest.raises(ValidationError, match="no such time"):
            named.validate_python("2018-02-30")
    with pytest.raises(ValidationError):
        MOMENT.validate_python("2018-10-20")
    assert parse_moment("2018-10-20") == parse_moment("2018-10-20T23:59:59.999+08:00")


def test_a_revision_is_a_version_and_no_moment():
    assert VERSION.validate_python(REVISION) == REVISION
    assert is_revision(REVISION)
    with pytest.raises(ValidationError):
        MOMENT.validate_python(REVISION)

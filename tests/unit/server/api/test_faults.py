"""What people read about a request that is not of the form that is asked for."""

import pytest

from server.api.faults import KINDS, MOST, NAMES, UNKNOWN_PARAMETER, fault, faults

FACTS = {
    "max_length": 3, "min_length": 2, "ge": 1, "gt": 1, "le": 9, "lt": 9, "allowed": "at",
    "discriminator": "'grant'", "expected": "'E' or 'W'", "expected_tags": "'password'",
}  # fmt: skip


def test_every_kind_is_said_in_both_languages():
    for kind in KINDS:
        said = fault(kind, ("body", "limit"), **FACTS)
        assert not said["zh"].isascii()
        assert said["en"].isascii()
        assert "{" not in said["zh"] + said["en"]
    for label, _ in NAMES.values():
        assert not label.zh.isascii()
        assert label.en.isascii()


def test_a_part_that_people_know_is_named_and_shown():
    said = fault("string_pattern_mismatch", ("query", "area"), pattern="^[0-9]{4}$")
    assert said == {
        "at": "query/area",
        "code": "string_pattern_mismatch",
        "zh": "地区代码（area）：格式不对，例如 4108、410822、410822001、410822001201。",
        "en": "area code (area): not in the expected format, such as 4108 or 410822 or 410822001 or 410822001201.",
    }


def test_a_line_of_a_list_is_called_as_the_list():
    assert fault("string_pattern_mismatch", ("body", "parents", 3))["zh"].startswith(
        "所依据的版本（parents）：格式不对，例如"
    )


def test_a_body_that_is_no_json_is_called_the_body():
    assert fault("json_invalid", ("body", 17))["zh"].startswith("请求内容（body）：不是有效的 JSON")
    assert fault("json_invalid", ())["at"] == "body"


def test_an_unknown_kind_still_reads():
    assert fault("invented_next_year", ("query", "x"))["zh"] == "x：不符合要求，请核对接口文档。"


@pytest.mark.parametrize("name", ["x" * 10_000, "\ud800", "{limit}"])
def test_an_invented_name_is_cut_and_can_be_written(name: str):
    said = fault(UNKNOWN_PARAMETER, ("query", name), allowed="at")
    assert len(said["at"]) <= len("query/") + 64
    assert said["en"].encode()


def test_only_so_many_are_listed():
    assert len(faults({"type": "missing", "loc": ("body", str(one))} for one in range(10 * MOST))) == MOST

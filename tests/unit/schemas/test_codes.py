import pytest

from schemas.codes import CODE_LISTS, CODES_VERSION, Code, CodeList
from schemas.label import Label

ONE = Label("一", "one")


def test_a_list_has_each_code_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        CodeList("numbers", ONE, Code("1", ONE), Code("1", ONE))


def test_the_version_is_that_of_the_newest_code() -> None:
    newest = [(name, code.value) for name, codes in CODE_LISTS.items() for code in codes if code.since == CODES_VERSION]
    assert newest == [("labour", "05")]


def test_ethnic_groups_are_numbered_as_in_the_standard() -> None:
    groups = CODE_LISTS["ethnicity"].codes
    assert [groups[code].label.zh for code in ("01", "03", "11", "28", "43", "56")] == [
        "汉族",
        "回族",
        "满族",
        "景颇族",
        "乌孜别克族",
        "基诺族",
    ]
    assert len(groups) == 58

import pytest

from schemas.codes import CODE_LISTS, CODES_VERSION, Code, CodeList
from schemas.label import Label

ONE = Label("一", "one")


def test_a_list_has_each_code_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        CodeList("numbers", ONE, Code("1", ONE), Code("1", ONE))


def test_each_version_brought_something_and_took_nothing_away() -> None:
    brought: dict[int, set[str]] = {}
    for name, codes in CODE_LISTS.items():
        for code in codes:
            brought.setdefault(code.since, set()).add(f"{name}.{code.value}")
    assert sorted(brought) == list(range(1, CODES_VERSION + 1))
    assert brought[2] == {"labour.05"}
    assert {"relation.21", "education.07", "measure_kind.job", "exit_state.follow_up"} <= brought[3]
    assert {"relation.20", "education.05", "decision_state.assigned"} <= brought[1]


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

import string

import pytest

from server.exchange.archives import Refused
from server.exchange.faults import KEPT, BadCell, Fault, Faults, Place, Wrong


@pytest.mark.parametrize("wrong", Wrong, ids=lambda wrong: wrong.name)
def test_every_fault_speaks_both_languages_of_the_same_facts(wrong: Wrong):
    for label in (wrong.problem, wrong.remedy):
        assert label.zh
        assert label.en
        zh, en = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (label.zh, label.en))
        assert {name.removesuffix("_en") for name in en} == zh


def test_facts_are_filled_in():
    fault = Fault(Place("a.csv", row=3, column="年度"), Wrong.OTHER_YEAR, "2017", {"found": 2017, "year": 2018})
    assert "2017" in fault.problem.zh
    assert "2018" in fault.problem.en


def test_faults_are_counted_beyond_those_that_are_kept():
    faults = Faults()
    for row in range(KEPT + 5):
        faults.add(Place("a.csv", row=row), BadCell(Wrong.MISSING), "x" * 1000)
    assert faults.count == KEPT + 5
    assert len(faults.kept) == KEPT
    assert len(faults.kept[0].value) < 50


def test_a_value_does_not_command_the_terminal():
    faults = Faults()
    faults.add(Place("a.csv", row=1), BadCell(Wrong.MISSING), "\x1b[2J张三\n")
    assert faults.kept[0].value == "�[2J张三�"


def test_the_workbook_process_names_faults_of_the_catalogue():
    assert Refused("TOO_BIG", limit=1).wrong in Wrong.__members__

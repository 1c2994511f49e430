import pytest

from server.verification.rules.labour import WAGE_WITHOUT_WORKER
from tests.unit.server.verification.families import AT_HOME, HEAD, WIFE, WORKER, Fields, ask, family, run

NOT_ASKED: Fields = {"work_months": None}
POST: Fields = {"work_months": None, "public_post": "01", "public_post_months": 12}


def of(head: Fields | None, wife: Fields = AT_HOME, **income: int | None) -> list[bool | None]:
    return ask(WAGE_WITHOUT_WORKER, family(income, [(HEAD, head), (WIFE, wife)]))


def test_wages_that_nobody_earned_are_odd():
    assert of(AT_HOME) == [True]


@pytest.mark.parametrize("worker", [WORKER, POST, {"work_months": 1}])
def test_one_worker_or_one_public_post_is_enough(worker: Fields):
    assert of(worker) == [False]
    assert of(worker, NOT_ASKED) == [False]


def test_no_wages_need_no_worker():
    assert of(AT_HOME, wage_income=0) == [False]
    assert of(NOT_ASKED, wage_income=0) == [False]


@pytest.mark.parametrize("head", [NOT_ASKED, None])
def test_while_anybodys_work_is_unknown_it_is_not_asked(head: Fields | None):
    assert of(head) == [None]


def test_without_the_wage_it_is_not_asked():
    assert of(AT_HOME, wage_income=None) == [None]


def test_without_members_it_is_not_asked():
    assert ask(WAGE_WITHOUT_WORKER, family(members=[])) == [None]


def test_who_left_the_household_does_not_count_as_its_worker():
    gone = HEAD | {"in_household": False, "change_code": "02"}
    assert ask(WAGE_WITHOUT_WORKER, family(members=[(gone, WORKER), (WIFE, AT_HOME)])) == [True]


def test_another_years_work_does_not_count():
    other = [one for one in family(year=2017) if one.key.type == "member_year"]
    assert ask(WAGE_WITHOUT_WORKER, family(members=[(HEAD, None), (WIFE, AT_HOME)]) + other[:1]) == [None]
    assert ask(WAGE_WITHOUT_WORKER, family(members=[(HEAD, AT_HOME), (WIFE, AT_HOME)]) + other[:1]) == [True]


def test_the_evidence_counts_who_is_in_the_household():
    gone = {**HEAD, "in_household": False}
    done = run(WAGE_WITHOUT_WORKER, family(members=[(gone, WORKER), (WIFE, AT_HOME), (HEAD, AT_HOME)]))
    (odd,) = done.odd.values()
    assert (odd.evidence["wage_income"], odd.evidence["members"]) == (2_400_000, 2)
    assert WAGE_WITHOUT_WORKER.describe(odd.evidence).zh == "有工资性收入24000.00元，但在户2人均无务工月数或公益性岗位"

from hypothesis import given
from hypothesis import strategies as st

from schemas.naming import flag_id
from server.verification.catalogue import CATALOGUE
from server.verification.engine import Coverage, Evaluation, evaluate
from server.verification.frames import Shown
from server.verification.rules.arithmetic import INCOME_NET_MISMATCH
from server.verification.rules.labour import WAGE_WITHOUT_WORKER
from server.verification.rules.people import DUPLICATE_PERSON
from tests.unit.server.verification.families import (
    AT_HOME,
    HEAD,
    HOUSEHOLD,
    VILLAGE,
    Fields,
    family,
    member_id,
    policy,
    run,
)

WRONG: Fields = {"net_income": 1}
Member = tuple[Fields, Fields | None]


def household(number: int) -> str:
    return f"01665100-0000-7000-8000-{number:012d}"


def test_what_is_right_raises_nothing_and_is_counted():
    done = evaluate(family(), policy())
    assert done.odd == {}
    assert {one.rule for one in done.gaps} == {"yoy_income_jump"}
    assert done.coverage["income_net_mismatch"] == Coverage(1, 1, 0)
    assert done.coverage["id_bad_checksum"] == Coverage(2, 2, 0)
    assert done.coverage["exit_income_below_line"] == Coverage(0, 0, 0)


def test_nothing_at_all_is_no_error():
    assert evaluate([], policy()).coverage == {rule.id: Coverage() for rule in CATALOGUE}


def test_what_could_not_be_asked_is_named_and_lowers_the_coverage():
    done = run(INCOME_NET_MISMATCH, family({"net_income": None}))
    assert [(one.subject, one.period) for one in done.gaps] == [(HOUSEHOLD, 2018)]
    assert done.coverage["income_net_mismatch"] == Coverage(1, 0, 0)


def test_coverage_adds_up():
    assert Coverage(3, 2, 1) + Coverage(4, 4, 0) == Coverage(7, 6, 1)


def test_a_question_names_its_flag():
    (question,) = run(INCOME_NET_MISMATCH, family(WRONG)).odd
    assert question.flag == flag_id("income_net_mismatch", [HOUSEHOLD], 2018)


def test_each_year_is_a_question_of_its_own():
    earlier = [one for one in family(WRONG, year=2017) if one.key.type == "household_year"]
    assert {one.period for one in run(INCOME_NET_MISMATCH, family(WRONG) + earlier).odd} == {2017, 2018}


def test_a_parameter_has_the_value_of_the_rows_year():
    entry = policy().parameter["income_tolerance"][0]
    loose = policy().model_copy(
        update={
            "parameter": {
                "income_tolerance": [
                    entry.model_validate(entry.model_dump() | {"valid_to": "2017-12-31"}, strict=False),
                    entry.model_validate(
                        entry.model_dump() | {"value": 10**9, "valid_from": "2018-01-01", "valid_to": "2018-12-31"},
                        strict=False,
                    ),
                    entry.model_validate(
                        entry.model_dump() | {"value": None, "valid_from": "2019-01-01"}, strict=False
                    ),
                ]
            }
        }
    )
    years = [one for year in (2017, 2018, 2019) for one in family(WRONG, year=year) if one.key.type == "household_year"]
    done = evaluate(years, loose, [INCOME_NET_MISMATCH])
    assert [one.period for one in done.odd] == [2017]
    assert [one.period for one in done.gaps] == [2019]


def test_a_parameter_that_is_known_in_no_year_is_never_asked():
    entry = policy().parameter["income_tolerance"][0].model_copy(update={"value": None})
    unknown = policy().model_copy(update={"parameter": {"income_tolerance": [entry]}})
    done = evaluate(family(WRONG), unknown, [INCOME_NET_MISMATCH])
    assert done.odd == {}
    assert done.coverage["income_net_mismatch"] == Coverage(1, 0, 0)


def test_areas_do_not_mix():
    elsewhere = family(members=[(HEAD, AT_HOME)], area="410822104205")
    done = evaluate([*family(), *elsewhere], policy(), [WAGE_WITHOUT_WORKER, DUPLICATE_PERSON])
    assert {(one.area, one.rule) for one in done.odd} == {("410822104205", "wage_without_worker")}


amounts = st.one_of(st.none(), st.integers(-3, 3).map(lambda yuan: yuan * 100))
numbers = st.sampled_from([None, "410899197003152012", "410899197003152013", "15 digits"])
people = st.tuples(
    st.fixed_dictionaries({"id_number": numbers, "in_household": st.sampled_from([True, False, None])}),
    st.one_of(st.none(), st.fixed_dictionaries({"work_months": st.sampled_from([None, 0, 3])})),
)
incomes = st.fixed_dictionaries(
    dict.fromkeys(("wage_income", "gross_income", "business_expense", "net_income"), amounts)
)


@given(st.lists(st.tuples(incomes, st.lists(people, max_size=3)), max_size=5))
def test_households_are_asked_alike_one_by_one_and_all_together(drawn: list[tuple[Fields, list[Member]]]):
    families = [_numbered(number, income, members) for number, (income, members) in enumerate(drawn)]
    rules = [rule for rule in CATALOGUE if rule.alike is None]
    together = evaluate([one for records in families for one in records], policy(), rules)
    singly = [evaluate(records, policy(), rules) for records in families]
    assert together.odd == {question: odd for done in singly for question, odd in done.odd.items()}
    assert together.gaps == {gap for done in singly for gap in done.gaps}
    for rule in rules:
        assert together.coverage[rule.id] == sum((done.coverage[rule.id] for done in singly), Coverage())
    assert _answers(together) <= {(VILLAGE, rule.id) for rule in CATALOGUE}


def _numbered(number: int, income: Fields, members: list[Member]) -> list[Shown]:
    """Return a family whose members are nobody else's."""
    renamed = {member_id(place): member_id(10 * number + place) for place in range(3)}
    return [
        one._replace(
            key=one.key._replace(record=renamed.get(one.key.record, one.key.record)),
            values={
                name: renamed.get(value, value) if name == "member" else value for name, value in one.values.items()
            },
        )
        for one in family(income, members, household=household(number + 1))
    ]


def _answers(done: Evaluation) -> set[tuple[str, str]]:
    return {(one.area, one.rule) for one in (*done.odd, *done.gaps)}

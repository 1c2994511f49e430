"""After any edits, verifying what they touched leaves the same flags as verifying everything each time.

The same edits go to two villages of one server. In one, the worker sees the households that an edit touched; in the
other, all households are queued before each run.
"""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.naming import household_year_id, member_year_id
from server.store import queue
from server.verification.catalogue import BY_ID
from sync.authoring import Draft
from sync.revision import RecordKey
from tests.integration.verification.village import TOWNSHIP, Village
from tests.unit.server.verification.families import INCOME, YEAR, Fields, card, household_id, member_id

HOUSEHOLDS = [household_id(number) for number in (1, 2, 3)]
MEMBERS = [member_id(number) for number in (1, 2, 3)]
YEARS = (YEAR - 1, YEAR)

WRONG_NUMBER = "410899197003152013"
NUMBERS = [None, "none", WRONG_NUMBER, card(1), f"{card(1)}44", card(2)]

Edit = tuple[RecordKey, dict[str, Any], bool | None]


def of_household(household: str, exit_year: int | None) -> Edit:
    return RecordKey("household", household), {"household_no": "1", "exit_year": exit_year}, None


def of_year(household: str, year: int, income: Fields, size: int | None) -> Edit:
    fields = {"household": household, "year": year, "member_count": size, "income": {**INCOME, **income}}
    return RecordKey("household_year", household_year_id(household, year)), fields, None


def of_member(member: str, household: str, number: str | None, person: Fields) -> Edit:
    return RecordKey("member", member), {"household": household, "id_number": number, **person}, None


def of_member_year(member: str, household: str, months: int | None) -> Edit:
    fields = {"member": member, "household": household, "year": YEAR, "work_months": months}
    return RecordKey("member_year", member_year_id(member, YEAR)), fields, None


def deletion(key: RecordKey, deleted: bool) -> Edit:
    return key, {}, deleted


RUN = None
"""Stands between edits where the worker runs."""

WOMAN: Fields = {"sex": "2", "relation": "02", "in_household": True}
NOT_ADDING_UP: Fields = {
    "gross_income": 1,
    "transfer_income": 5,
    "property_income": 7_000,
    "net_income": 1,
    "net_income_per_capita": 200_000,
}
BEGINNING: list[Edit | None] = [
    of_household(HOUSEHOLDS[0], YEAR),
    of_year(HOUSEHOLDS[0], YEAR - 1, {"net_income_per_capita": 10_000}, 1),
    of_year(HOUSEHOLDS[0], YEAR, NOT_ADDING_UP, 5),
    of_member(MEMBERS[0], HOUSEHOLDS[0], WRONG_NUMBER, WOMAN),
    of_member_year(MEMBERS[0], HOUSEHOLDS[0], 0),
    of_household(HOUSEHOLDS[1], None),
    of_member(MEMBERS[1], HOUSEHOLDS[1], WRONG_NUMBER, WOMAN | {"relation": "01"}),
    of_member_year(MEMBERS[1], HOUSEHOLDS[1], 6),
]
"""Each rule finds something in the first household, one of them also in the second."""

households, members, years = st.sampled_from(HOUSEHOLDS), st.sampled_from(MEMBERS), st.sampled_from(YEARS)
incomes = st.fixed_dictionaries(
    {},
    optional={
        "wage_income": st.sampled_from([None, 0]),
        "net_income": st.sampled_from([None, 1]),
        "net_income_per_capita": st.sampled_from([None, 10_000, 200_000]),
        "transfer_income": st.sampled_from([None, 5]),
        "window": st.sampled_from([None, {"from": "2017-01-01", "to": "2018-12-31"}]),
    },
)
people = st.fixed_dictionaries(
    {
        "sex": st.sampled_from([None, "1", "2"]),
        "relation": st.sampled_from([None, "01", "02"]),
        "in_household": st.sampled_from([True, True, True, False, None]),
    },
    optional={"change_code": st.just("06"), "changed_on": st.sampled_from(["2017-11-01", "2018-11-01"])},
)
keys = st.one_of(
    st.builds(lambda one: RecordKey("household", one), households),
    st.builds(lambda one: RecordKey("member", one), members),
    st.builds(lambda one, year: RecordKey("household_year", household_year_id(one, year)), households, years),
)
edits = st.one_of(
    st.builds(of_household, households, st.sampled_from([None, *YEARS])),
    st.builds(of_year, households, years, incomes, st.sampled_from([None, 0, 1, 2])),
    st.builds(of_member, members, households, st.sampled_from(NUMBERS), people),
    st.builds(of_member_year, members, households, st.sampled_from([None, 0, 6])),
    st.builds(deletion, keys, st.booleans()),
)
_numbers = count(1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough: the other tests of the store hold on both."""
    return sqlite_url


def apply(village: Village, area: str, edit: Edit) -> None:
    key, fields, deleted = edit
    if deleted is not None and village.state(key, area) is None:
        return
    village.write(Draft(area, key, fields, "desk_edit", deleted=deleted, reason="test"))


def findings(village: Village, area: str) -> dict[str, Any]:
    """Return all flags of an area: whether each is present, and on which evidence."""
    with village.replica.reading() as (tx, _):
        flags = {RecordKey("flag", row.record) for row in tx.page(area, 0, 100_000) if row.type == "flag"}
        states = tx.states(area, flags)
    found = [state.values() for state in states.values()]
    return {
        f"{one['rule']} {one['period']} {one['subjects']}": (one["finding"]["present"], one["finding"]["evidence"])
        for one in found
    }


def run(village: Village, whole: str) -> None:
    with village.replica.begin() as work:
        queue.enqueue(work.tx.connection, whole, HOUSEHOLDS)
    assert village.drain().failed == 0


TWICE = of_member(MEMBERS[1], HOUSEHOLDS[1], card(1), WOMAN), of_member(MEMBERS[2], HOUSEHOLDS[2], card(1), WOMAN)
THREE_TIMES = (*TWICE, of_member(MEMBERS[0], HOUSEHOLDS[0], card(1), WOMAN))
SECOND = RecordKey("household", HOUSEHOLDS[1])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
# A third with the same number; one of two who cannot be asked about; a household struck off, which then comes back.
@example([*TWICE, RUN, *THREE_TIMES[2:], RUN])
@example([*TWICE, RUN, of_member(MEMBERS[1], HOUSEHOLDS[1], None, WOMAN), RUN, *TWICE[1:], RUN])
@example([*THREE_TIMES, RUN, deletion(SECOND, deleted=True), RUN])
@example([*THREE_TIMES, RUN, deletion(SECOND, deleted=True), RUN, deletion(SECOND, deleted=False), RUN])
@given(st.lists(st.one_of(edits, st.just(RUN)), min_size=3, max_size=14))
def test_incremental_and_full_runs_leave_the_same_flags(village: Village, steps: list[Edit | None]):
    touched, whole = f"{TOWNSHIP}{next(_numbers):03d}", f"{TOWNSHIP}{next(_numbers):03d}"
    for step in BEGINNING:
        apply(village, touched, step)
        apply(village, whole, step)
    run(village, whole)
    assert {one.split()[0] for one in findings(village, touched)} == BY_ID.keys()
    for step in [*steps, RUN]:
        if step is RUN:
            run(village, whole)
        else:
            apply(village, touched, step)
            apply(village, whole, step)
    assert findings(village, touched) == findings(village, whole)
    with village.replica.begin() as work:
        queue.enqueue(work.tx.connection, touched, HOUSEHOLDS)
    assert village.drain().written == 0

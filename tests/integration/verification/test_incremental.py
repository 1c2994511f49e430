"""After any edits, verifying what they touched leaves the same flags as verifying everything each time.

The same edits go to two villages of one server. In one, the worker sees the households that an edit touched; in the
other, all households are queued before each run.
"""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.naming import flag_id, household_year_id, member_year_id
from server.store import queue
from sync.authoring import Draft
from sync.revision import RecordKey
from tests.integration.verification.village import TOWNSHIP, Village
from tests.unit.server.verification.families import HEAD, INCOME, YEAR, member_id

HOUSEHOLDS = [f"01665100-0000-7000-8000-{number:012d}" for number in (1, 2)]
MEMBERS = [member_id(number) for number in (0, 1)]

households, members = st.sampled_from(HOUSEHOLDS), st.sampled_from(MEMBERS)
amounts = st.sampled_from([None, 0, 100, 1_000_000])
incomes = st.fixed_dictionaries(
    {"wage_income": amounts, "net_income": st.sampled_from([None, 1, INCOME["net_income"]])}
)

Edit = tuple[RecordKey, dict[str, Any], bool | None]


def of_year(household: str, income: dict[str, Any]) -> Edit:
    fields = {"household": household, "year": YEAR, "income": INCOME | income}
    return RecordKey("household_year", household_year_id(household, YEAR)), fields, None


def of_member(member: str, household: str, number: str | None) -> Edit:
    return RecordKey("member", member), {"household": household, "id_number": number, "in_household": True}, None


def of_member_year(member: str, household: str, months: int | None) -> Edit:
    fields = {"member": member, "household": household, "year": YEAR, "work_months": months}
    return RecordKey("member_year", member_year_id(member, YEAR)), fields, None


def deletion(member: str, deleted: bool) -> Edit:
    return RecordKey("member", member), {}, deleted


RUN = None
"""Stands between edits where the worker runs."""

WRONG_NUMBER = "410899197003152013"
BEGINNING = [
    of_year(HOUSEHOLDS[0], {"wage_income": 1_000_000, "net_income": 1}),
    of_member(MEMBERS[0], HOUSEHOLDS[0], WRONG_NUMBER),
    of_member_year(MEMBERS[0], HOUSEHOLDS[0], 0),
    of_year(HOUSEHOLDS[1], {}),
    of_member(MEMBERS[1], HOUSEHOLDS[1], HEAD["id_number"]),
    of_member_year(MEMBERS[1], HOUSEHOLDS[1], 6),
]
"""Each rule finds something in the first household, and nothing in the second."""

edits = st.one_of(
    st.builds(of_year, households, incomes),
    st.builds(of_member, members, households, st.sampled_from([None, HEAD["id_number"], WRONG_NUMBER])),
    st.builds(of_member_year, members, households, st.sampled_from([None, 0, 6])),
    st.builds(deletion, members, st.booleans()),
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


def findings(village: Village, area: str) -> dict[str, tuple[bool, str]]:
    questions = [
        *[("income_net_mismatch", household, YEAR) for household in HOUSEHOLDS],
        *[("wage_without_worker", household, YEAR) for household in HOUSEHOLDS],
        *[("id_bad_checksum", member, None) for member in MEMBERS],
    ]
    states = [village.state(RecordKey("flag", flag_id(rule, [who], year)), area) for rule, who, year in questions]
    found = [
        (one, state.values()["finding"]) for one, state in zip(questions, states, strict=True) if state is not None
    ]
    return {f"{rule} {who}": (one["present"], one["evidence_hash"]) for (rule, who, _), one in found}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(edits, st.just(RUN)), min_size=3, max_size=12))
def test_incremental_and_full_runs_leave_the_same_flags(village: Village, steps: list[Edit | None]):
    touched, whole = f"{TOWNSHIP}{next(_numbers):03d}", f"{TOWNSHIP}{next(_numbers):03d}"
    for step in [*BEGINNING, RUN, *steps, RUN]:
        if step is not None:
            apply(village, touched, step)
            apply(village, whole, step)
            continue
        with village.replica.begin() as work:
            queue.enqueue(work.tx.connection, whole, HOUSEHOLDS)
        village.drain()
    assert findings(village, touched) == findings(village, whole)
    with village.replica.begin() as work:
        queue.enqueue(work.tx.connection, touched, HOUSEHOLDS)
    assert village.drain().written == 0

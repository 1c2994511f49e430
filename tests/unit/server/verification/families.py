"""Families as the rules see them: the records of one household, right in every respect unless a test changes it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from schemas.identity import check_character
from schemas.naming import household_year_id, member_year_id
from server.verification.catalogue import PARAMETERS
from server.verification.engine import Evaluation, evaluate
from server.verification.frames import Shown
from server.verification.policy import Policy, load_policy
from server.verification.rule import Rule
from sync.revision import RecordKey

Fields = Mapping[str, Any]

VILLAGE = "410822104203"
HOUSEHOLD = "01665100-0000-7000-8000-000000000001"
YEAR = 2018

INCOME = {
    "wage_income": 2_400_000,
    "business_income": 500_000,
    "business_expense": 150_000,
    "property_income": 0,
    "asset_dividend_income": 0,
    "other_property_income": 0,
    "transfer_income": 98_000,
    "family_planning_subsidy": 0,
    "dibao_income": 0,
    "tekun_income": 0,
    "pension_income": 0,
    "eco_comp_income": 0,
    "other_transfer_income": 98_000,
    "gross_income": 2_998_000,
    "net_income": 2_848_000,
    "net_income_per_capita": 1_424_000,
}
HEAD: Fields = {
    "name": "王五",
    "sex": "1",
    "relation": "01",
    "id_number": "410899197003152012",
    "in_household": True,
}
WIFE: Fields = {
    "name": "李四",
    "sex": "2",
    "relation": "02",
    "id_number": "410899197208202028",
    "in_household": True,
}
WORKER: Fields = {"work_months": 8}
AT_HOME: Fields = {"work_months": 0}


def member_id(number: int) -> str:
    return f"01665100-0000-7000-8000-1{number:011d}"


def household_id(number: int) -> str:
    return f"01665100-0000-7000-8000-{number:012d}"


def card(number: int) -> str:
    """Return the number of a man's identity card, another one for each number below 500."""
    digits = f"41089919700315{2 * number + 1:03d}"
    return digits + check_character(digits)


def family(
    income: Fields | None = None,
    members: Sequence[tuple[Fields, Fields | None]] = ((HEAD, WORKER), (WIFE, AT_HOME)),
    *,
    household: str = HOUSEHOLD,
    year: int = YEAR,
    area: str = VILLAGE,
    of_household: Fields | None = None,
    of_year: Fields | None = None,
    first: int = 0,
) -> list[Shown]:
    """Return a household, its year and its members.

    Args:
        income: changes single amounts.
        members: what is recorded of each and of the member's year, which None leaves out.
        of_household: changes fields of the household.
        of_year: changes fields of the household's year.
        first: the number of its first member, see `member_id`.
    """
    own = {"household_no": "4108990001", "village_code": area, **(of_household or {})}
    lives = {"household": household, "year": year, "member_count": len(members), **(of_year or {})}
    this_year = {**lives, "income": {**INCOME, **(income or {})}}
    records = [
        Shown(area, RecordKey("household", household), household, own),
        Shown(area, RecordKey("household_year", household_year_id(household, year)), household, this_year),
    ]
    for number, (person, status) in enumerate(members, first):
        one = member_id(number)
        records.append(Shown(area, RecordKey("member", one), household, {"household": household, **person}))
        if status is not None:
            about = {"member": one, "household": household, "year": year, **status}
            records.append(Shown(area, RecordKey("member_year", member_year_id(one, year)), household, about))
    return records


@cache
def policy() -> Policy:
    return load_policy(needed=PARAMETERS)


def ask(rule: Rule, records: Sequence[Shown]) -> list[bool | None]:
    """Return a rule's answers, sorted: true where it is odd, false where it is not, None where it was not asked."""
    done = run(rule, records)
    covered = done.coverage[rule.id]
    return [
        *[None] * (covered.rows - covered.evaluated),
        *[False] * (covered.evaluated - covered.odd),
        *[True] * covered.odd,
    ]


def run(rule: Rule, records: Sequence[Shown]) -> Evaluation:
    return evaluate(records, policy(), [rule])

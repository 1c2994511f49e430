"""Work, wages and payments against what is known of the members (domain specification §3.4)."""

import polars as pl

from schemas.label import Label
from server.verification.columns import field
from server.verification.rule import Grain, Rule, Scope, Severity
from server.verification.rules.household import COUNTED

_WAGE = field("household_year.income.wage_income")

# Without a post the field is empty; months of work that are empty were not asked.
_WORKS = (field("member_year.work_months") > 0) | field("member_year.public_post").is_not_null()

WAGE_WITHOUT_WORKER = Rule(
    id="wage_without_worker",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.WARNING,
    grain=Grain.HOUSEHOLD_YEAR,
    over_members={
        # Nobody works only if that is known of everybody.
        "anybody_works": (COUNTED & _WORKS).any(ignore_nulls=False),
        "members": COUNTED.sum(),
    },
    condition=(_WAGE > 0) & ~pl.col("anybody_works"),
    evidence={"wage_income": _WAGE, "members": pl.col("members")},
    message=Label(
        "有工资性收入{wage_income:yuan}元，但在户{members}人均无务工月数或公益性岗位",
        "Wage income of {wage_income:yuan} yuan, but none of the {members} members worked or holds a public post",
    ),
    clears=Label(
        "核对务工情况：补填务工月数或公益性岗位，或更正工资性收入",
        "Ask who earned it: enter months of work or the post, or correct the wage income",
    ),
    source="§3.4; V5",
)

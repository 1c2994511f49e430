"""Arithmetic of an income and of a household: totals against the formulae of the domain specification (§2.2, §3.2).

Each formula takes its operands as recorded, so that one slip is found once and not again in every total above it.
"""

import polars as pl

from schemas.label import Label
from server.verification.columns import field, parameter
from server.verification.rule import Grain, Rule, Scope, Severity
from server.verification.rules.household import COUNTED, MEMBERS, OPEN, SIZE

_TOLERANCE = parameter("income_tolerance")


def _amount(name: str) -> pl.Expr:
    return field(f"household_year.income.{name}")


def _sum(*names: str) -> pl.Expr:
    """Return the sum of these amounts, null where one is."""
    return pl.sum_horizontal(*map(_amount, names), ignore_nulls=False)


_GROSS, _EXPENSE, _NET = _amount("gross_income"), _amount("business_expense"), _amount("net_income")
_FOUR_PARTS = _sum("wage_income", "business_income", "property_income", "transfer_income")
_TRANSFER = _amount("transfer_income")
_SIX_ITEMS = _sum(
    "family_planning_subsidy",
    "dibao_income",
    "tekun_income",
    "pension_income",
    "eco_comp_income",
    "other_transfer_income",
)
_PROPERTY = _amount("property_income")
_TWO_ITEMS = _sum("asset_dividend_income", "other_property_income")
_PER_CAPITA = _amount("net_income_per_capita")
_MEMBER_COUNT = field("household_year.member_count")

INCOME_GROSS_MISMATCH = Rule(
    id="income_gross_mismatch",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.HOUSEHOLD_YEAR,
    condition=(_GROSS - _FOUR_PARTS).abs() > _TOLERANCE,
    evidence={
        "gross_income": _GROSS,
        "wage_income": _amount("wage_income"),
        "business_income": _amount("business_income"),
        "property_income": _PROPERTY,
        "transfer_income": _TRANSFER,
        "sum": _FOUR_PARTS,
    },
    message=Label(
        "总收入{gross_income:yuan}元≠四项之和{sum:yuan}元",
        "Gross income {gross_income:yuan} differs from the sum of its four parts {sum:yuan} (yuan)",
    ),
    clears=Label(
        "核对工资性、生产经营性、财产性、转移性四项收入和总收入",
        "Check gross income and its parts: wages, business, property and transfers",
    ),
    source="§3.2; tolerance G",
)

INCOME_TRANSFER_SUM_MISMATCH = Rule(
    id="income_transfer_sum_mismatch",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.HOUSEHOLD_YEAR,
    condition=(_TRANSFER - _SIX_ITEMS).abs() > _TOLERANCE,
    evidence={"transfer_income": _TRANSFER, "sum": _SIX_ITEMS},
    message=Label(
        "转移性收入{transfer_income:yuan}元与六个子项之和{sum:yuan}元不符",
        "Transfer income {transfer_income:yuan} differs from its six items {sum:yuan} (yuan)",
    ),
    clears=Label(
        "核对计划生育金、低保金、五保金、养老保险金、生态补偿金和其他转移性收入",
        "Check the six items: family planning, dibao, tekun, pensions, ecological compensation, other transfers",
    ),
    source="§3.2; tolerance G",
)

INCOME_PROPERTY_SUM_MISMATCH = Rule(
    id="income_property_sum_mismatch",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.HOUSEHOLD_YEAR,
    condition=(_PROPERTY - _TWO_ITEMS).abs() > _TOLERANCE,
    evidence={"property_income": _PROPERTY, "sum": _TWO_ITEMS},
    message=Label(
        "财产性收入{property_income:yuan}元与子项之和{sum:yuan}元不符",
        "Property income {property_income:yuan} differs from its items {sum:yuan} (yuan)",
    ),
    clears=Label(
        "核对资产收益扶贫分红收入和其他财产性收入",
        "Check its items: dividends of help assets, and other property income",
    ),
    source="§3.2; tolerance G",
)

INCOME_NET_MISMATCH = Rule(
    id="income_net_mismatch",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.HOUSEHOLD_YEAR,
    condition=(_NET - (_GROSS - _EXPENSE)).abs() > _TOLERANCE,
    evidence={"net_income": _NET, "gross_income": _GROSS, "business_expense": _EXPENSE},
    message=Label(
        "纯收入{net_income:yuan}元≠总收入{gross_income:yuan}元−经营支出{business_expense:yuan}元",
        "Net income {net_income:yuan} is not gross income {gross_income:yuan} less business expense "
        "{business_expense:yuan} (yuan)",
    ),
    clears=Label(
        "核对三项金额，使纯收入等于总收入减生产经营性支出",
        "Check the three amounts: net income is gross income less business expense",
    ),
    source="§3.2; tolerance G",
)

INCOME_PER_CAPITA_MISMATCH = Rule(
    id="income_per_capita_mismatch",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.HOUSEHOLD_YEAR,
    over_members=MEMBERS,
    # Multiplied out: nothing is divided, and so nothing rounded. Nobody at all is a question of the household's size.
    condition=pl.when(SIZE > 0).then((_PER_CAPITA * SIZE - _NET).abs() > parameter("per_capita_tolerance") * SIZE),
    evidence={"net_income_per_capita": _PER_CAPITA, "net_income": _NET, "members": SIZE},
    message=Label(
        "人均纯收入{net_income_per_capita:yuan}元与纯收入{net_income:yuan}元÷{members}人不符",
        "Net income per head {net_income_per_capita:yuan} is not net income {net_income:yuan} over {members} members "
        "(yuan)",
    ),
    clears=Label(
        "核对纯收入、核算期末在户人数和人均纯收入",
        "Check net income, the members at the end of the accounting year, and the income per head",
    ),
    source="§2.2, §3.2; tolerance G",
)

MEMBER_COUNT_MISMATCH = Rule(
    id="member_count_mismatch",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.HOUSEHOLD_YEAR,
    over_members=MEMBERS,
    condition=_MEMBER_COUNT != SIZE,
    evidence={"member_count": _MEMBER_COUNT, "members": SIZE},
    message=Label(
        "填报人口{member_count}人≠在户成员{members}人",
        "The stated size {member_count} differs from the {members} members listed",
    ),
    clears=Label(
        "核对家庭人口数；漏登的成员补登，已不在户的登记变更原因和日期",
        "Check the size; add members that are missing, record why and when others left",
    ),
    source="§3.2; V25",
)

_HEAD = COUNTED & (field("member.relation") == "01")

HEAD_COUNT_WRONG = Rule(
    id="head_count_wrong",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.HOUSEHOLD,
    applies=OPEN,
    over_members={"known_heads": _HEAD.sum(), "unknown": _HEAD.is_null().any()},
    # Two heads are too many, whatever is not known of the others.
    condition=pl.when(~pl.col("unknown").fill_null(value=False) | (pl.col("known_heads") > 1)).then(
        pl.col("known_heads").fill_null(0) != 1
    ),
    evidence={"heads": pl.col("known_heads").fill_null(0)},
    message=Label("户主数为{heads}", "{heads} heads of household"),
    clears=Label("核对与户主关系，每户有且只有一名户主", "Check the relations: each household has exactly one head"),
    source="§3.2; V5",
)

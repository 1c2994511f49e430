"""Arithmetic of an income: totals against the formulae of the domain specification (§2.2, §3.2).

Each formula takes its operands as recorded, so that one slip is found once and not again in every total above it.
"""

from schemas.label import Label
from server.verification.columns import field, parameter
from server.verification.rule import Grain, Rule, Scope, Severity

_GROSS = field("household_year.income.gross_income")
_EXPENSE = field("household_year.income.business_expense")
_NET = field("household_year.income.net_income")

INCOME_NET_MISMATCH = Rule(
    id="income_net_mismatch",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.HOUSEHOLD_YEAR,
    condition=(_NET - (_GROSS - _EXPENSE)).abs() > parameter("income_tolerance"),
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

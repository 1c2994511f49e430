"""Exits from the registry against the standards (domain specification §2.5, §3.5)."""

from schemas.label import Label
from server.verification.columns import field, parameter
from server.verification.rule import Grain, Rule, Scope, Severity

_PER_CAPITA = field("household_year.income.net_income_per_capita")
_LINE = parameter("poverty_line")

EXIT_INCOME_BELOW_LINE = Rule(
    id="exit_income_below_line",
    version=1,
    scope=Scope.RECORD,
    severity=Severity.ERROR,
    grain=Grain.HOUSEHOLD_YEAR,
    # Without a year of exit the household has not left.
    applies=(field("household.exit_year") == field("household_year.year")).fill_null(value=False),
    condition=_PER_CAPITA < _LINE,
    evidence={"net_income_per_capita": _PER_CAPITA, "line": _LINE},
    message=Label(
        "脱贫户人均纯收入{net_income_per_capita:yuan}元低于标准{line:yuan}元",
        "The household left the registry with {net_income_per_capita:yuan} per head, below the line of {line:yuan} "
        "(yuan)",
    ),
    clears=Label(
        "核实收入和退出年度；确未达标的撤销退出，标准有误的由县扶贫办更正政策参数",
        "Verify the income and the year of exit; undo the exit, or have the county office correct the line",
    ),
    source="§2.5, §3.5; V5, V1",
)

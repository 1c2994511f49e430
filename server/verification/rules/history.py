"""A household's year against the year before (domain specification §3.6)."""

import polars as pl

from schemas.label import Label
from server.verification.columns import field, parameter, previous
from server.verification.notes import Note
from server.verification.rule import Grain, Rule, Scope, Severity

_WHOLE = 10_000
"""One in the unit of shares, 0.01 %."""

_PER_CAPITA = "household_year.income.net_income_per_capita"
_NOW, _BEFORE = field(_PER_CAPITA), previous(_PER_CAPITA)
_RATIO, _AMOUNT = parameter("income_jump_ratio"), parameter("income_jump_amount")


def _window_moved() -> pl.Expr:
    """Return whether the two years' accounts do not begin and end on the same days of the year, as far as is known."""
    ends = (f"household_year.income.window.{end}" for end in ("from", "to"))
    return pl.any_horizontal(field(end).str.tail(5) != previous(end).str.tail(5) for end in ends)


YOY_INCOME_JUMP = Rule(
    id="yoy_income_jump",
    version=1,
    scope=Scope.HISTORY,
    severity=Severity.WARNING,
    grain=Grain.HOUSEHOLD_YEAR,
    # Multiplied out, so that a year of no income or of a loss is a beginning like any other.
    condition=(_NOW * _WHOLE > _BEFORE * _RATIO) & (_NOW - _BEFORE > _AMOUNT),
    evidence={"net_income_per_capita": _NOW, "year_before": _BEFORE},
    notes={Note.WINDOW_CHANGED: _window_moved()},
    message=Label(
        "人均纯收入由上年{year_before:yuan}元增至{net_income_per_capita:yuan}元",
        "Net income per head rose from {year_before:yuan} in the year before to {net_income_per_capita:yuan} (yuan)",
    ),
    clears=Label(
        "说明增收来源（如新增务工、项目分红、人口减少），并附凭证；填报有误的更正",
        "Explain where the rise comes from (new work, dividends, fewer members), with evidence, or correct the figures",
    ),
    source="§3.6; thresholds G",
)

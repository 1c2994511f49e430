"""The standards of yearly rows: parameters of the policy for their area and year, and the day that the year ends."""

from collections.abc import Collection, Mapping
from typing import Final

import polars as pl

from server.verification.columns import PARAMETER
from server.verification.policy import InForce, Policy

_COUNTY_DIGITS: Final = 6
"""No policy distinguishes areas below a county."""

_TYPES: Final[Mapping[str, pl.DataType]] = {"yes/no": pl.Boolean(), "name": pl.String()}
"""By the unit of a parameter; all others are whole numbers."""

_WINDOW_TO: Final = "household_year.income.window.to"


class Standards:
    """A policy, asked for many rows."""

    def __init__(self, policy: Policy) -> None:
        """Take the policy; what was looked up once is kept."""
        self._policy = policy
        self._found: dict[tuple[str, str, int], InForce] = {}

    def of(self, name: str, area: str, year: int) -> InForce:
        """Return what holds of a parameter; see `Policy.in_force`."""
        key = (name, area[:_COUNTY_DIGITS], year)
        if key not in self._found:
            self._found[key] = self._policy.in_force(*key)
        return self._found[key]

    def beside(self, rows: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
        """Add the columns of these parameters and `window_end` to rows; both are null where rows have no period."""
        county = pl.col("area").str.head(_COUNTY_DIGITS)
        places = rows.select("period", county=county).drop_nulls().unique()
        columns = {
            PARAMETER + name: [self.of(name, area, year).value for year, area in places.iter_rows()]
            for name in sorted(names)
        }
        ends = [self._policy.year_end.of(year) for year in places["period"]]
        types = {PARAMETER + name: _TYPES.get(self._policy.parameter[name][0].unit, pl.Int64()) for name in names}
        known = pl.DataFrame(
            {"period": places["period"], "county": places["county"], "window_end": ends} | columns,
            schema_overrides=types | {"window_end": pl.Date()},
        )
        joined = rows.with_columns(county=county).join(
            known, on=("period", "county"), how="left", maintain_order="left"
        )
        if _WINDOW_TO in rows.columns:
            own = pl.col(_WINDOW_TO).str.to_date("%Y-%m-%d", strict=False)
            joined = joined.with_columns(window_end=pl.coalesce(own, "window_end"))
        return joined.drop("county")

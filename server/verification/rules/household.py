"""Who counts as a member of a household, which its size and its income per head are divided by (§2.2).

Who left or joined after the accounting year had ended was, or was not yet, a member in that year: it is the window's
end that counts. Where the day of a change is not recorded, whether somebody is counted now holds for all years.
"""

from typing import Final

import polars as pl

from server.verification.columns import WINDOW_END, field

OPEN: Final = field("household.moved_to.record").is_null() & field("household.merged_into.record").is_null()
"""Whether the household is still here: one that moved away or joined another stays, with nobody in it."""

COUNTED: Final = field("member.in_household")
"""Whether a member is counted in the household now."""

_CHANGE = field("member.change_code")
_LATER = field("member.changed_on").str.to_date("%Y-%m-%d", strict=False) > WINDOW_END
_LEFT, _JOINED = ("01", "02", "03", "04", "08"), ("05", "06", "07")

COUNTED_THEN: Final = (
    pl.when(_LATER & _CHANGE.is_in(_LEFT))
    .then(pl.lit(value=True))
    .when(_LATER & _CHANGE.is_in(_JOINED))
    .then(pl.lit(value=False))
    .otherwise(COUNTED)
)
"""Whether a member was counted at the end of the accounting year."""

MEMBERS: Final = {"counted": COUNTED_THEN.sum(), "undecided": COUNTED_THEN.is_null().any()}
"""For `Rule.over_members`, where `SIZE` is read."""

SIZE: Final = pl.when(~pl.col("undecided").fill_null(value=False)).then(pl.col("counted").fill_null(0))
"""The members counted at the end of the accounting year, null where it is unknown of somebody; 0 where none is."""

"""The records of households as data frames, one row a record, as the rules' grains need them.

Values are those shown. Deleted records have no row, nor have the records of a deleted household. A value that the
schema of this version cannot hold (a newer one wrote it) is null, as if it had not been asked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from server.store import household_index
from server.store.log import LogTransaction
from server.verification.columns import PREVIOUS, data_type
from server.verification.likeness import Likeness
from server.verification.rule import Grain
from sync.merge import State
from sync.revision import RecordKey

TYPES = ("household", "household_year", "member", "member_year")
"""The record types that rules read, and so the frames that there are."""

_PLACE = ("area", "household")
_LINKS = {
    "household": (),
    "household_year": ("household_year.year", "household_year.income.window.to"),
    "member": (),
    "member_year": ("member_year.member", "member_year.year"),
}
"""What each frame has whether a rule reads it or not: the frames are joined by it, and years end by it."""


class Shown(NamedTuple):
    """A record that is not deleted: the household that it belongs to, and the values shown."""

    area: str
    key: RecordKey
    household: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frames:
    """The records of some households, by record type; the columns are `area`, `household`, `record` and fields."""

    household: pl.DataFrame
    household_year: pl.DataFrame
    member: pl.DataFrame
    member_year: pl.DataFrame

    def rows(self, grain: Grain, previous: Collection[str] = ()) -> pl.DataFrame:
        """Return the frame of a grain: its rows, with the fields of their household, `subject` and `period`.

        Rows of a household's year have these fields of the year before, null where it has no record.
        """
        match grain:
            case Grain.HOUSEHOLD:
                return self.household.with_columns(subject=pl.col("household"), period=pl.lit(None, pl.Int64))
            case Grain.HOUSEHOLD_YEAR:
                frame = self._beside_the_year_before(previous)
                subject, period = pl.col("household"), pl.col("household_year.year")
            case Grain.MEMBER:
                frame, subject, period = self.member, pl.col("record"), pl.lit(None, pl.Int64)
        joined = frame.join(self.household.drop("record"), on=_PLACE, how="left", maintain_order="left")
        return joined.with_columns(subject=subject, period=period)

    def members(self, grain: Grain) -> pl.DataFrame:
        """Return one row for each member; where the grain is yearly, for each member and year of the household.

        Then it has what is recorded of the member's year there. The year of somebody who came from another household
        counts here once its record names this one: a household can be verified by its own records, without those of
        others.
        """
        if not grain.yearly:
            return self.member.with_columns(period=pl.lit(None, pl.Int64))
        years = self.household_year.select(*_PLACE, period="household_year.year").unique()
        people = years.join(self.member, on=_PLACE, how="inner")
        of_year = self.member_year.drop("record")
        return people.join(
            of_year,
            left_on=(*_PLACE, "record", "period"),
            right_on=(*_PLACE, "member_year.member", "member_year.year"),
            how="left",
        )

    def _beside_the_year_before(self, fields: Collection[str]) -> pl.DataFrame:
        if not fields:
            return self.household_year
        year = "household_year.year"
        before = self.household_year.select(
            *_PLACE, pl.col(year) + 1, *(pl.col(path).alias(PREVIOUS + path) for path in sorted(fields))
        ).unique((*_PLACE, year), keep="first", maintain_order=True)
        return self.household_year.join(before, on=(*_PLACE, year), how="left", maintain_order="left")


def load(tx: LogTransaction, area: str, households: Collection[str]) -> list[Shown]:
    """Return the records of these households of an area that are not deleted."""
    keys = household_index.records(tx.connection, area, households, TYPES)
    return shown(area, tx.states(area, keys))


def shown(area: str, states: Mapping[RecordKey, State]) -> list[Shown]:
    """Return the records of an area that belong to a household and are not deleted, nor their household is."""
    gone = {key.record for key, state in states.items() if key.type == "household" and state.deleted}
    found: list[Shown] = []
    for key, state in sorted(states.items()):
        household = household_of(key, state)
        if household is not None and household not in gone and not state.deleted:
            found.append(Shown(area, key, household, state.values()))
    return found


def household_of(key: RecordKey, state: State) -> str | None:
    """Return the household that a record belongs to by the values shown, None where it belongs to none."""
    if key.type == "household":
        return key.record
    household = state.value("household")
    return household if isinstance(household, str) else None  # elsewhere it is a link to another area


def build(records: Collection[Shown], fields: Collection[str], alike: Collection[Likeness] = ()) -> Frames:
    """Return the frames of these records with the columns of these fields (paths; see `columns`) and likenesses."""
    return Frames(
        *(
            _frame(
                [one for one in records if one.key.type == kind],
                sorted({*_LINKS[kind], *(path for path in fields if path.startswith(f"{kind}."))}),
                [one for one in alike if one.type == kind],
            )
            for kind in TYPES
        )
    )


def _frame(records: Sequence[Shown], fields: Sequence[str], alike: Sequence[Likeness]) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {
        "area": [one.area for one in records],
        "household": [one.household for one in records],
        "record": [one.key.record for one in records],
    }
    columns |= {path: [_value(one.values, path) for one in records] for path in fields}
    columns |= {likeness.column: [likeness.value(one.values) for one in records] for likeness in alike}
    types = dict.fromkeys(columns, pl.String()) | {path: data_type(path) for path in fields}
    return pl.DataFrame(columns, types, strict=False)


def _value(values: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - a field's value is of any type
    _, *names = path.split(".")
    value: Any = values
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value

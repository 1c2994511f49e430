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
from server.verification.columns import data_type
from server.verification.rule import Grain
from sync.merge import State
from sync.revision import RecordKey

TYPES = ("household", "household_year", "member", "member_year")
"""The record types that rules read, and so the frames that there are."""

_PLACE = ("area", "household")
_LINKS = {
    "household": (),
    "household_year": ("household_year.year",),
    "member": (),
    "member_year": ("member_year.member", "member_year.year"),
}
"""What each frame has whether a rule reads it or not, for the frames to be joined by."""


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

    def rows(self, grain: Grain) -> pl.DataFrame:
        """Return the frame of a grain: its rows, with the fields of their household, `subject` and `period`."""
        of_household = self.household.drop("record")
        match grain:
            case Grain.HOUSEHOLD_YEAR:
                frame, subject, period = self.household_year, pl.col("household"), pl.col("household_year.year")
            case Grain.MEMBER:
                frame, subject, period = self.member, pl.col("record"), pl.lit(None, pl.Int64)
        joined = frame.join(of_household, on=_PLACE, how="left", maintain_order="left")
        return joined.with_columns(subject.alias("subject"), period.alias("period"))

    def members(self) -> pl.DataFrame:
        """Return one row for each household, year and member of it, with what is recorded of the member's year there.

        The year of somebody who came from another household counts here once its record names this one: a household
        can be verified by its own records, without those of others.
        """
        years = self.household_year.select(*_PLACE, period="household_year.year").unique()
        people = years.join(self.member, on=_PLACE, how="inner")
        of_year = self.member_year.drop("record")
        return people.join(
            of_year,
            left_on=(*_PLACE, "record", "period"),
            right_on=(*_PLACE, "member_year.member", "member_year.year"),
            how="left",
        )


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
    return key.record if key.type == "household" else state.value("household")


def build(records: Collection[Shown], fields: Collection[str]) -> Frames:
    """Return the frames of these records with the columns of these fields (paths; see `columns`)."""
    return Frames(*(_frame(kind, [one for one in records if one.key.type == kind], fields) for kind in TYPES))


def _frame(kind: str, records: Sequence[Shown], fields: Collection[str]) -> pl.DataFrame:
    wanted = sorted({*_LINKS[kind], *(path for path in fields if path.startswith(f"{kind}."))})
    columns: dict[str, list[Any]] = {
        "area": [one.area for one in records],
        "household": [one.household for one in records],
        "record": [one.key.record for one in records],
    }
    columns |= {path: [_value(one.values, path) for one in records] for path in wanted}
    types = dict.fromkeys(columns, pl.String()) | {path: data_type(path) for path in wanted}
    return pl.DataFrame(columns, types, strict=False)


def _value(values: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - a field's value is of any type
    _, name, *part = path.split(".")
    value = values.get(name)
    return (value or {}).get(part[0]) if part else value

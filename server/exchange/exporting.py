"""Exporting households: the two sheets of an area, village by village, as rows of cells in the layout's order.

What is exported is what the importing side reads back as the same: people who left the household and households that
were merged away or moved are not in the sheets, and neither is what was deleted.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from schemas import REGISTRY
from server.exchange.gazetteer import Gazetteer
from server.exchange.layout import HOUSEHOLDS, PERSONS, Layout, Target
from server.exchange.sheet_files import Encoding, Format, Written, new_sheet
from server.exchange.village import load
from server.replica import Replica
from server.store.areas import names_within
from server.store.log import LogTransaction
from sync.merge import State
from sync.revision import RecordKey


class Exported(NamedTuple):
    """What was written."""

    households: int
    persons: int
    files: tuple[Path, Path]


class Files(NamedTuple):
    """Where to, and as what; `encoding` is that of CSV files."""

    folder: Path
    format: Format = Format.XLSX
    encoding: Encoding = Encoding.UTF_8

    def named(self, area: str) -> tuple[Path, Path]:
        """Return the file of the household sheet and that of the person sheet."""
        return (
            self.folder / f"households_{area}.{self.format.value}",
            self.folder / f"persons_{area}.{self.format.value}",
        )


class Rows(NamedTuple):
    """The rows of one village."""

    households: list[list[Written]]
    persons: list[list[Written]]


def write(
    replica: Replica, area: str, year: int | None, files: Files, advance: Callable[[], None] = lambda: None
) -> Exported:
    """Write both sheets of an area; `advance` is called for each village.

    Raises:
        UnicodeEncodeError: the encoding lacks a character of a name; no file is left.
    """
    named = files.named(area)
    households = persons = 0
    with (
        new_sheet(named[0], HOUSEHOLDS.name.zh, files.encoding) as household_sheet,
        new_sheet(named[1], PERSONS.name.zh, files.encoding) as person_sheet,
    ):
        household_sheet.write(_labels(HOUSEHOLDS))
        person_sheet.write(_labels(PERSONS))
        for rows in export(replica, area, year):
            for row in rows.households:
                household_sheet.write(row)
            for row in rows.persons:
                person_sheet.write(row)
            households += len(rows.households)
            persons += len(rows.persons)
            advance()
    return Exported(households, persons, named)


@dataclass
class _Household:
    """One household with its people, as far as they are exported; values by field."""

    record: str
    values: Mapping[str, Any]
    members: dict[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    years: dict[int, Mapping[str, Any]] = field(default_factory=dict[int, Mapping[str, Any]])
    member_years: dict[tuple[str, int], Mapping[str, Any]] = field(
        default_factory=dict[tuple[str, int], Mapping[str, Any]]
    )

    def latest(self) -> int | None:
        """Return the latest year of which anything is known."""
        return max((*self.years, *(year for _, year in self.member_years)), default=None)

    def people(self) -> list[str]:
        """Return the members who are listed: the head first, then by their numbers."""
        head = self.values.get("head_member_id")
        listed = [one for one, values in self.members.items() if values.get("in_household") is not False]
        return sorted(listed, key=lambda one: (one != head, self.members[one].get("person_no") or "", one))


def export(replica: Replica, area: str, year: int | None) -> Iterator[Rows]:
    """Return the rows of each village of an area, in the order of their codes, each village from one snapshot.

    `year` is that of the living conditions and the income; None takes the latest of each household.
    """
    with replica.reading() as (tx, _):
        gazetteer = Gazetteer(names_within(tx.connection, {area[:4]}))
        found = villages(tx, area)
    for village in found:
        with replica.reading() as (tx, _):
            states = load(tx, village)
        yield rows_of(gazetteer.names(village), states, year)


def villages(tx: LogTransaction, area: str) -> list[str]:
    """Return the villages of an area that anything is recorded of."""
    return sorted(one for one in tx.streams([area]) if len(one) == len("410822104203"))


def rows_of(names: Mapping[str, str], states: Mapping[RecordKey, State], year: int | None) -> Rows:
    """Return the rows of a village of this name (`Gazetteer.names`) whose records have these states."""
    rows = Rows([], [])
    office = next((state.values() for key, state in states.items() if key.type == "village"), {})
    for one in _households(states):
        of_year = year if year is not None else one.latest()
        head = one.members.get(str(one.values.get("head_member_id")), {})
        living = one.years.get(of_year or 0, {})
        shared: dict[Target, Mapping[str, Any]] = {
            Target.PLACE: names,
            Target.VILLAGE: office,
            Target.HOUSEHOLD: one.values,
            Target.HOUSEHOLD_YEAR: {**living, "year": of_year},
            Target.INCOME: living.get("income") or {},
            Target.HEAD: head,
        }
        rows.households.append(_cells(HOUSEHOLDS, shared))
        for member in one.people():
            own = {
                Target.MEMBER: one.members[member],
                Target.MEMBER_YEAR: one.member_years.get((member, of_year or 0), {}),
            }
            rows.persons.append(_cells(PERSONS, shared | own))
    return rows


def _households(states: Mapping[RecordKey, State]) -> list[_Household]:
    alive = {key: _values(key, state) for key, state in states.items() if not state.deleted}
    households = {
        key.record: _Household(key.record, values)
        for key, values in alive.items()
        if key.type == "household" and not values.get("merged_into") and not values.get("moved_to")
    }
    for key, values in alive.items():
        household = households.get(str(values.get("household")))
        if household is None:
            continue
        match key.type:
            case "member":
                household.members[key.record] = values
            case "household_year":
                household.years[values["year"]] = values
            case "member_year":
                household.member_years[values["member"], values["year"]] = values
            case _:
                pass
    return sorted(households.values(), key=lambda one: (one.values.get("household_no") or "", one.record))


def _values(key: RecordKey, state: State) -> Mapping[str, Any]:
    """Return the values shown, but for those that this version's schema cannot hold: a newer one wrote them."""
    values = state.values()
    errors = REGISTRY.errors(key.type, values)
    return {name: value for name, value in values.items() if name not in errors}


def _cells(layout: Layout, values: Mapping[Target, Mapping[str, Any]]) -> list[Written]:
    cells: list[Written] = []
    for column in layout.columns:
        value = values[column.target].get(column.field)
        blank = value is None or value in ("", [])
        cells.append(None if blank else column.kind.write(value))
    return cells


def _labels(layout: Layout) -> list[Written]:
    return [column.label for column in layout.columns]

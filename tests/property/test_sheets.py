"""Whatever the fields of the two sheets hold, a file gives it back."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import REGISTRY
from server.cli.areas import JIAOZUO
from server.exchange.entries import RECORD_TYPES
from server.exchange.exporting import rows_of
from server.exchange.faults import Faults
from server.exchange.gazetteer import Gazetteer
from server.exchange.layout import HOUSEHOLDS, PERSONS, Layout, Target
from server.exchange.reading import Reader, Remarks
from server.exchange.sheet_files import Encoding, Format, new_sheet
from sync.merge import Candidate, State
from sync.revision import RecordKey
from tests.unit.server.exchange.test_kinds import values_of

VILLAGE = "410822102215"
HOUSEHOLD, MEMBER = ("0190f1a2-0000-7000-8000-00000000000" + last for last in "12")
LINKS: dict[str, dict[str, Any]] = {
    "household": {"head_member_id": MEMBER},
    "member": {"household": HOUSEHOLD},
    "household_year": {"household": HOUSEHOLD, "year": 2018},
    "member_year": {"household": HOUSEHOLD, "member": MEMBER, "year": 2018},
    "village": {},
}


@cache
def gazetteer() -> Gazetteer:
    with JIAOZUO.open(encoding="utf-8", newline="") as source:
        return Gazetteer((row["code"], row["name"]) for row in csv.DictReader(source))


@st.composite
def records(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Draw what the schema can hold of everything that the sheets have; numbers and names are always there."""
    found: dict[str, dict[str, Any]] = {kind: dict(links) for kind, links in LINKS.items()}
    for column in (*HOUSEHOLDS.columns, *PERSONS.columns):
        kind = RECORD_TYPES.get(column.target)
        if kind is None or column.field == "year":
            continue
        into = found[kind].setdefault("income", {}) if column.target is Target.INCOME else found[kind]
        value = draw(values_of(column.kind))
        wrapped = {"income": {column.field: value}} if column.target is Target.INCOME else {column.field: value}
        if REGISTRY.errors(kind, wrapped):
            value = None
        if column.field in {"household_no", "name", "relation"}:
            value = value or {"household_no": "=1", "name": "+张", "relation": "01"}[column.field]
        if value is not None:
            into[column.field] = value
    return found


@pytest.mark.parametrize("kind", Format)
@given(drawn=records())
@settings(
    max_examples=settings().max_examples // 4,  # each draws eighty values and writes two files
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_written_is_read_back(tmp_path: Path, kind: Format, drawn: dict[str, dict[str, Any]]):
    ids = {"household": HOUSEHOLD, "member": MEMBER}
    states = {RecordKey(name, ids.get(name, HOUSEHOLD)): state(values) for name, values in drawn.items()}
    rows = rows_of(gazetteer().names(VILLAGE), states, None)
    for layout, written in ((HOUSEHOLDS, rows.households), (PERSONS, rows.persons)):
        file = tmp_path / f"{layout.name.en}.{kind.value}"
        with new_sheet(file, layout.name.zh, Encoding.UTF_8) as sheet:
            sheet.write([column.label for column in layout.columns])
            for row in written:
                sheet.write(row)
        assert read(file, layout) == expected(layout, drawn)


def state(values: Mapping[str, Any]) -> State:
    return State(candidates={name: (Candidate(0, "", value),) for name, value in values.items()})


def read(file: Path, layout: Layout) -> dict[tuple[Target, str], Any]:
    faults = Faults()
    (entry,) = Reader(gazetteer(), lambda _: True, faults).read(file, layout, Remarks())
    assert faults.kept == []
    assert entry.village == VILLAGE
    return {(target, name): value for target in Target for name, value in entry.of(target).items()}


def expected(layout: Layout, drawn: Mapping[str, Mapping[str, Any]]) -> dict[tuple[Target, str], Any]:
    found: dict[tuple[Target, str], Any] = {}
    for column in layout.columns:
        if column.target is Target.PLACE:
            continue
        values = drawn[RECORD_TYPES[column.target]]
        value = (values.get("income") or {} if column.target is Target.INCOME else values).get(column.field)
        if value is not None:
            found[column.target, column.field] = value
    return found

from itertools import combinations

import pytest

from schemas import REGISTRY
from schemas.income import Income
from server.exchange.entries import RECORD_TYPES
from server.exchange.headers import names_of
from server.exchange.layout import HOUSEHOLDS, PERSONS, Layout, Target

LAYOUTS = pytest.mark.parametrize("layout", [HOUSEHOLDS, PERSONS], ids=lambda layout: layout.name.en)


def test_the_household_sheet_has_the_columns_of_the_national_system():
    assert len(HOUSEHOLDS.columns) == 53
    assert len(PERSONS.columns) == 30


@LAYOUTS
def test_no_two_columns_are_called_the_same(layout: Layout):
    for one, other in combinations(layout.columns, 2):
        assert not names_of(one) & names_of(other), (one.label, other.label)


@LAYOUTS
def test_every_column_is_a_field_of_the_schema(layout: Layout):
    for column in layout.columns:
        if column.target is Target.INCOME:
            assert column.field in Income.model_fields
        elif column.target is not Target.PLACE:
            assert REGISTRY.field(RECORD_TYPES[column.target], column.field) is not None, column.label
        assert layout.columns[layout.at(column.target, column.field)] is column


@LAYOUTS
def test_needed_columns_are_columns(layout: Layout):
    assert {*layout.needed, *layout.required} <= {column.label for column in layout.columns}

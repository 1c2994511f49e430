"""The tables can be sharded on an existing distributed PostgreSQL: `township`, then `area`, lead every key."""

import pytest
from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, Table, UniqueConstraint

from server.store.tables import METADATA

TABLES = METADATA.sorted_tables
DISTRIBUTED = [table for table in TABLES if table.info.get("distribution") != "reference"]
REFERENCE = [table for table in TABLES if table.info.get("distribution") == "reference"]


def named(table: Table) -> str:
    return table.name


def test_every_kind_of_table_is_there():
    assert {"stream", "log", "record", "seal", "waiting", "missing", "cursor"} <= {one.name for one in DISTRIBUTED}
    assert "area" in {one.name for one in REFERENCE}


@pytest.mark.parametrize("table", DISTRIBUTED, ids=named)
def test_township_and_area_lead_every_key(table: Table):
    keys = [[column.name for column in index.columns] for index in table.indexes]
    keys += [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
    ]
    assert table.primary_key.columns
    assert [key[:2] for key in keys] == [["township", "area"]] * len(keys)
    assert not table.c.township.nullable
    assert not table.c.area.nullable


@pytest.mark.parametrize("table", DISTRIBUTED, ids=named)
def test_foreign_keys_stay_within_a_township(table: Table):
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint) and constraint.referred_table in DISTRIBUTED:
            assert "township" in {column.name for column in constraint.columns}


@pytest.mark.parametrize("table", REFERENCE, ids=named)
def test_reference_tables_refer_to_reference_tables_only(table: Table):
    assert {key.column.table for key in table.foreign_keys} <= set(REFERENCE)


@pytest.mark.parametrize("table", DISTRIBUTED, ids=named)
def test_ids_are_made_by_the_application(table: Table):
    """No counters of the database: they would be one for all shards, and leave gaps."""
    assert table.autoincrement_column is None
    assert all(column.server_default is None for column in table.c)


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_every_constraint_and_index_has_a_name(table: Table):
    assert all(one.name for one in (*table.constraints, *table.indexes))

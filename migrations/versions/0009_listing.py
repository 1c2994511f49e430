"""What lists are filtered by and found by."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import ASCII, NUMBER

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step; `Services.install` fills the tables."""
    op.create_table(
        "household_entry",
        *_place(),
        sa.Column("household", ASCII, nullable=False),
        sa.Column("poverty_status", ASCII, nullable=True),
        sa.Column("household_attr", ASCII, nullable=True),
        sa.PrimaryKeyConstraint("township", "area", "household", name="pk_household_entry"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "household_year_entry",
        *_place(),
        sa.Column("record", ASCII, nullable=False),
        sa.Column("household", ASCII, nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "record", name="pk_household_year_entry"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "flag_entry",
        *_place(),
        sa.Column("flag", ASCII, nullable=False),
        sa.Column("rule", ASCII, nullable=True),
        sa.Column("severity", ASCII, nullable=True),
        sa.Column("year", NUMBER, nullable=True),
        sa.Column("state", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "flag", name="pk_flag_entry"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "household_flags",
        *_place(),
        sa.Column("household", ASCII, nullable=False),
        sa.Column("severity", ASCII, nullable=False),
        sa.Column("flags", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "household", "severity", name="pk_household_flags"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_term",
        *_place(),
        sa.Column("record", ASCII, nullable=False),
        sa.Column("type", ASCII, nullable=False),
        sa.Column("kind", ASCII, nullable=False),
        sa.Column("term", ASCII, nullable=False),
        sa.Column("household", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "record", "type", "kind", "term", name="pk_search_term"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_term_township_area_kind_term", "search_term", ["township", "area", "kind", "term"])
    op.create_table(
        "listing_version",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_listing_version"),
    )


def downgrade() -> None:
    """Go back down."""
    for table in (
        "listing_version",
        "search_term",
        "household_flags",
        "flag_entry",
        "household_year_entry",
        "household_entry",
    ):
        op.drop_table(table)


def _place() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("township", ASCII, nullable=False), sa.Column("area", ASCII, nullable=False)

"""The queue of touched households, and the index of what belongs to a household."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import ASCII, NUMBER

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.create_table(
        "touched_household",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("household", ASCII, nullable=False),
        sa.Column("not_before", NUMBER, nullable=False),
        sa.Column("mark", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "household", name="pk_touched_household"),
    )
    op.create_table(
        "household_record",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("record", ASCII, nullable=False),
        sa.Column("type", ASCII, nullable=False),
        sa.Column("household", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "record", "type", name="pk_household_record"),
    )
    op.create_index(
        "ix_household_record_township_area_household", "household_record", ["township", "area", "household"]
    )
    op.create_table(
        "flag_subject",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("subject", ASCII, nullable=False),
        sa.Column("flag", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "subject", "flag", name="pk_flag_subject"),
    )


def downgrade() -> None:
    """Go back down."""
    for table in ("flag_subject", "household_record", "touched_household"):
        op.drop_table(table)

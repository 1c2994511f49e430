"""What households have in common, and by which rules and policy flags came about."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import ASCII

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step; the worker fills the index when it starts, as no digest is stored yet."""
    op.create_table(
        "shared_value",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("kind", ASCII, nullable=False),
        sa.Column("record", ASCII, nullable=False),
        sa.Column("household", ASCII, nullable=False),
        sa.Column("value", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "kind", "record", name="pk_shared_value"),
    )
    op.create_index("ix_shared_value_township_area_kind_value", "shared_value", ["township", "area", "kind", "value"])
    op.create_table(
        "verification_basis",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("digest", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verification_basis"),
    )
    op.create_index(
        "ix_flag_subject_township_area_flag_subject", "flag_subject", ["township", "area", "flag", "subject"]
    )


def downgrade() -> None:
    """Go back down."""
    op.drop_index("ix_flag_subject_township_area_flag_subject", "flag_subject")
    op.drop_table("verification_basis")
    op.drop_table("shared_value")

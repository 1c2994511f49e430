"""Which households' years are locked."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import ASCII

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.create_table(
        "locked_year",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("record", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "record", name="pk_locked_year"),
    )


def downgrade() -> None:
    """Go back down."""
    op.drop_table("locked_year")

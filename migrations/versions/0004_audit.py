"""The audit log."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import ASCII, NUMBER

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.create_table(
        "audit_entry",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("id", ASCII, nullable=False),
        sa.Column("time", NUMBER, nullable=False),
        sa.Column("actor", ASCII, nullable=False),
        sa.Column("action", ASCII, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "id", name="pk_audit_entry"),
    )


def downgrade() -> None:
    """Go back down."""
    op.drop_table("audit_entry")

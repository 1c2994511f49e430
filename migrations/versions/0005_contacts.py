"""When each device was last heard of."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import ASCII, NUMBER

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.create_table(
        "device_contact",
        sa.Column("device", ASCII, nullable=False),
        sa.Column("time", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("device", name="pk_device_contact"),
    )


def downgrade() -> None:
    """Go back down."""
    op.drop_table("device_contact")

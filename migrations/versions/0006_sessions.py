"""Sessions of people, one-time codes for passwords, failures of signing in; phones, and how long a tablet is valid."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import ASCII, NUMBER

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.add_column("account", sa.Column("phone", sa.String))
    op.add_column("enrolment_code", sa.Column("valid_to", NUMBER))
    op.create_table(
        "reset_code",
        sa.Column("account", ASCII, nullable=False),
        sa.Column("code", ASCII, nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("account", name="pk_reset_code"),
        sa.UniqueConstraint("code", name="uq_reset_code_code"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("key", ASCII, nullable=False),
        sa.Column("times", NUMBER, nullable=False),
        sa.Column("until", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_failures"),
    )
    op.create_table(
        "user_session",
        sa.Column("id", ASCII, nullable=False),
        sa.Column("account", ASCII, nullable=False),
        sa.Column("family", ASCII, nullable=False),
        sa.Column("used", ASCII),
        sa.Column("unused", ASCII, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("used_at", NUMBER, nullable=False),
        sa.Column("ended_at", NUMBER),
        sa.Column("ended_by", ASCII),
        sa.PrimaryKeyConstraint("id", name="pk_user_session"),
        sa.UniqueConstraint("family", name="uq_user_session_family"),
    )
    op.create_index("ix_user_session_account", "user_session", ["account"])


def downgrade() -> None:
    """Go back down."""
    op.drop_index("ix_user_session_account", "user_session")
    for table in ("user_session", "sign_in_failures", "reset_code"):
        op.drop_table(table)
    op.drop_column("enrolment_code", "valid_to")
    op.drop_column("account", "phone")

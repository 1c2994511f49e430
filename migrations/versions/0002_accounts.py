"""Users, enrolment codes, used assertions, and the journal of the directory."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import ASCII, NUMBER

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.create_table(
        "account",
        sa.Column("id", ASCII, nullable=False),
        sa.Column("username", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("password", ASCII, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("username", name="uq_account_username"),
    )
    op.create_table(
        "enrolment_code",
        sa.Column("code", ASCII, nullable=False),
        sa.Column("actors", ASCII, nullable=False),
        sa.Column("created_at", NUMBER, nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.Column("used_at", NUMBER),
        sa.Column("device", ASCII),
        sa.Column("public_key", ASCII),
        sa.PrimaryKeyConstraint("code", name="pk_enrolment_code"),
    )
    op.create_table(
        "used_assertion",
        sa.Column("device", ASCII, nullable=False),
        sa.Column("jti", ASCII, nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("device", "jti", name="pk_used_assertion"),
    )
    op.create_table(
        "directory_version",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory_version"),
    )
    op.create_table(
        "directory_record",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("type", ASCII, nullable=False),
        sa.Column("record", ASCII, nullable=False),
        sa.Column("version", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "type", "record", name="pk_directory_record"),
    )


def downgrade() -> None:
    """Go back down."""
    for table in ("directory_record", "directory_version", "used_assertion", "enrolment_code", "account"):
        op.drop_table(table)

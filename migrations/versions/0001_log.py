"""The log of revisions, what is computed from it, and the list of areas."""

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import ASCII, BODIES, BYTES, NUMBER, STATES

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up one step."""
    op.create_table(
        "stream",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("digest", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", name="pk_stream"),
    )
    op.create_table(
        "log",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("digest", ASCII, nullable=False),
        sa.Column("id", ASCII, nullable=False),
        sa.Column("type", ASCII, nullable=False),
        sa.Column("record", ASCII, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sa.Column("arrival", NUMBER, nullable=False),
        sa.Column("author_seal", ASCII),
        sa.Column("judge_seal", ASCII),
        sa.Column("via", ASCII),
        sa.Column("held_by", ASCII),
        sa.PrimaryKeyConstraint("township", "area", "number", name="pk_log"),
        sa.UniqueConstraint("township", "area", "id", name="uq_log_township_area_id"),
        **BODIES,
    )
    op.create_index("ix_log_township_area_record", "log", ["township", "area", "record"])
    op.create_table(
        "record",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("type", ASCII, nullable=False),
        sa.Column("record", ASCII, nullable=False),
        sa.Column("state", BYTES, nullable=False),
        sa.Column("conflicts", sa.Integer, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "type", "record", name="pk_record"),
        **STATES,
    )
    op.create_table(
        "seal",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("id", ASCII, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "id", name="pk_seal"),
    )
    op.create_table(
        "waiting",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("id", ASCII, nullable=False),
        sa.Column("body", BYTES, nullable=False),
        sa.Column("status", ASCII, nullable=False),
        sa.Column("reason", ASCII, nullable=False),
        sa.Column("missing", ASCII, nullable=False),
        sa.Column("because", ASCII),
        sa.Column("arrival", NUMBER, nullable=False),
        sa.Column("author_seal", ASCII),
        sa.Column("judge_seal", ASCII),
        sa.Column("via", ASCII),
        sa.PrimaryKeyConstraint("township", "area", "id", name="pk_waiting"),
    )
    op.create_table(
        "missing",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("id", ASCII, nullable=False),
        sa.Column("waiting", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "id", "waiting", name="pk_missing"),
    )
    op.create_table(
        "cursor",
        sa.Column("township", ASCII, nullable=False),
        sa.Column("area", ASCII, nullable=False),
        sa.Column("peer", ASCII, nullable=False),
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("digest", ASCII, nullable=False),
        sa.PrimaryKeyConstraint("township", "area", "peer", name="pk_cursor"),
    )
    op.create_table(
        "area",
        sa.Column("code", ASCII, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("level", ASCII, nullable=False),
        sa.Column("parent", ASCII),
        sa.PrimaryKeyConstraint("code", name="pk_area"),
    )
    op.create_index("ix_area_parent", "area", ["parent"])


def downgrade() -> None:
    """Go back down."""
    for table in ("area", "cursor", "missing", "waiting", "seal", "record", "log", "stream"):
        op.drop_table(table)

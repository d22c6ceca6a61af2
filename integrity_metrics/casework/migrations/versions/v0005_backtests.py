"""Backtests of draft rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0005_backtests"
down_revision = "v0004_outbox"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "backtests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=True),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("understood", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("query_hash", sa.String(length=40), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backtests")),
    )
    op.create_index(op.f("ix_backtests_query_hash"), "backtests", ["query_hash"], unique=False)

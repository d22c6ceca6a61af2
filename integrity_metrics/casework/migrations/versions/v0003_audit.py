"""The audit log, which refuses changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "v0003_audit"
down_revision = "v0002_records"

_SQLITE = """
create trigger audit_no_{change} before {change} on audit
begin
    select raise(abort, 'the audit log is append-only');
end
"""
_REFUSE = """
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only';
end
$$
"""
_POSTGRESQL = """
create trigger audit_append_only before update or delete or truncate on audit
for each statement execute function audit_is_append_only()
"""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_index("ix_audit_row", "audit", ["kind", "row_id"], unique=False)
    # By the database, so that neither a bug nor somebody at a prompt rewrites history unnoticed.
    if op.get_bind().dialect.name == "sqlite":
        for change in ("update", "delete"):
            op.execute(_SQLITE.format(change=change))
    else:
        op.execute(_REFUSE)
        op.execute(_POSTGRESQL)

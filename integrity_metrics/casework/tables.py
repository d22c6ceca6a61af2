"""The tables of the casework database, as the migrations make them (a test compares)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from integrity_metrics.casework.column_types import UtcDateTime

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
NAME = String(200)
SEGMENT = String(1000)
CODE = String(40)


def _table(name: str, *columns: Any) -> Table:
    """Rows that are added and never edited."""
    return Table(
        name,
        METADATA,
        Column("id", Integer, primary_key=True),
        Column("created_at", UtcDateTime, nullable=False),
        Column("created_by", NAME, nullable=False),
        *columns,
    )


def _versioned(name: str, *columns: Any) -> Table:
    """Rows people edit: each edit raises the version, and carries the version it saw."""
    return _table(name, Column("version", Integer, nullable=False), *columns)


# Targets and the like are withdrawn rather than deleted, so that the audit log keeps something to point at.
def _withdrawable(name: str, *columns: Any) -> Table:
    return _versioned(name, Column("withdrawn_at", UtcDateTime), *columns)


_STANDING = text("withdrawn_at is null")

INCIDENTS = _versioned(
    "incidents",
    Column("title", NAME, nullable=False),
    Column("severity", CODE, nullable=False),
    Column("status", CODE, nullable=False, index=True),
    Column("lead", NAME),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),
    Column("impact_statement", Text),
    Column("impact_excess", Float),
    Column("impact_low", Float),
    Column("impact_high", Float),
)

MUTES = _withdrawable(
    "mutes",
    Column("metric", NAME, nullable=False),
    Column("segment", SEGMENT, nullable=False),
    Column("until", UtcDateTime, nullable=False, index=True),
    Column("reason", Text, nullable=False),
)

EVENTS = _versioned(
    "events",
    Column("metric", NAME, nullable=False),
    Column("segment", SEGMENT, nullable=False),
    Column("start", UtcDateTime, nullable=False, index=True),
    Column("type", CODE, nullable=False),
    Column("peak", UtcDateTime, nullable=False),
    Column("end", UtcDateTime, nullable=False),
    Column("direction", CODE, nullable=False),
    Column("expected", Float, nullable=False),
    Column("observed", Float, nullable=False),
    Column("excess", Float, nullable=False),
    Column("excess_low", Float),
    Column("excess_high", Float),
    Column("score", Float, nullable=False),
    Column("why", JSON, nullable=False),
    Column("scanned_at", UtcDateTime, nullable=False),
    Column("state", CODE, nullable=False, index=True),
    Column("verdict_reason", CODE),
    Column("verdict_note", Text),
    Column("verdict_at", UtcDateTime),
    Column("verdict_by", NAME),
    Column("assignee", NAME),
    Column("owner", NAME),
    Column("incident_id", ForeignKey("incidents.id"), index=True),
    Column("parent_id", ForeignKey("events.id"), index=True),
    Column("mute_id", ForeignKey("mutes.id")),
    UniqueConstraint("metric", "segment", "start", "type"),
)

COMMENTS = _table(
    "comments",
    Column("event_id", ForeignKey("events.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
)

TIMELINE = _table(
    "timeline",
    Column("incident_id", ForeignKey("incidents.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("text", Text, nullable=False),
)

REMEDIATION = _versioned(
    "remediation",
    Column("incident_id", ForeignKey("incidents.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("contents_affected", Integer, nullable=False),
    Column("contents_actioned", Integer, nullable=False),
    UniqueConstraint("incident_id", "day"),
)

SAVED_VIEWS = _withdrawable(
    "saved_views",
    Column("name", NAME, nullable=False),
    Column("page", NAME, nullable=False),
    Column("query", Text, nullable=False),
    Column("is_shared", Boolean, nullable=False),
    Index("uq_saved_views_name", "created_by", "name", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING),
)

ANNOTATIONS = _withdrawable(
    "annotations",
    Column("since", Date, nullable=False, index=True),
    Column("until", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("metric", NAME),
    Column("segment", SEGMENT, nullable=False),
)

TARGETS = _withdrawable(
    "targets",
    Column("metric", NAME, nullable=False),
    Column("segment", SEGMENT, nullable=False),
    Column("value", Float, nullable=False),
    Column("comparison", CODE, nullable=False),
    Column("valid_from", Date, nullable=False),
    Index(
        "uq_targets_metric",
        "metric",
        "segment",
        "valid_from",
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    ),
)

BACKTESTS = _withdrawable(
    "backtests",
    Column("name", NAME, nullable=False),
    Column("policy", NAME),
    Column("rule", JSON, nullable=False),
    Column("understood", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("query_hash", CODE, nullable=False, index=True),
    Column("result", JSON, nullable=False),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("by", NAME, nullable=False),
    Column("action", CODE, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("version", Integer),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Index("ix_audit_row", "kind", "row_id"),
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("idempotency_key", String(300), nullable=False, unique=True),
    Column("event_id", ForeignKey("events.id"), nullable=False, index=True),
    Column("target", NAME, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("score", Float, nullable=False),
    Column("title", NAME, nullable=False),
    Column("text", Text, nullable=False),
    Column("link", Text),
    Column("picture", LargeBinary),
    Column("state", CODE, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("claim", CODE),
    Column("claimed_until", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("last_error", Text),
    Column("held_because", Text),
)

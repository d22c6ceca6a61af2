"""Small warehouses made by hand, and what their marts hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pytest

from integrity_metrics.warehouse.contract import CONTRACT_FOLDER
from integrity_metrics.warehouse.marts.definitions import LOG, load_marts, mart_tables
from integrity_metrics.warehouse.marts.statements import FINISHED
from integrity_metrics.warehouse.publish import marts_link

Row = Mapping[str, Any]
Given = Callable[..., Path]

# What a row says of the columns a test does not care about.
USUAL: dict[str, Row] = {
    "enforcement_actions": {
        "creator_id": "u",
        "policy_id": "spam",
        "detection_source": "automated",
        "action_type": "remove",
        "content_type": "text",
        "market": "DE",
        "automated_detection": True,
        "automated_decision": "full",
        "failed": False,
    },
    "prevalence_labels": {
        "stratum": "all",
        "content_id": "c",
        "market": "DE",
        "surface": "feed",
        "content_type": "text",
        "inclusion_probability": 0.5,
    },
    "content_impressions": {"market": "DE", "surface": "feed", "impressions": 1},
    "impressions_daily": {"market": "DE", "surface": "feed", "content_type": "text"},
    "contents": {"creator_id": "u", "content_type": "text", "market": "DE", "created_at": "2026-01-01"},
    "reports": {
        "content_id": "c",
        "reporter_type": "user",
        "policy_id": "spam",
        "market": "DE",
        "queue": "standard",
    },
    "rule_evaluations_daily": {"market": "DE", "content_type": "text", "evaluations": 10, "hits": 1, "hit_creators": 1},
    "review_decisions": {
        "content_id": "c",
        "reviewer_id": "r",
        "policy_id": "spam",
        "is_violating": True,
        "purpose": "production",
    },
    "reviewers": {"reviewer_id": "r", "site": "dublin"},
    "rules": {"name": "R", "policy_id": "spam", "detection": "model", "mode": "proactive", "status": "live"},
    "rule_hits": {"rule_id": "r", "content_id": "c", "is_shadow": False},
    "escalations": {"source": "press", "severity": "S1", "policy_id": "spam", "market": "DE"},
}


def add_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    """Create a table of the contract if need be, and add rows to it; columns left out are the usual, or NULL."""
    connection.execute((CONTRACT_FOLDER / f"{table}.sql").read_text(encoding="utf-8"))
    full = [{**USUAL.get(table, {}), **row} for row in rows]
    for names, group in groupby(full, key=_names):
        alike = list(group)
        marks = ", ".join(f"({', '.join('?' for _ in names)})" for _ in alike)
        values = [value for row in alike for value in row.values()]
        connection.execute(f"insert into {table} ({', '.join(names)}) values {marks}", values)  # noqa: S608


def _names(row: Row) -> tuple[str, ...]:
    return tuple(row)


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """Return a function that writes a warehouse with these tables and rows: ``given(reports=[{...}])``."""

    def written(**tables: Sequence[Row]) -> Path:
        file = tmp_path / "warehouse.duckdb"
        with duckdb.connect(str(file)) as connection:
            for table, rows in tables.items():
                add_rows(connection, table, rows)
        return file

    return written


def rows_of(warehouse: Path, mart: str) -> list[tuple[Any, ...]]:
    """Return the rows of a mart, sorted, with days and moments as text."""
    columns = mart_tables()[mart].columns
    with duckdb.connect(str(marts_link(warehouse).resolve()), read_only=True) as connection:
        texts = [f"cast({c.name} as varchar)" if c.type in ("DATE", "TIMESTAMP") else c.name for c in columns]
        return connection.execute(f"select {', '.join(texts)} from {mart} order by all").fetchall()  # noqa: S608


def contents_of(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every mart that is there, and which days the log has; not when they were built."""
    with duckdb.connect(str(marts_link(warehouse).resolve()), read_only=True) as connection:
        there = {row[0] for row in connection.execute("select table_name from information_schema.tables").fetchall()}
    found = {mart.name: rows_of(warehouse, mart.name) for mart in load_marts() if mart.name in there}
    return found | {LOG: [(row[0], row[1], row[4]) for row in rows_of(warehouse, LOG) if row[0] != FINISHED]}


@pytest.fixture
def rows() -> Callable[[Path, str], list[tuple[Any, ...]]]:
    return rows_of


@pytest.fixture
def contents() -> Callable[[Path], dict[str, list[tuple[Any, ...]]]]:
    return contents_of


@pytest.fixture
def add() -> Callable[[Path, str, Sequence[Row]], None]:
    """Return a function that adds rows to a table of a warehouse that is there."""

    def added(warehouse: Path, table: str, new: Sequence[Row]) -> None:
        with duckdb.connect(str(warehouse)) as connection:
            add_rows(connection, table, new)

    return added

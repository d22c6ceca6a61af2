"""Writes the schema ``truth``: what is so, for tests and calibration; no page may read it."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from integrity_metrics.simulation.blocks import Setting
from integrity_metrics.simulation.columns import insert
from integrity_metrics.simulation.effects import Effects
from integrity_metrics.simulation.platform_rows import rule_spans
from integrity_metrics.warehouse.native import run_native

TABLES = ("contents", "events", "labels", "reviewers", "effects")
FIELDS = ("policy", "market", "surface", "content_type", "rule", "site")


def create_truth(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schema and the tables that are filled while simulating."""
    run_native(connection, "simulation/create_truth")
    for table in TABLES:
        run_native(connection, f"simulation/truth/create_{table}")


def code_names(setting: Setting) -> dict[str, list[str | None]]:
    """Return the names of the codes in the views, for the queries that write them.

    Lists rather than tables to join: on one thread DuckDB 2.0.x fails with "dict-surviving cache: global dictionary
    column changed identity" when several joined names meet in one row.
    """
    world = setting.world
    return {
        "markets": [market.code for market in world.markets],
        "surfaces": list(world.surfaces),
        "kinds": [kind.name for kind in world.types],
        "strata": list(world.strata),
        "policies": [None, *(policy.policy_id for policy in world.policies)],
        "events": [None, *(event.name for event in world.events)],
    }


def write_truth_of_views(connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
    """Write true views, prevalence and exposure from the totals of all blocks."""
    names = code_names(setting)
    start = {"start": setting.span.start}
    seen = {name: names[name] for name in ("markets", "surfaces", "kinds")}
    violating = {name: names[name] for name in ("policies", "events")}
    run_native(connection, "simulation/truth/impressions_daily", {**start, **seen})
    run_native(connection, "simulation/truth/violating_impressions_daily", {**start, **seen, **violating})
    run_native(connection, "simulation/truth/prevalence_daily")
    run_native(connection, "simulation/truth/exposure_daily")


def write_truth_of_platform(connection: duckdb.DuckDBPyConnection, setting: Setting, effects: Effects) -> None:
    """Write the planted events, the true quality of rules and reviewers, and the effects of changes."""
    placed = setting.span.events
    columns: dict[str, pa.Array] = {
        "event": pa.array([p.event.name for p in placed]),
        "kind": pa.array([p.event.kind for p in placed]),
        "since": pa.array([setting.span.day(p.first) for p in placed]),
        "until": pa.array([setting.span.day(p.end) for p in placed]),
    }
    columns |= {name: pa.array([getattr(p.event, name) for p in placed], pa.string()) for name in FIELDS}
    columns |= {
        "size": pa.array([p.event.size for p in placed], pa.float64()),
        "unit": pa.array([p.event.unit for p in placed]),
        "what": pa.array([p.event.what for p in placed]),
    }
    insert(connection, "truth.events", columns)
    reviewers = setting.reviewers
    staged = {
        "reviewer_id": pa.array(list(reviewers.reviewer_id)),
        "sensitivity": reviewers.sensitivity,
        "specificity": reviewers.specificity,
        "drift_a_year": reviewers.drift,
        "median_seconds": np.round(reviewers.seconds, 1),
    }
    connection.register("staged", pa.table(staged))
    run_native(connection, "simulation/truth/reviewers")
    connection.unregister("staged")
    connection.register("rule_spans", rule_spans(setting))
    run_native(connection, "simulation/truth/rules")
    connection.unregister("rule_spans")
    effects.write(connection, setting)

"""Rows of the contract that do not come from contents: policies, rules, reviewers, promises, escalations."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from integrity_metrics.simulation.blocks import Setting
from integrity_metrics.simulation.columns import ids, insert, named
from integrity_metrics.simulation.randomness import Array, choose, generator

ESCALATION_SOURCES = ("press", "legal", "regulator", "executive", "partner", "safety")
RESOLUTIONS = (
    "Content removed and the source informed.",
    "No violation; the decision was explained.",
    "Policy team clarified the guidance.",
    "Referred to law enforcement.",
    "Content restored with an apology.",
)
DAYS_A_YEAR = 365.0


def write_platform(connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
    """Write the tables that describe the platform itself."""
    _policies(connection, setting)
    _policy_changes(connection, setting)
    _rules(connection, setting)
    _reviewers(connection, setting)
    _service_levels(connection, setting)
    _escalations(connection, setting)


def rule_spans(setting: Setting) -> pa.Table:
    """Return which rule version looked at which kind of content from when until when."""
    span, world = setting.span, setting.world
    rows = []
    for history in setting.histories:
        policy = world.policies[world.policy_code(history.rule.policy) - 1]
        ends = [*(v.first for v in history.versions[1:]), np.inf]
        for version, end in zip(history.versions, ends, strict=True):
            first = max(0.0, version.first)
            last = min(end, history.retired, span.days)
            rows += [
                (history.rule.rule_id, version.name, kind, span.day(int(first)), span.day(int(last)))
                for kind in policy.types
                if last > first
            ]
    frame = pd.DataFrame(rows, columns=["rule_id", "version", "content_type", "since", "until"])
    return pa.Table.from_pandas(frame, preserve_index=False)


def _append(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, object]]) -> None:
    connection.from_arrow(pa.Table.from_pylist(rows)).insert_into(table)


def _policies(connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
    world = setting.world
    severities = {area: max(p.severity for p in world.policies if p.area == area) for area in world.areas}
    tops: list[dict[str, object]] = [
        {
            "policy_id": area,
            "parent_policy_id": None,
            "name": name,
            "area": area,
            "severity": severities[area],
            "dsa_category": None,
            "dsa_keyword": None,
        }
        for area, name in world.areas.items()
    ]
    below: list[dict[str, object]] = [
        {
            "policy_id": p.policy_id,
            "parent_policy_id": p.area,
            "name": p.name,
            "area": p.area,
            "severity": p.severity,
            "dsa_category": p.dsa_category,
            "dsa_keyword": p.dsa_keyword,
        }
        for p in world.policies
    ]
    _append(connection, "policies", tops + below)


def _policy_changes(connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
    placed = setting.span.of_kind("policy_deterrent", "policy_counts", "policy_no_effect")
    rows: list[dict[str, object]] = [
        {
            "change_id": f"change_{number}",
            "policy_id": each.event.policy,
            "effective_at": setting.span.moments(np.array([float(each.first)]))[0],
            "kind": each.event.change,
            "title": each.event.what.split(";")[0].split(":")[0].rstrip("."),
            "markets": None,
        }
        for number, each in enumerate(placed, start=1)
    ]
    _append(connection, "policy_changes", rows)


def _rules(connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
    span = setting.span
    rules: list[dict[str, object]] = []
    changes: list[dict[str, object]] = []
    for history in setting.histories:
        rule = history.rule
        retired = history.retired < span.days
        launched_at, retired_at = span.moments(np.array([history.launched, history.retired if retired else np.nan]))
        last = history.versions[-1]
        rules.append(
            {
                "rule_id": rule.rule_id,
                "name": rule.rule_id.replace("_", " ").capitalize(),
                "policy_id": rule.policy,
                "detection": rule.detection,
                "mode": "reactive" if rule.reactive else "proactive",
                "status": "retired" if retired else "shadow" if rule.shadow else "live",
                "owner": rule.owner,
                "threshold": last.threshold,
                "launched_at": None if rule.shadow else launched_at,
                "retired_at": retired_at if retired else None,
            }
        )
        changes += [
            {
                "rule_id": rule.rule_id,
                "version": version.name,
                "changed_at": span.moments(np.array([version.first]))[0],
                "change": version.change,
                "threshold": version.threshold,
            }
            for version in history.versions
            if version.first < history.retired
        ]
    _append(connection, "rules", rules)
    _append(connection, "rule_changes", changes)


def _reviewers(connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
    reviewers, world = setting.reviewers, setting.world
    rng = generator(setting.seed, "reviewer files")
    rows: list[dict[str, object]] = []
    for number, site in enumerate(reviewers.site):
        where = world.sites[site]
        known = sorted(rng.permutation(where.languages)[: 1 + int(rng.integers(len(where.languages)))])
        rows.append(
            {
                "reviewer_id": reviewers.reviewer_id[number],
                "site": where.name,
                "vendor": where.vendor,
                "languages": ",".join(str(language) for language in known),
                "started_on": setting.span.day(-int(rng.integers(30, 1500))),
            }
        )
    _append(connection, "reviewers", rows)


def _service_levels(connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
    promises = setting.world.promises
    levels: list[tuple[str, str, str, float, float]] = []
    for queue in setting.world.queues:
        levels.append(("reports", queue.name, "first_response", queue.first_response, queue.share))
        levels.append(("reports", queue.name, "decision", queue.decision, queue.share))
    for name, promise in promises["appeals"].items():
        levels.append(("appeals", name, "decision", promise["target_minutes"], promise["share"]))
    for name, promise in promises["escalations"].items():
        levels.append(("escalations", name, "first_response", promise["first_response"], promise["share"]))
        levels.append(("escalations", name, "resolution", promise["resolution"], promise["share"]))
    names = ("applies_to", "queue_or_severity", "measure", "target_minutes", "target_share")
    _append(
        connection,
        "service_levels",
        [dict(zip(names, (*level[:3], float(level[3]), level[4]), strict=True)) for level in levels],
    )


def _escalations(connection: duckdb.DuckDBPyConnection, setting: Setting) -> None:
    world, span = setting.world, setting.span
    rng = generator(setting.seed, "escalations")
    promises = list(world.promises["escalations"].values())
    counts = rng.poisson([p["per_year"] * span.days / DAYS_A_YEAR for p in promises])
    severity = np.repeat(np.arange(len(promises)), counts)
    opened = span.days * rng.random(len(severity))
    policy = 1 + choose(rng, np.array([p.severity**2.0 for p in world.policies]), len(severity))
    market = choose(rng, np.sqrt(world.market_weights), len(severity))
    source = choose(rng, np.array([1.0, 2.0, 1.5, 1.0, 2.5, 3.0]), len(severity))
    for placed in span.of_kind("escalation_burst"):
        extra = round(placed.event.size)
        opened = np.append(opened, placed.first + (placed.end - placed.first) * rng.random(extra))
        severity = np.concatenate([severity, np.ones(extra, dtype=np.int64)])
        policy = np.concatenate([policy, np.full(extra, world.policy_code(placed.event.policy or ""))])
        market = np.concatenate([market, np.full(extra, world.market_code(placed.event.market or ""))])
        source = np.concatenate([source, np.zeros(extra, dtype=np.int64)])
    order = np.argsort(opened, kind="stable")
    opened, severity = opened[order], severity[order]
    policy, market, source = policy[order], market[order], source[order]
    size = len(opened)

    def minutes(name: str, share_of_target: float) -> Array:
        target = np.array([p[name] for p in promises])[severity]
        return target * share_of_target * np.exp(0.75 * rng.standard_normal(size)) / 1440

    acknowledged = opened + minutes("first_response", 0.35)
    resolved = acknowledged + minutes("resolution", 0.35)
    acknowledged = np.where(acknowledged < span.days, acknowledged, np.nan)
    resolved = np.where(resolved < span.days, resolved, np.nan)
    resolution = np.where(np.isnan(resolved), -1, rng.integers(len(RESOLUTIONS), size=size))
    insert(
        connection,
        "escalations",
        {
            "escalation_id": ids("e", np.arange(size)),
            "source": named(source, ESCALATION_SOURCES),
            "severity": named(severity, list(world.promises["escalations"])),
            "policy_id": named(policy, list(world.policy_ids)),
            "market": named(market, [m.code for m in world.markets]),
            "opened_at": span.moments(opened),
            "acknowledged_at": span.moments(acknowledged),
            "resolved_at": span.moments(resolved),
            "resolution": named(resolution, RESOLUTIONS),
        },
    )

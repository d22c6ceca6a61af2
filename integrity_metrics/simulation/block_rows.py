"""The rows a block adds to the contract: contents, rule hits, actions, appeals, reports and review decisions."""

from __future__ import annotations

import duckdb
import numpy as np

from integrity_metrics.simulation.appeals import OUTCOMES
from integrity_metrics.simulation.blocks import Block, Setting
from integrity_metrics.simulation.columns import ids, insert, named, optional
from integrity_metrics.simulation.decision_rows import Counters, Reviewed, block_decisions
from integrity_metrics.simulation.enforcement import ACTION_TYPES, SOURCES
from integrity_metrics.simulation.randomness import Array
from integrity_metrics.simulation.reports import REPORTER_TYPES

CLOSED_WITH_ACTION_DAYS = 5 / 1440
LEGAL_POLICIES = ("copyright", "violent_extremism", "minor_safety", "regulated_goods", "hate")


def write_block(connection: duckdb.DuckDBPyConnection, setting: Setting, block: Block, counters: Counters) -> None:
    """Append the rows of a block to the contract and to ``truth.contents``; move the counters on."""
    _contents(connection, setting, block)
    actions = counters.actions + np.arange(len(block.actions))
    _actions(connection, setting, block, actions)
    _appeals(connection, setting, block, actions, counters)
    first_action = np.full(len(block.contents), -1)
    # Second actions come later in the arrays: written backwards, the first one stays.
    first_action[block.actions.row[::-1]] = actions[::-1]
    from_hits = _hits(connection, setting, block, actions, counters)
    from_reports = _reports(connection, setting, block, first_action, counters)
    block_decisions(connection, setting, block, [from_hits, from_reports], counters)
    counters.contents += len(block.contents)
    counters.actions += len(actions)


def _contents(connection: duckdb.DuckDBPyConnection, setting: Setting, block: Block) -> None:
    world = setting.world
    contents = block.contents.take(np.flatnonzero(block.published))
    markets = [m.code for m in world.markets]
    insert(
        connection,
        "contents",
        {
            "content_id": ids("c", contents.number),
            "creator_id": ids("a", contents.creator),
            "content_type": named(contents.kind, [t.name for t in world.types]),
            "market": named(contents.market, markets),
            "language": named(contents.market, [m.language for m in world.markets]),
            "created_at": setting.span.moments(contents.created),
        },
    )
    events = [None, *(event.name for event in world.events)]
    rows = np.flatnonzero(block.published)
    insert(
        connection,
        "truth.contents",
        {
            "content_id": ids("c", contents.number),
            "policy_id": named(contents.policy, list(world.policy_ids)),
            "is_violating": contents.policy > 0,
            "event": named(contents.event, events),
            "is_actioned": block.acted[rows],
            "model_score": optional(contents.score),
            "difficulty": contents.difficulty,
        },
    )


def _actions(connection: duckdb.DuckDBPyConnection, setting: Setting, block: Block, numbers: Array) -> None:
    world, actions, contents = setting.world, block.actions, block.contents
    row = actions.row
    legal = np.isin(world.policy_ids, LEGAL_POLICIES)[actions.policy] | (actions.source == 3)
    moments = setting.span.moments
    insert(
        connection,
        "enforcement_actions",
        {
            "action_id": ids("x", numbers),
            "content_id": ids("c", contents.number[row]),
            "creator_id": ids("a", contents.creator[row]),
            "policy_id": named(actions.policy, list(world.policy_ids)),
            "rule_id": named(actions.rule, [r.rule_id for r in world.rules]),
            "detection_source": named(actions.source, SOURCES),
            "action_type": named(actions.action_type, ACTION_TYPES),
            "decision_ground": named(legal.astype(np.int64), ["terms", "illegal"]),
            "content_type": named(contents.kind[row], [t.name for t in world.types]),
            "market": named(contents.market[row], [m.code for m in world.markets]),
            "content_created_at": moments(contents.created[row]),
            "detected_at": moments(actions.detected),
            "actioned_at": moments(actions.at),
            "automated_detection": actions.automated_detection,
            "automated_decision": named(actions.decision, ["full", "partial", "none"]),
            "reviewer_id": named(actions.reviewer, list(setting.reviewers.reviewer_id)),
            "reversed_at": moments(block.appeals.reversed_at),
            "failed": actions.failed,
        },
    )


def _appeals(
    connection: duckdb.DuckDBPyConnection, setting: Setting, block: Block, numbers: Array, counters: Counters
) -> None:
    appeals = block.appeals
    counters.appeals += insert(
        connection,
        "appeals",
        {
            "appeal_id": ids("p", counters.appeals + np.arange(len(appeals.action))),
            "action_id": ids("x", numbers[appeals.action]),
            "filed_at": setting.span.moments(appeals.filed),
            "decided_at": setting.span.moments(appeals.decided),
            "outcome": named(appeals.outcome, OUTCOMES),
        },
    )


def _hits(
    connection: duckdb.DuckDBPyConnection, setting: Setting, block: Block, numbers: Array, counters: Counters
) -> Reviewed:
    world, hits, days = setting.world, block.hits, setting.span.days
    led = np.full(len(hits.row), -1)
    by_hit = np.flatnonzero(block.actions.channel == 0)
    led[block.actions.index[by_hit][::-1]] = numbers[by_hit][::-1]
    happened = hits.planted & block.published[hits.row] & (hits.at >= 0) & (hits.at < days)
    # Nothing is looked at again once it has been acted on.
    happened &= hits.at <= block.first[hits.row]
    rows = np.flatnonzero(happened)
    kept = hits.take(rows)
    counters.hits += insert(
        connection,
        "rule_hits",
        {
            "hit_id": ids("h", counters.hits + np.arange(len(rows))),
            "hit_at": setting.span.moments(kept.at),
            "rule_id": named(kept.rule, [r.rule_id for r in world.rules]),
            "content_id": ids("c", block.contents.number[kept.row]),
            "score": optional(np.round(kept.score, 4)),
            "is_shadow": np.array([r.shadow for r in world.rules])[kept.rule],
            "action_id": ids("x", led[rows]),
        },
    )
    reviewed = (kept.reviewer >= 0) & (kept.acts_at < days) & (kept.acts_at <= block.first[kept.row])
    done = kept.take(np.flatnonzero(reviewed))
    suspected = np.array([world.policy_code(r.policy) for r in world.rules])[done.rule]
    return Reviewed(done.row, done.reviewer, done.says_violating, suspected, done.acts_at, done.seconds)


def _reports(
    connection: duckdb.DuckDBPyConnection, setting: Setting, block: Block, first_action: Array, counters: Counters
) -> Reviewed:
    world, span, reports = setting.world, setting.span, block.reports
    at, first_at, decided_at = reports.at.copy(), reports.first_at.copy(), reports.decided_at.copy()
    acted_at = block.first[reports.row]
    # Open reports on a content are closed when it is acted on.
    closed = decided_at > acted_at
    closed_at = np.where(closed, acted_at + CLOSED_WITH_ACTION_DAYS, decided_at)
    first_at = np.where(first_at > closed_at, np.nan, first_at)
    for placed in span.of_kind("report_backfill"):
        late = placed.active(at) & (block.contents.market[reports.row] == world.market_code(placed.event.market or ""))
        loaded = placed.end + 0.04 * (at - placed.first) / (placed.end - placed.first)
        at = np.where(late, loaded, at)
        first_at, closed_at = np.maximum(first_at, at), np.maximum(closed_at, at)
    came = block.published[reports.row] & (reports.at >= 0) & (at < span.days) & (reports.at <= acted_at)
    rows = np.flatnonzero(came)
    row = reports.row[rows]
    is_open = closed_at[rows] >= span.days
    action = np.where(closed | reports.says_violating, first_action[reports.row], -1)[rows]
    action = np.where(is_open, -1, action)
    looked_at = np.where(first_at[rows] >= span.days, np.nan, first_at[rows])
    counters.reports += insert(
        connection,
        "reports",
        {
            "report_id": ids("n", counters.reports + np.arange(len(rows))),
            "content_id": ids("c", block.contents.number[row]),
            "reporter_id": ids("u", reports.reporter[rows]),
            "reporter_type": named(reports.reporter_type[rows], REPORTER_TYPES),
            "policy_id": named(reports.policy[rows], list(world.policy_ids)),
            "market": named(block.contents.market[row], [m.code for m in world.markets]),
            "queue": named(reports.queue[rows], [q.name for q in world.queues]),
            "reported_at": span.moments(at[rows]),
            "first_reviewed_at": span.moments(looked_at),
            "decided_at": span.moments(np.where(is_open, np.nan, closed_at[rows])),
            "decision": named(np.where(is_open, -1, (action >= 0).astype(np.int64)), ["no_action", "action"]),
            "action_id": ids("x", action),
        },
    )
    decided = came & ~closed & (reports.decided_at < span.days)
    done = reports.take(np.flatnonzero(decided))
    return Reviewed(done.row, done.reviewer, done.says_violating, done.policy, done.decided_at, done.seconds)

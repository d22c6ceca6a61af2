"""Which content is acted on, when and why: the first of what rules, reports and specialists lead to."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from integrity_metrics.simulation.contents import Contents
from integrity_metrics.simulation.randomness import Array, choose, generator
from integrity_metrics.simulation.reports import Reports
from integrity_metrics.simulation.reviewers import Reviewers
from integrity_metrics.simulation.rule_hits import RuleHits
from integrity_metrics.simulation.span import PlacedEvent, Span
from integrity_metrics.simulation.world import World

ACTION_TYPES = (
    "remove",
    "disable",
    "demote",
    "label",
    "age_restrict",
    "restrict_interaction",
    "demonetise",
    "suspend_service",
    "suspend_account",
    "terminate_account",
    "warn",
)
# After these nobody sees the content any more.
ENDING = np.isin(ACTION_TYPES, ["remove", "disable", "suspend_service", "suspend_account", "terminate_account"])
SOURCES = ("automated", "user_report", "trusted_flagger", "authority_order", "internal")
# Source of the action a report leads to, by reporter type.
REPORT_SOURCES = np.array([1, 2, 3, 1])
SWEEP_DAYS, WRONG_SWEEP = 5.0, 0.0005
SWEEP, NOBODY = 2, -1
FAILED = 0.004
STRIKE = 0.10


@dataclass(slots=True)
class Channels:
    """What could lead to an action, from all channels; shape (candidates,).

    `channel` is 0 for rule hits, 1 for reports, 2 for sweeps; `index` is the row in that channel's arrays.
    """

    row: Array
    at: Array
    channel: Array
    index: Array
    rule: Array
    planted: Array
    without: Array


@dataclass(slots=True)
class Actions:
    """Actions taken; every array has shape (actions,). Codes as in `World`, -1 for none.

    Parameters
    ----------
    row
        Row of the content in its block.
    at, detected
        Days from the start of the span.
    policy, rule, source, action_type, reviewer
        Codes.
    automated_detection
        Found by a rule.
    decision
        0 full, 1 partial, 2 none: the share of machines.
    channel, index
        The candidate that won; second actions repeat the first one's.
    failed
        Decided but not carried out.
    """

    row: Array
    at: Array
    detected: Array
    policy: Array
    rule: Array
    source: Array
    action_type: Array
    reviewer: Array
    automated_detection: Array
    decision: Array
    channel: Array
    index: Array
    failed: Array

    def __len__(self) -> int:
        return len(self.row)

    def take(self, rows: Array) -> Actions:
        """Return some of the actions."""
        return Actions(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def channels_of(
    hits: RuleHits, reports: Reports, contents: Contents, *, seed: int, block: int, world: World
) -> Channels:
    """Return everything that could lead to an action on the contents of a block."""
    acting = np.flatnonzero(np.isfinite(hits.acts_at) & hits.says_violating)
    believed = np.flatnonzero(reports.says_violating)
    rng = generator(seed, "sweeps", block)
    chance = np.array([WRONG_SWEEP, *(p.sweep for p in world.policies)])[contents.policy]
    swept = np.flatnonzero(rng.random(len(contents)) < chance)
    swept_at = contents.created[swept] + SWEEP_DAYS * np.exp(rng.standard_normal(len(swept)))
    always = np.ones(len(believed) + len(swept), dtype=bool)
    none = np.full(len(always), NOBODY)
    return Channels(
        np.concatenate([hits.row[acting], reports.row[believed], swept]),
        np.concatenate([hits.acts_at[acting], reports.decided_at[believed], swept_at]),
        np.repeat([0, 1, 2], [len(acting), len(believed), len(swept)]),
        np.concatenate([acting, believed, swept]),
        np.concatenate([hits.rule[acting], none]),
        np.concatenate([hits.planted[acting], always]),
        np.concatenate([hits.without[acting], always]),
    )


def first_actions(channels: Channels, size: int, *, without: PlacedEvent | None = None, rule: int = -1) -> Array:
    """Return the time of the first action on each content, infinity for none, shape (contents,).

    Parameters
    ----------
    size
        Contents of the block.
    without, rule
        Leave out a planted change of this rule; None is the world as it is.
    """
    happens = (
        channels.planted if without is None else np.where(channels.rule == rule, channels.without, channels.planted)
    )
    first = np.full(size, np.inf)
    np.minimum.at(first, channels.row[happens], channels.at[happens])
    return first


def act(
    world: World,
    span: Span,
    reviewers: Reviewers,
    contents: Contents,
    hits: RuleHits,
    reports: Reports,
    channels: Channels,
    *,
    seed: int,
    block: int,
) -> Actions:
    """Return the actions on the contents of a block: the first on each, and what follows from it."""
    first = first_actions(channels, len(contents))
    won = channels.planted & (channels.at == first[channels.row]) & (channels.at < span.days)
    won_rows = np.flatnonzero(won)
    # Two channels at the very same moment: the first one listed counts.
    _, kept = np.unique(channels.row[won_rows], return_index=True)
    chosen = won_rows[kept]
    row, channel, index = channels.row[chosen], channels.channel[chosen], channels.index[chosen]
    rng = generator(seed, "actions", block)
    size = len(row)
    by_rule, by_report = channel == 0, channel == 1
    hit, report = np.where(by_rule, index, 0), np.where(by_report, index, 0)

    def of_hit(values: Array, otherwise: Array) -> Array:
        return np.where(by_rule, values[hit], otherwise) if len(values) else otherwise

    def of_report(values: Array, otherwise: Array) -> Array:
        return np.where(by_report, values[report], otherwise) if len(values) else otherwise

    nothing = np.full(size, NOBODY)
    rule = of_hit(hits.rule, nothing)
    rule_policy = np.array([world.policy_code(r.policy) for r in world.rules])
    true = contents.policy[row]
    # Whoever decides sees what it is; wrong actions carry the policy that was suspected.
    suspected = np.where(by_rule, rule_policy[rule], of_report(reports.policy, 1 + rng.integers(14, size=size)))
    policy = np.where(by_rule | (true == 0), suspected, true)
    reviewer = of_hit(hits.reviewer, of_report(reports.reviewer, rng.integers(len(reviewers), size=size)))
    source = np.where(
        by_rule, 0, np.where(by_report, REPORT_SOURCES[of_report(reports.reporter_type, np.zeros(size, int))], 4)
    )
    at = channels.at[chosen]
    detected = of_hit(hits.at, of_report(reports.at, np.maximum(contents.created[row], at - 0.02)))
    actions = Actions(
        row,
        at,
        np.minimum(detected, at),
        policy,
        rule,
        source,
        _action_types(world, rng, policy, contents.kind[row]),
        reviewer,
        by_rule,
        np.where(by_rule & (reviewer == NOBODY), 0, np.where(by_rule, 1, 2)),
        channel,
        index,
        rng.random(size) < FAILED,
    )
    return _with_followers(world, span, rng, actions)


def _action_types(world: World, rng: np.random.Generator, policy: Array, kind: Array) -> Array:
    chosen = np.zeros(len(policy), dtype=np.int64)
    for code, each in enumerate(world.policies, start=1):
        rows = np.flatnonzero(policy == code)
        weights = np.array([each.actions.get(name, 0.0) for name in ACTION_TYPES])
        chosen[rows] = choose(rng, weights, len(rows))
    account = (kind == world.type_code("profile")) & ENDING[chosen]
    termination = np.where(rng.random(len(policy)) < 0.3, "terminate_account", "suspend_account")
    return np.where(account, np.where(termination == "terminate_account", 9, 8), chosen)


def _with_followers(world: World, span: Span, rng: np.random.Generator, actions: Actions) -> Actions:
    """Add the warnings that follow an action: strikes, and what a planted policy change adds."""
    u = rng.random(len(actions))
    followed = u < STRIKE
    for placed in span.of_kind("policy_counts"):
        of_policy = actions.policy == world.policy_code(placed.event.policy or "")
        followed |= of_policy & placed.active(actions.at) & (u < placed.event.size)
    followed &= ~actions.failed
    second = actions.take(np.flatnonzero(followed))
    second.at = second.at + 60 / 86400
    second.action_type = np.full(len(second), ACTION_TYPES.index("warn"))
    second = second.take(np.flatnonzero(second.at < span.days))
    return Actions(
        **{
            field.name: np.concatenate([getattr(actions, field.name), getattr(second, field.name)])
            for field in fields(Actions)
        }
    )

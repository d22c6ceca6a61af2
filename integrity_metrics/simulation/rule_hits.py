"""Which contents the rules hit, truly and wrongly, when, and what a hit leads to."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from integrity_metrics.simulation.contents import Contents
from integrity_metrics.simulation.randomness import Array, generator
from integrity_metrics.simulation.reviewers import Reviewers, decide
from integrity_metrics.simulation.rule_versions import RuleHistory
from integrity_metrics.simulation.span import Span
from integrity_metrics.simulation.waiting import queue_of_severity, wait_hours
from integrity_metrics.simulation.world import World


@dataclass(slots=True)
class RuleHits:
    """Hits that could happen; every array has shape (hits,).

    Parameters
    ----------
    row
        Row of the content in its block.
    rule, version
        Codes.
    at, acts_at
        When it hits and when it would act, in days from the start; infinity when it never acts.
    score
        NaN for rules without a score.
    reviewer, says_violating, seconds
        Who decided on it and how (-1: nobody; the rule acts by itself, or is in shadow).
    planted, without
        Whether it happens in the world as it is, and in the world without the planted change of its rule.
    """

    row: Array
    rule: Array
    version: Array
    at: Array
    acts_at: Array
    score: Array
    reviewer: Array
    says_violating: Array
    seconds: Array
    planted: Array
    without: Array

    def take(self, rows: Array) -> RuleHits:
        """Return some of the hits."""
        return RuleHits(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def hit_contents(
    world: World,
    span: Span,
    histories: tuple[RuleHistory, ...],
    reviewers: Reviewers,
    contents: Contents,
    *,
    seed: int,
    block: int,
) -> RuleHits:
    """Return every hit of every rule on the contents of a block, before anything is removed."""
    benign = np.flatnonzero(contents.policy == 0)
    # Rules fail on what resembles a violation: contents the model scores higher.
    likeness = np.cumsum(np.exp(0.8 * contents.difficulty[benign]))
    found = []
    for history in histories:
        rng = generator(seed, f"rule {history.rule.rule_id}", block)
        found.append(_hits(world, span, history, reviewers, contents, benign, likeness, rng))
    return RuleHits(
        **{field.name: np.concatenate([getattr(hits, field.name) for hits in found]) for field in fields(RuleHits)}
    )


def _hits(
    world: World,
    span: Span,
    history: RuleHistory,
    reviewers: Reviewers,
    contents: Contents,
    benign: Array,
    likeness: Array,
    rng: np.random.Generator,
) -> RuleHits:
    rule = history.rule
    code = world.policy_code(rule.policy)
    true_rows = np.flatnonzero(contents.policy == code)
    wrong_rows = _wrong_rows(world, history, contents, benign, likeness, rng)
    row = np.concatenate([true_rows, wrong_rows])
    is_true = np.arange(len(row)) < len(true_rows)
    size = len(row)
    difficulty = contents.difficulty[row]
    delay_hours = rule.hours * np.exp(1.0 * rng.standard_normal(size) + np.where(is_true, 0.3 * difficulty, 0.0))
    at = contents.created[row] + delay_hours / 24
    u = rng.random(size)
    # Hard violations are missed more often; the factor averages to about 1.
    ease = np.where(is_true, np.clip(1.0 - 0.18 * difficulty, 0.3, 1.6), 1.0)
    happens = []
    for planted in (True, False):
        recall, false_positives = history.factors(at, planted=planted)
        most = _most_false_positives(history)
        chance = np.where(is_true, np.minimum(rule.recall * recall * ease, 0.98), false_positives / most)
        happens.append(u < chance)
    kept = happens[0] | happens[1]
    row, is_true, at, difficulty = row[kept], is_true[kept], at[kept], difficulty[kept]
    size = len(row)
    version = history.version_at(at)
    thresholds = np.array([np.nan if v.threshold is None else v.threshold for v in history.versions])[version]
    # True hits score high above the threshold, wrong ones just above it.
    score = thresholds + (1 - thresholds) * np.where(is_true, rng.beta(2.5, 1.0, size), rng.beta(1.0, 2.5, size))
    reviewer, says, seconds = np.full(size, -1), np.ones(size, dtype=bool), np.full(size, np.nan)
    if rule.shadow:
        acts_at = np.full(size, np.inf)
    elif rule.decides == "auto":
        acts_at = at + rng.exponential(2 / 1440, size)
    else:
        queue = queue_of_severity(world, np.full(size, world.policies[code - 1].severity))
        first, decided = wait_hours(world, span, rng, queue, at)
        decided_at = at + (first + decided) / 24
        # What a rule points at is harder than what comes along.
        decisions = decide(
            rng, span, world, reviewers, decided_at, is_true, np.where(is_true, difficulty, 1.2 + 0.5 * difficulty)
        )
        reviewer, says, seconds = decisions.reviewer, decisions.says_violating, decisions.seconds
        acts_at = decided_at
    return RuleHits(
        row,
        np.full(size, history.code),
        version,
        at,
        acts_at,
        score,
        reviewer,
        says,
        seconds,
        happens[0][kept],
        happens[1][kept],
    )


def _most_false_positives(history: RuleHistory) -> float:
    return max(v.false_positives for v in history.versions)


def _wrong_rows(
    world: World, history: RuleHistory, contents: Contents, benign: Array, likeness: Array, rng: np.random.Generator
) -> Array:
    """Return benign contents the rule would hit were its version always the worst one; `factors` thins them.

    `likeness` is the cumulative likeness of the benign contents with violations.
    """
    if len(benign) == 0:
        return benign
    rule = history.rule
    policy = world.policies[world.policy_code(rule.policy) - 1]
    # So many that a usual version has its stated precision. Draws of other kinds of content are thrown away below.
    share = policy.rate * rule.recall * (1 - rule.precision) / rule.precision
    types = np.array([policy.types.get(t.name, 0.0) > 0 for t in world.types])
    fitting = np.array([t.share for t in world.types])[types].sum()
    count = rng.poisson(share * len(contents) * _most_false_positives(history) / fitting)
    drawn = benign[np.searchsorted(likeness, rng.random(count) * likeness[-1], side="right")]
    return np.unique(drawn[types[contents.kind[drawn]]])

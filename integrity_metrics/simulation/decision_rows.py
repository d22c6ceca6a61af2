"""Review decisions of a block, and the one place that writes rows of ``review_decisions``."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from integrity_metrics.simulation.blocks import Block, Setting
from integrity_metrics.simulation.columns import ids, insert, named
from integrity_metrics.simulation.randomness import Array, generator
from integrity_metrics.simulation.reviewers import decide

PURPOSES = ("production", "qa", "golden", "calibration")
PRODUCTION, QA, GOLDEN, CALIBRATION = range(4)
# Blind second reviews: of actions, and of decisions not to act.
SECOND_OF_ACTIONS, SECOND_OF_PASSES = 0.05, 0.03


@dataclass(slots=True)
class Counters:
    """The next number of every kind of row."""

    contents: int = 0
    hits: int = 0
    actions: int = 0
    appeals: int = 0
    reports: int = 0
    decisions: int = 0


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Decisions to write: shape (decisions,) each; policy is a code, 0 for benign."""

    row: Array
    reviewer: Array
    says: Array
    policy: Array
    at: Array
    seconds: Array


def block_decisions(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    block: Block,
    reviewed: list[Reviewed],
    counters: Counters,
) -> None:
    """Write the decisions of production, and blind second reviews of a random part of them and of actions."""
    contents, span, world = block.contents, setting.span, setting.world
    row, reviewer, says, policy, at, seconds = (
        np.concatenate([getattr(each, name) for each in reviewed])
        for name in ("row", "reviewer", "says", "policy", "at", "seconds")
    )
    known = block.published[row] & (at >= 0)
    row, reviewer, says, policy, at, seconds = (values[known] for values in (row, reviewer, says, policy, at, seconds))
    rng = generator(setting.seed, "second reviews", block.number)
    of_actions = np.flatnonzero(rng.random(len(block.actions)) < SECOND_OF_ACTIONS)
    passed = np.flatnonzero(~says & (rng.random(len(says)) < SECOND_OF_PASSES))
    again = np.concatenate([block.actions.row[of_actions], row[passed]])
    first_by = np.concatenate([block.actions.reviewer[of_actions], reviewer[passed]])
    again_at = np.concatenate([block.actions.at[of_actions], at[passed]]) + 1 + rng.exponential(4.0, len(again))
    in_time = again_at < span.days
    again, first_by, again_at = again[in_time], first_by[in_time], again_at[in_time]
    # Somebody else looks again.
    second_by = rng.integers(len(setting.reviewers) - 1, size=len(again))
    second_by = np.where((first_by >= 0) & (second_by >= first_by), second_by + 1, second_by)
    true = contents.policy[again]
    second = decide(
        rng, span, world, setting.reviewers, again_at, true > 0, contents.difficulty[again], reviewer=second_by
    )
    rows = np.concatenate([row, again])
    decided = np.concatenate([says, second.says_violating])
    true = contents.policy[rows]
    named_policy = np.concatenate([policy, 1 + rng.integers(len(world.policies), size=len(again))])
    policies = np.where(decided, np.where(true > 0, true, named_policy), 0)
    write_decisions(
        connection,
        setting,
        counters,
        contents.number[rows],
        np.concatenate([reviewer, second_by]),
        policies,
        np.concatenate([at, again_at]),
        np.concatenate([seconds, second.seconds]),
        np.repeat([PRODUCTION, QA], [len(row), len(again)]),
        np.full(len(rows), -1),
    )


def write_decisions(
    connection: duckdb.DuckDBPyConnection,
    setting: Setting,
    counters: Counters,
    content: Array,
    reviewer: Array,
    policy: Array,
    at: Array,
    seconds: Array,
    purpose: Array,
    reference: Array,
) -> None:
    """Append rows to ``review_decisions``.

    Parameters
    ----------
    content, reviewer, purpose
        Numbers of the contents; codes.
    policy
        Code; 0 is benign.
    at, seconds
        Days from the start of the span, and seconds spent.
    reference
        1 and 0 where the right answer is known, -1 where not.
    """
    severity = np.array([0, *(p.severity for p in setting.world.policies)])[policy]
    counters.decisions += insert(
        connection,
        "review_decisions",
        {
            "decision_id": ids("d", counters.decisions + np.arange(len(content))),
            "content_id": ids("c", content),
            "reviewer_id": named(reviewer, list(setting.reviewers.reviewer_id)),
            "policy_id": named(policy, list(setting.world.policy_ids)),
            "is_violating": policy > 0,
            "severity": pa.array(severity.astype(np.int32), mask=severity == 0),
            "decided_at": setting.span.moments(at),
            "handle_seconds": seconds,
            "purpose": named(purpose, PURPOSES),
            "reference_is_violating": pa.array(reference > 0, mask=reference < 0),
        },
    )

"""Appeals against actions: few of the right ones, many of the wrong ones, decided with a lag."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.simulation.contents import Contents
from integrity_metrics.simulation.enforcement import Actions
from integrity_metrics.simulation.randomness import Array, generator
from integrity_metrics.simulation.span import Span

OUTCOMES = ("upheld", "overturned", "partially_overturned")
APPEALS_OF_RIGHT, APPEALS_OF_WRONG = 0.035, 0.24
OVERTURNED_RIGHT, OVERTURNED_WRONG = 0.06, 0.74
PARTIALLY = 0.05
FILE_DAYS, DECIDE_DAYS = 1.5, 3.5
# Wrong actions found by somebody else than an appeal.
FOUND_WRONG, FOUND_DAYS = 0.02, 12.0


@dataclass(frozen=True, slots=True)
class Appeals:
    """Appeals, shape (appeals,): the action appealed, times in days, outcome code (-1 open); and reversals per action.

    `reversed_at` has shape (actions,), NaN where the action stands.
    """

    action: Array
    filed: Array
    decided: Array
    outcome: Array
    reversed_at: Array


def appeal(span: Span, contents: Contents, actions: Actions, *, seed: int, block: int) -> Appeals:
    """Return the appeals against the actions of a block. Who is wrongly acted on appeals far more often."""
    rng = generator(seed, "appeals", block)
    size = len(actions)
    wrong = contents.policy[actions.row] == 0
    u = rng.random(size)
    appeals = u < np.where(wrong, APPEALS_OF_WRONG, APPEALS_OF_RIGHT)
    filed = actions.at + FILE_DAYS * np.exp(1.1 * rng.standard_normal(size))
    wait = DECIDE_DAYS * np.exp(0.7 * rng.standard_normal(size))
    for placed in span.of_kind("appeal_backlog"):
        wait = np.where(placed.active(filed), wait * placed.event.size, wait)
    decided = filed + wait
    v = rng.random(size)
    overturned = v < np.where(wrong, OVERTURNED_WRONG, OVERTURNED_RIGHT)
    outcome = np.where(overturned, 1, np.where(v > 1 - PARTIALLY, 2, 0))
    found_at = actions.at + FOUND_DAYS * np.exp(rng.standard_normal(size))
    found = wrong & (rng.random(size) < FOUND_WRONG) & ~actions.failed
    filed_rows = np.flatnonzero(appeals & (filed < span.days) & ~actions.failed)
    open_still = decided >= span.days
    reversed_at = np.where(found & (found_at < span.days), found_at, np.nan)
    overturns = appeals & ~actions.failed & ~open_still & (outcome == 1)
    reversed_at = np.where(overturns, decided, reversed_at)
    return Appeals(
        filed_rows,
        filed[filed_rows],
        np.where(open_still, np.nan, decided)[filed_rows],
        np.where(open_still, -1, outcome)[filed_rows],
        reversed_at,
    )

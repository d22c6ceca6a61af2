"""Reports by users, trusted flaggers and authorities, and what reviewers would decide on each."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from integrity_metrics.simulation.contents import Contents
from integrity_metrics.simulation.randomness import Array, generator
from integrity_metrics.simulation.reviewers import Reviewers, decide
from integrity_metrics.simulation.span import Span
from integrity_metrics.simulation.waiting import queue_of_severity, wait_hours
from integrity_metrics.simulation.world import World

REPORTER_TYPES = ("user", "trusted_flagger", "authority", "partner")
# Reports a thousand views of benign content get.
BENIGN_REPORTS = 0.12
MOST_REPORTS = 60
RIGHT_POLICY = 0.7
# Contents a planted brigade reports, at scale 1 and at least.
BRIGADED_CONTENTS, FEWEST_BRIGADED = 60, 2


@dataclass(slots=True)
class Reports:
    """Reports that could come in, were nothing removed; every array has shape (reports,).

    Parameters
    ----------
    row
        Row of the content in its block.
    reporter
        Number of the reporter; reporter_type is a position in `REPORTER_TYPES`.
    policy
        Code of the policy the reporter names.
    queue
        Position of the queue.
    at, first_at, decided_at
        Days from the start of the span.
    reviewer, says_violating, seconds
        What the reviewer would decide.
    event
        Code of the brigade, or 0.
    """

    row: Array
    reporter: Array
    reporter_type: Array
    policy: Array
    queue: Array
    at: Array
    first_at: Array
    decided_at: Array
    reviewer: Array
    says_violating: Array
    seconds: Array
    event: Array

    def take(self, rows: Array) -> Reports:
        """Return some of the reports."""
        return Reports(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def report_contents(
    world: World, span: Span, reviewers: Reviewers, contents: Contents, *, seed: int, block: int, scale: float
) -> Reports:
    """Return the reports on the contents of a block, before anything is removed."""
    rng = generator(seed, "reports", block)
    rates = np.array([BENIGN_REPORTS, *(p.reports for p in world.policies)]) / 1000
    mean = np.minimum(rates[contents.policy] * contents.views, MOST_REPORTS)
    count = rng.poisson(mean)
    row = np.repeat(np.arange(len(contents)), count)
    age = np.minimum(rng.exponential(0.25, len(row)) * np.minimum(contents.life[row], 14), contents.life[row]) + 0.002
    at = contents.created[row] + age
    event = np.zeros(len(row), dtype=np.int64)
    brigaded_row, brigaded_at, brigaded_event = _brigades(world, span, contents, rng, scale)
    row = np.concatenate([row, brigaded_row])
    at = np.concatenate([at, brigaded_at])
    event = np.concatenate([event, brigaded_event])
    size = len(row)
    true = contents.policy[row]
    policy = np.where((true > 0) & (rng.random(size) < RIGHT_POLICY), true, 1 + rng.integers(14, size=size))
    for placed in span.of_kind("brigading"):
        policy[event == placed.code] = world.policy_code(placed.event.policy or "")
    kind = _reporter_types(world, rng, true, event)
    severity = np.array([0, *(p.severity for p in world.policies)])[policy]
    queue = queue_of_severity(world, np.where((kind == 2) | (kind == 3), 0, severity))
    first, decided = wait_hours(world, span, rng, queue, at)
    first_at = at + first / 24
    decided_at = first_at + decided / 24
    # What people report is harder than what comes along.
    difficulty = contents.difficulty[row] + np.where(true == 0, 0.6, 0.0)
    decisions = decide(rng, span, world, reviewers, decided_at, true > 0, difficulty)
    # A few people report much: the square makes them.
    reporters = max(100, int(100_000 * scale))
    reporter = np.floor(reporters * rng.random(size) ** 2).astype(np.int64)
    brigade = np.floor(40 * rng.random(size)).astype(np.int64) + 900_000_000 + 1000 * event
    return Reports(
        row,
        np.where(event > 0, brigade, reporter),
        kind,
        policy,
        queue,
        at,
        first_at,
        decided_at,
        decisions.reviewer,
        decisions.says_violating,
        decisions.seconds,
        event,
    )


def _brigades(
    world: World, span: Span, contents: Contents, rng: np.random.Generator, scale: float
) -> tuple[Array, Array, Array]:
    """Return row, time and event of the reports of planted brigades on benign contents of their market."""
    rows, times, events = [np.array([], dtype=np.int64)], [np.array([])], [np.array([], dtype=np.int64)]
    for placed in span.of_kind("brigading"):
        market = world.market_code(placed.event.market or "")
        # Contents made in the days before; a block that ends earlier has none.
        made = (contents.created >= placed.first - 10) & (contents.created < placed.end - 0.5)
        fitting = np.flatnonzero(made & (contents.market == market) & (contents.policy == 0))
        wanted = max(FEWEST_BRIGADED, round(BRIGADED_CONTENTS * scale))
        target = fitting[:wanted] if len(fitting) else fitting
        row = np.repeat(target, int(placed.event.size))
        since = np.maximum(contents.created[row] + 0.01, placed.first)
        rows.append(row)
        times.append(since + rng.random(len(row)) * np.maximum(placed.end - since, 0.1))
        events.append(np.full(len(row), placed.code))
    return np.concatenate(rows), np.concatenate(times), np.concatenate(events)


def _reporter_types(world: World, rng: np.random.Generator, true: Array, event: Array) -> Array:
    u = rng.random(len(true))
    severe = np.array([0, *(p.severity for p in world.policies)])[true] >= 3
    rights = true == world.policy_code("copyright")
    kind = np.where(severe & (u < 0.04), 1, np.where(u > 0.995, 2, 0))
    kind = np.where(rights & (u < 0.30), 3, kind)
    return np.where(event > 0, 0, kind)

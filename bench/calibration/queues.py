"""Time to action while most cases are still open: share by an age and the median, Kaplan-Meier and Aalen-Johansen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calibration.tally import Coverage, Promise, coverage, seeded
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.naive_share import share_of_closed_within
from integrity_metrics.statistics.time_to_event import estimate_time_to_event

AT = (12.0, 24.0, 36.0)
# Log-logistic time to action in hours: many at once, a long tail.
MEDIAN_HOURS, SHAPE = 33.0, 1.5
WINDOW_HOURS = 48.0
DELETED_PER_HOUR = 1 / 150


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of one run: cases, whether some came into view late, leave otherwise, or weigh unequally."""

    name: str
    cases: int
    enters_late: bool = False
    leaves_otherwise: bool = False
    weight_spread: float = 0.0


QUEUES = [
    Queue("500 cases", 500),
    Queue("80 cases", 80),
    Queue("500 cases, a third opened before the window", 500, enters_late=True),
    Queue("500 cases, some deleted by their author", 500, leaves_otherwise=True),
    Queue("500 cases weighted by impressions", 500, weight_spread=0.8),
]


@dataclass(frozen=True, slots=True)
class Cases:
    """The rows of a queue: 0 open, 1 actioned, 2 deleted."""

    durations: FloatArray
    outcomes: FloatArray
    entry: FloatArray | None
    weights: FloatArray | None


def draw(generator: np.random.Generator, queue: Queue) -> Cases:
    """Cases opened at any time of the window (or the 24 hours before it) and followed to its end."""
    earliest = -24.0 if queue.enters_late else 0.0
    opened = generator.uniform(earliest, WINDOW_HOURS, 3 * queue.cases)
    odds = generator.random(len(opened))
    action = MEDIAN_HOURS * (odds / (1 - odds)) ** (1 / SHAPE)
    deleted = generator.exponential(1 / DELETED_PER_HOUR, len(opened)) if queue.leaves_otherwise else np.inf
    end = np.minimum(action, deleted)
    seen = np.flatnonzero(opened + end > 0)[: queue.cases]
    opened, end, is_action = opened[seen], end[seen], (action <= deleted)[seen]
    followed = WINDOW_HOURS - opened
    outcome = np.where(end > followed, 0.0, np.where(is_action, 1.0, 2.0))
    return Cases(
        np.minimum(end, followed),
        outcome,
        np.maximum(-opened, 0.0) if queue.enters_late else None,
        np.exp(queue.weight_spread * generator.standard_normal(len(seen))) if queue.weight_spread else None,
    )


def share_by(age: float, leaves_otherwise: bool) -> float:
    """Return the true share actioned by an age, by numerical integration where other exits compete."""
    if not leaves_otherwise:
        return float(1 / (1 + (age / MEDIAN_HOURS) ** -SHAPE))
    hours = np.linspace(0, age, 200_001)[1:]
    actioned = 1 / (1 + (hours / MEDIAN_HOURS) ** -SHAPE)
    steps = np.diff(actioned, prepend=0.0)
    middle = hours - hours[0] / 2
    return float(np.sum(steps * np.exp(-DELETED_PER_HOUR * middle)))


def open_queues(runs: int) -> Iterator[Coverage]:
    """Shares by three ages together, and the median where nothing competes; naive shares of the first queue beside."""
    for queue in QUEUES:
        generator = seeded(queue.name)
        shares, medians = np.full((2, runs, len(AT)), np.nan), np.full((2, runs), np.nan)
        status, said = np.empty((runs, len(AT)), dtype="<U16"), np.empty(runs, dtype="<U16")
        closed, still_open = np.empty((runs, len(AT))), np.empty(runs)
        for run in range(runs):
            cases = draw(generator, queue)
            found = estimate_time_to_event(
                cases.durations, cases.outcomes, AT, entry=cases.entry, weights=cases.weights, quantiles=[0.5]
            )
            still_open[run] = found.still_open / found.cases
            closed[run] = share_of_closed_within(cases.durations, cases.outcomes == 1, AT)
            for place, row in enumerate(found.shares):
                status[run, place] = row.status.value
                if row.low is not None and row.high is not None:
                    shares[:, run, place] = row.low, row.high
            median = found.ages[0]
            said[run] = median.status.value
            if median.low is not None:
                # A median whose upper end is not reached yet is "at least ...".
                medians[:, run] = median.low, np.inf if median.high is None else median.high
        situation = f"{queue.name}, {still_open.mean():.0%} open"
        truth = np.array([[share_by(age, queue.leaves_otherwise) for age in AT]])
        method = "Aalen-Johansen" if queue.leaves_otherwise else "Kaplan-Meier"
        yield coverage((situation, "share by 12, 24, 36 h", method), Promise.COVERAGE, truth, *shares, status)
        if not queue.leaves_otherwise:
            yield coverage((situation, "median age", method), Promise.COVERAGE, MEDIAN_HOURS, *medians, said)
        if queue is QUEUES[0]:
            spread = 1.96 * np.sqrt(closed * (1 - closed) / (queue.cases * (1 - still_open[:, None])))
            yield coverage(
                (situation, "share by 12, 24, 36 h", "closed cases only"),
                Promise.CONTRAST,
                truth,
                closed - spread,
                closed + spread,
                np.full(closed.shape, "ok"),
            )

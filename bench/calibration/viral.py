"""Views concentrated on few contents (Zipf): the level of this week, and the process behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.front_door import answer_rows
from calibration.level import promise_of
from calibration.tally import Coverage, Promise, coverage, seeded
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.front_door import Question

CONTENTS = 20_000
LABELS = 4000
# (rate of violating contents, exponent of the views, whether drawn by score)
SITUATIONS = [
    (0.2, 1.0, False),
    (0.05, 0.7, False),
    (0.05, 1.0, False),
    (0.05, 1.2, False),
    (0.005, 1.0, False),
    (0.05, 1.0, True),
    (0.005, 1.0, True),
]
SHARE_HIGH_SCORE = 0.1


@dataclass(frozen=True, slots=True)
class Week:
    """One drawn week of every run; arrays (runs, labels) but populations (runs, strata) and share (runs,).

    `share` is the share of that week's views that violate.
    """

    outcome: NDArray[np.bool_]
    content: NDArray[np.int64]
    stratum: NDArray[np.int64]
    populations: FloatArray
    share: FloatArray


def popularity(exponent: float, contents: int = CONTENTS) -> FloatArray:
    """Share of views of each content, Zipf with a blunted top (the most viral has a few per cent, not a quarter)."""
    views = (np.arange(contents) + 10.0) ** -exponent
    return np.asarray(views / views.sum())


def draw_week(
    generator: np.random.Generator,
    violates: NDArray[np.bool_],
    views: FloatArray,
    labels: int,
    by_score: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64], FloatArray]:
    """Draw impressions with replacement; by score, half of them among the tenth of contents that score highest."""
    if not by_score:
        drawn = np.searchsorted(np.cumsum(views), generator.random(labels) * (1 - 1e-12))
        return drawn, np.zeros(labels, dtype=np.int64), np.array([1.0])
    score = 1.5 * violates + generator.standard_normal(len(views))
    is_high = score > np.quantile(score, 1 - SHARE_HIGH_SCORE)
    drawn, half = [], labels // 2
    for members in (np.flatnonzero(~is_high), np.flatnonzero(is_high)):
        within = np.cumsum(views[members])
        drawn.append(members[np.searchsorted(within, generator.random(half) * within[-1] * (1 - 1e-12))])
    return (
        np.concatenate(drawn),
        np.repeat([0, 1], half),
        np.array([views[~is_high].sum(), views[is_high].sum()]),
    )


def draw_weeks(generator: np.random.Generator, runs: int, rate: float, exponent: float, by_score: bool) -> Week:
    """Draw a week for every run; which contents violate is drawn anew each time."""
    views = popularity(exponent)
    outcome = np.empty((runs, LABELS), dtype=bool)
    content, stratum = (np.empty((runs, LABELS), dtype=np.int64) for _ in range(2))
    populations, share = np.empty((runs, 1 + by_score)), np.empty(runs)
    for run in range(runs):
        violates = generator.random(CONTENTS) < rate
        drawn, stratum[run], populations[run] = draw_week(generator, violates, views, LABELS, by_score)
        outcome[run], content[run], share[run] = violates[drawn], drawn, views[violates].sum()
    return Week(outcome, content, stratum, populations, share)


def viral_weeks(runs: int) -> Iterator[Coverage]:
    """Each question with its own standard error, and the process read with the error of the level as the contrast."""
    for rate, exponent, by_score in SITUATIONS:
        situation = f"Zipf {exponent:g} views{', by score' if by_score else ''}, rate {rate:g}, {LABELS:,} labels"
        week = draw_weeks(seeded(situation), runs, rate, exponent, by_score)
        fields = (week.outcome, week.content, week.stratum, week.populations)
        level, change = (answer_rows(*fields, question) for question in (Question.LEVEL, Question.CHANGE))
        promise = promise_of(rate)
        yield coverage((situation, "level", level.methods), promise, week.share, level.low, level.high, level.status)
        yield coverage((situation, "change", change.methods), promise, rate, change.low, change.high, change.status)
        yield coverage(
            (situation, "change", "the level's interval, repeats taken as independent"),
            Promise.CONTRAST,
            rate,
            level.low,
            level.high,
            level.status,
        )

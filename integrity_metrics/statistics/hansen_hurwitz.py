"""Prevalence from entities drawn with replacement, with known chances per draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import (
    FloatArray,
    as_non_negative,
    as_probabilities,
    check_level,
    check_same_length,
)
from integrity_metrics.statistics.design_share import DesignShare
from integrity_metrics.statistics.interval import status_where
from integrity_metrics.statistics.kish import kish_effective_size
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.student_interval import student_interval


@dataclass(frozen=True, slots=True, eq=False)
class HansenHurwitz:
    """Both forms of the estimate; which one is reported is fixed before the data are seen.

    Parameters
    ----------
    violating_impressions, violating_impressions_standard_error
        Estimated total of violating impressions.
    known_denominator
        That total over the known impressions of the population.
    ratio
        That total over the estimated impressions: steadier when impressions vary and the chances follow them badly.
    ratio_low, ratio_high
        Student t limits of the ratio at `level`; may leave [0, 1].
    level
        Two-sided confidence level.
    effective_draws
        Kish's effective size on weight x impressions.
    """

    violating_impressions: FloatArray
    violating_impressions_standard_error: FloatArray
    known_denominator: DesignShare
    ratio: DesignShare
    ratio_low: FloatArray
    ratio_high: FloatArray
    level: float
    effective_draws: FloatArray


def hansen_hurwitz(
    is_violating: ArrayLike,
    impressions: ArrayLike,
    draw_probability: ArrayLike,
    population_impressions: float,
    level: float = 0.95,
) -> HansenHurwitz:
    """Prevalence from draws with replacement; repeats of an entity are separate draws and stay separate rows.

    Parameters
    ----------
    is_violating
        0 or 1, one a draw, shape (draws,).
    impressions
        Impressions of the drawn entity, shape (draws,).
    draw_probability
        Its chance p in one draw, in (0, 1], shape (draws,).
    population_impressions
        Known impressions of the whole population.
    level
        Two-sided confidence level.

    Returns
    -------
    HansenHurwitz
        total = mean(v y / p), its SE = sd(v y / p) / sqrt(n); ratio R = sum(v y / p) / sum(v / p), its SE from
        e = (v y - R v) / p over the estimated impressions. One draw: `interval_only`, no standard error. No
        impressions among the draws: the ratio is `undefined`.

    References
    ----------
    Hansen and Hurwitz (1943), Annals of Mathematical Statistics 14, 333-362.

    Examples
    --------
    >>> result = hansen_hurwitz([1, 0, 0, 1], [50, 20, 10, 20], [0.5, 0.2, 0.1, 0.2], 100)
    >>> float(result.known_denominator.estimate), round(float(result.ratio.standard_error), 4)
    (0.5, 0.2887)
    """
    level = check_level(level)
    y, v = as_probabilities("is_violating", is_violating), as_non_negative("impressions", impressions)
    p = as_probabilities("draw_probability", draw_probability, zero_allowed=False)
    if y.ndim != 1 or not len(y):
        raise ValueError(f"is_violating has shape {y.shape}; it must be one row of at least one draw")
    check_same_length(is_violating=y, impressions=v, draw_probability=p)
    if not (np.isfinite(population_impressions) and population_impressions > 0):
        raise ValueError(f"population_impressions is {population_impressions}; it must be a number above zero")
    size = float(len(y))
    violating, seen = v * y / p, v / p
    total, error = _mean(violating)
    seen_total = seen.mean()
    share = violating.sum() / seen.sum() if seen_total > 0 else np.nan
    ratio = _share(share, _mean((violating - share * seen) / seen_total)[1] if seen_total > 0 else np.nan, size)
    interval = student_interval(ratio, level)
    return HansenHurwitz(
        np.asarray(total),
        np.asarray(error),
        _share(total / population_impressions, error / population_impressions, size),
        ratio,
        interval.low,
        interval.high,
        level,
        kish_effective_size(seen)[0],
    )


def _mean(values: FloatArray) -> tuple[float, float]:
    """Mean of independent draws and its standard error (NaN for one draw)."""
    size = len(values)
    error = float(np.std(values, ddof=1)) / np.sqrt(size) if size > 1 else np.nan
    return float(values.mean()), error


def _share(estimate: float, error: float, size: float) -> DesignShare:
    point = np.asarray(estimate)
    found = status_where(np.asarray(estimate == 0), Status.UPPER_BOUND_ONLY, Status.OK)
    status = status_where(np.isnan(np.asarray(error)), Status.INTERVAL_ONLY, found)
    status = status_where(np.isnan(point), Status.UNDEFINED, status)
    return DesignShare(point, np.asarray(error), np.asarray(size), np.asarray(size - 1), status)

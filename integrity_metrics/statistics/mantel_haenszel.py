"""Mantel-Haenszel risk ratio: how many times as often one segment is decided against as the others, at like scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.counts import binomial_counts
from integrity_metrics.statistics.interval import StatusArray
from integrity_metrics.statistics.status import Status


@dataclass(frozen=True, slots=True, eq=False)
class MatchedRatios:
    """Each segment against all the others, matched by stratum; arrays of shape (segments,).

    Parameters
    ----------
    ratio, low, high
        Risk ratio with limits; NaN where the status is `undefined`.
    p_value
        Two-sided test of a ratio of 1.
    shared
        How many of the segment's items lie in strata that others have items in too: the others say nothing about the
        rest.
    status
        `undefined` without shared items, or without positives (or negatives) on either side.
    """

    ratio: FloatArray
    low: FloatArray
    high: FloatArray
    p_value: FloatArray
    shared: FloatArray
    status: StatusArray


def matched_ratios(positives: ArrayLike, items: ArrayLike, level: float = 0.95) -> MatchedRatios:
    """Compare every segment with the rest within strata, for policy teams asking whether like is treated alike.

    With a of n in the segment and c of m outside it in a stratum of N = n + m:
    ratio = R / S = sum(a m / N) / sum(c n / N); Var(log ratio) = sum(((a + c) n m - a c N) / N^2) / (R S). Where rates
    are near 1 that error is far too small in small segments, so limits are never narrower than the score test allows:
    error >= |log ratio| / chi, chi^2 = (sum(a - E))^2 / sum(n m (a + c) (N - a - c) / (N^2 (N - 1))).

    Parameters
    ----------
    positives, items
        Counts, shape (segments, strata); one stratum gives the plain risk ratio.
    level
        Confidence level.

    References
    ----------
    Mantel and Haenszel (1959), J. Natl. Cancer Inst. 22:719; Greenland and Robins (1985), Biometrics 41:55;
    Miettinen (1976), Am. J. Epidemiol. 103:226 for limits from the test.

    Examples
    --------
    >>> found = matched_ratios([[30, 10], [20, 40]], [[100, 100], [100, 200]])
    >>> f"{found.ratio[0]:.2f} [{found.low[0]:.2f}, {found.high[0]:.2f}]"
    '0.93 [0.63, 1.36]'
    """
    level = check_level(level)
    counts = binomial_counts(positives, items)
    if counts.positives.ndim != 2:
        raise ValueError(f"positives has shape {counts.positives.shape}; it must be segments x strata")
    a, n = counts.positives, counts.labels
    c, m = a.sum(axis=0) - a, n.sum(axis=0) - n
    total = np.maximum(n + m, 1.0)
    own, others = (a * m / total).sum(axis=1), (c * n / total).sum(axis=1)
    usable = (own > 0) & (others > 0)
    spread = (((a + c) * n * m - a * c * (n + m)) / total**2).sum(axis=1)
    product = np.where(usable, own * others, 1.0)
    log_ratio = np.log(np.where(usable, own, 1.0) / np.where(usable, others, 1.0))
    error = np.maximum(np.sqrt(np.maximum(spread, 0.0) / product), _error_of_test(log_ratio, a, n, c, m))
    usable &= error > 0
    reach = float(special.ndtri((1 + level) / 2)) * error
    blank = np.where(usable, 1.0, np.nan)
    z = np.divide(np.abs(log_ratio), error, out=np.zeros_like(error), where=error > 0)
    return MatchedRatios(
        np.exp(log_ratio) * blank,
        np.exp(log_ratio - reach) * blank,
        np.exp(log_ratio + reach) * blank,
        2 * special.ndtr(-z) * blank,
        np.where(m > 0, n, 0.0).sum(axis=1),
        np.where(usable, Status.OK.value, Status.UNDEFINED.value),
    )


def _error_of_test(log_ratio: FloatArray, a: FloatArray, n: FloatArray, c: FloatArray, m: FloatArray) -> FloatArray:
    """Return the error at which a ratio is as surprising as the score test finds its counts; 0 where it finds none."""
    total = n + m
    held = np.maximum(total, 2.0)
    expected = n * (a + c) / held
    variance = n * m * (a + c) * (total - a - c) / (held**2 * (held - 1))
    distance = np.abs(np.where(m > 0, a - expected, 0.0).sum(axis=1))
    chi = np.divide(distance, np.sqrt(variance.sum(axis=1)), out=np.zeros_like(distance), where=distance > 1e-12)
    error: FloatArray = np.divide(np.abs(log_ratio), chi, out=np.zeros_like(chi), where=chi > 0)
    return error

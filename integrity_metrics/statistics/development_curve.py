"""How much of the final value is usually seen after each delay: the completeness curve, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from integrity_metrics.statistics.chain_ladder import chain_ladder
from integrity_metrics.statistics.checks import FloatArray, check_level

DAYS_A_CLUSTER = 7


@dataclass(frozen=True, slots=True, eq=False)
class DevelopmentCurve:
    """Share of the final value seen within each delay, shape (..., delays); NaN where it cannot be told.

    It is also the distribution function of the delay, weighted by what the triangle counts and corrected for what is
    still to come: the product limit of reversed time (Lagakos, Barraj and De Gruttola 1988) from the same counts.
    """

    share: FloatArray
    low: FloatArray
    high: FloatArray

    def quantile(self, share: float) -> FloatArray:
        """Return the first delay by which `share` is seen, shape (...); NaN where the curve is unknown."""
        reached = self.share >= share
        return np.where(reached.any(axis=-1), reached.argmax(axis=-1), np.nan)


def development_curve(cumulative: ArrayLike, level: float = 0.95) -> DevelopmentCurve:
    """Return the completeness curve of a triangle, or of many of the same shape.

    ``F_d = 1 / prod over k >= d of f_k`` with the factors of the chain ladder. The variance of ``log F_d`` is that of
    a sum over weeks of rows, since days of one week have contents in common:
    ``sum over weeks (sum over k >= d of sum over its days (C_{k+1} - f_k C_k) / (f_k volume_k))^2``, times w / (w - 1);
    limits are ``F_d exp(+-t se)`` with Student's quantile on the weeks, cut at 1.

    Parameters
    ----------
    cumulative
        As for `chain_ladder`: shape (..., days, delays).
    level
        Confidence level.

    References
    ----------
    Mack (1993), ASTIN Bulletin 23:213-225; cluster-robust variance: Liang and Zeger (1986), Biometrika 73:13.

    Examples
    --------
    >>> days = np.array([[50, 80, 100], [55, 84, 100], [45, 76, 100], [50, 80, 100.0]] * 7)
    >>> curve = development_curve(days)
    >>> curve.share.round(2).tolist(), curve.quantile(0.6).tolist()
    ([0.5, 0.8, 1.0], 1.0)
    """
    check_level(level)
    values = np.array(cumulative, dtype=np.float64)
    factors = chain_ladder(values).factors
    both = ~np.isnan(values[..., 1:])
    now, later = np.where(both, values[..., :-1], 0.0), np.where(both, values[..., 1:], 0.0)
    volume = now.sum(axis=-2)
    # Before anything was seen nothing can have been missed: growth from nothing to nothing is no growth.
    dormant = (volume == 0) & (later.sum(axis=-2) == 0)
    factor = np.where(dormant, 1.0, factors)
    scale = np.where((volume > 0) & (factor > 0), factor * volume, np.inf)
    influence = np.where(both, later - factor[..., None, :] * now, 0.0) / scale[..., None, :]
    tails = np.cumsum(np.nan_to_num(influence)[..., ::-1], axis=-1)[..., ::-1]
    starts = np.arange(0, values.shape[-2], DAYS_A_CLUSTER)
    weeks = np.add.reduceat(tails, starts, axis=-2)
    count = len(starts)
    variance = (weeks**2).sum(axis=-2) * count / max(count - 1, 1)
    with np.errstate(divide="ignore"):
        share = 1.0 / np.cumprod(factor[..., ::-1], axis=-1)[..., ::-1]
    total = np.nan_to_num(values).sum(axis=(-2, -1))[..., None] > 0
    share = np.where(total & np.isfinite(share), np.minimum(share, 1.0), np.nan)
    reach = stdtrit(max(count - 1, 1), (1 + level) / 2) * np.sqrt(variance)
    end = np.where(total, 1.0, np.nan)
    return DevelopmentCurve(
        np.concatenate([share, end], axis=-1),
        np.concatenate([share * np.exp(-reach), end], axis=-1),
        np.concatenate([np.minimum(share * np.exp(reach), 1.0), end], axis=-1),
    )

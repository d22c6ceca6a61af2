"""Split a change of a rate into what happened inside segments and what came from their changing mix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray, as_non_negative, refuse


@dataclass(frozen=True, slots=True, eq=False)
class MixShift:
    """Parts of a change; totals have shape (...), parts per segment (..., segments).

    Parameters
    ----------
    change
        Overall rate after less before; NaN where a period has no denominator.
    within, mix
        Their sum is `change` exactly (to rounding).
    within_by_segment, mix_by_segment
        Contribution of each segment; they add up to `within` and `mix`.
    fixed_mix_rate
        Rate after at the mix of before.
    fixed_mix_index
        That rate over the rate before; NaN where that was 0.
    signs_differ
        Whether `within` and `mix` pull in opposite directions (read the parts, not the total).
    """

    change: FloatArray
    within: FloatArray
    mix: FloatArray
    within_by_segment: FloatArray
    mix_by_segment: FloatArray
    fixed_mix_rate: FloatArray
    fixed_mix_index: FloatArray
    signs_differ: NDArray[np.bool_]


def mix_shift(
    numerator_before: ArrayLike,
    denominator_before: ArrayLike,
    numerator_after: ArrayLike,
    denominator_after: ArrayLike,
) -> MixShift:
    """Say how much of a change is behaviour and how much is traffic moving between segments (Simpson's paradox).

    Parameters
    ----------
    numerator_before, denominator_before, numerator_after, denominator_after
        Sums per segment, shape (..., segments). A segment absent from one period takes its rate from the other: what
        it adds is mix.

    Returns
    -------
    MixShift
        With shares s and rates r: within = mean share x change of rate; mix = change of share x (mean rate - mean
        overall rate), means over the two periods, so that the parts add up without a remainder.

    References
    ----------
    Kitagawa (1955), Journal of the American Statistical Association 50, 1168-1194.

    Examples
    --------
    >>> parts = mix_shift([1, 20], [100, 1000], [9, 2], [1000, 100])
    >>> float(parts.change.round(4)), float(parts.within.round(4)), float(parts.mix.round(4))
    (-0.0091, -0.0005, -0.0086)
    """
    before = _rates("before", numerator_before, denominator_before)
    after = _rates("after", numerator_after, denominator_after)
    if before.rate.shape != after.rate.shape:
        raise ValueError(
            f"numerator_after has shape {after.rate.shape} but numerator_before {before.rate.shape}; they must agree"
        )
    rate_before = np.where(np.isnan(before.rate), after.rate, before.rate)
    rate_after = np.where(np.isnan(after.rate), before.rate, after.rate)
    absent = np.isnan(rate_before)
    rate_before, rate_after = np.where(absent, 0.0, rate_before), np.where(absent, 0.0, rate_after)
    overall = (np.sum(before.share * rate_before, axis=-1), np.sum(after.share * rate_after, axis=-1))
    within = (before.share + after.share) / 2 * (rate_after - rate_before)
    centre = (overall[0] + overall[1])[..., None] / 2
    mix = (after.share - before.share) * ((rate_before + rate_after) / 2 - centre)
    fixed = np.asarray(np.sum(before.share * rate_after, axis=-1))
    within_total, mix_total = np.asarray(within.sum(axis=-1)), np.asarray(mix.sum(axis=-1))
    return MixShift(
        np.asarray(overall[1] - overall[0]),
        within_total,
        mix_total,
        within,
        mix,
        fixed,
        np.divide(fixed, overall[0], out=np.full(fixed.shape, np.nan), where=overall[0] > 0),
        np.asarray(within_total * mix_total < 0),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Period:
    rate: FloatArray
    share: FloatArray


def _rates(period: str, numerator: ArrayLike, denominator: ArrayLike) -> _Period:
    top, bottom = (
        as_non_negative(f"numerator_{period}", numerator),
        as_non_negative(f"denominator_{period}", denominator),
    )
    if top.shape != bottom.shape or top.ndim == 0:
        raise ValueError(
            f"numerator_{period} has shape {top.shape} but denominator_{period} {bottom.shape}; they must agree"
        )
    refuse(f"numerator_{period}", top, (bottom == 0) & (top > 0), "its denominator is 0; a rate needs one")
    total = bottom.sum(axis=-1, keepdims=True)
    # A period without any denominator has no mix: NaN spreads from here to every part of the change.
    share = np.divide(bottom, total, out=np.full(bottom.shape, np.nan), where=total > 0)
    return _Period(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0), share)

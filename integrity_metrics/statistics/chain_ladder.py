"""Chain ladder with Mack's standard error: what a triangle of day by delay will add up to once it is complete."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.checks import FloatArray, refuse


@dataclass(frozen=True, slots=True, eq=False)
class ChainLadder:
    """A completed triangle (leading axes of the input, if any, are kept).

    Attributes
    ----------
    factors
        Development factor from each delay to the next, shape (..., delays - 1); NaN where nothing had happened yet in
        any row that was observed further, so that growth cannot be told.
    sigma
        Mack's root variance parameter per factor, shape (..., delays - 1).
    latest, ultimate, still_to_come
        Per row: last observed value, projected final value, and the difference, shape (..., rows). NaN where a factor
        that is needed is NaN.
    standard_error
        Mack's standard error of `ultimate`: process and estimation error, shape (..., rows).
    completeness
        Share of the final value that the last observed delay usually shows (0..1), shape (..., rows).
    degrees_of_freedom
        Older rows the sigma of each row's next delay rests on, minus one, at least 1, shape (..., rows).
    total_still_to_come, total_standard_error
        Over all rows of a triangle; the error counts that rows share their factors.
    """

    factors: FloatArray
    sigma: FloatArray
    latest: FloatArray
    ultimate: FloatArray
    still_to_come: FloatArray
    standard_error: FloatArray
    completeness: FloatArray
    degrees_of_freedom: FloatArray
    total_still_to_come: FloatArray
    total_standard_error: FloatArray


def chain_ladder(cumulative: ArrayLike) -> ChainLadder:
    """Complete one triangle, or many of the same shape at once.

    ``f_k = sum C_{i,k+1} / sum C_{i,k}`` over rows with both observed; ``ultimate = latest * product of f``;
    ``sigma_k^2 = sum C_{i,k} (C_{i,k+1} / C_{i,k} - f_k)^2 / (m_k - 1)``. A last factor with one row has no variance of
    its own and takes ``min(s_{-1}^4 / s_{-2}^2, s_{-2}^2, s_{-1}^2)``. Errors are carried forward delay by delay
    (``f^2 V + sigma^2 C + C^2 sigma^2 / sum C``), which is Mack's closed form without its divisions by zero counts.

    Parameters
    ----------
    cumulative
        Cumulative values, shape (..., rows, delays): rows are periods from old to new, columns delays; NaN (or None)
        where not observed yet. Every row is observed from delay 0 up to some delay. A complete triangle is returned
        as it is.

    References
    ----------
    Mack (1993), ASTIN Bulletin 23:213-225.

    Examples
    --------
    >>> done = chain_ladder([[100, 150, 165], [110, 168, None], [120, None, None]])
    >>> done.ultimate.round(1).tolist(), done.completeness.round(3).tolist()
    ([165.0, 184.8, 199.9], [1.0, 0.909, 0.6])
    """
    values = _check_triangle(cumulative)
    delays = values.shape[-1]
    seen = (~np.isnan(values)).sum(axis=-1)
    filled = np.nan_to_num(values)
    factors, sigma, followed, volume, later_total = _development(filled, seen)

    ultimate = filled[..., 0].copy()
    growth, variance = np.ones(seen.shape), np.zeros(seen.shape)
    total_variance = np.zeros(seen.shape[:-1])
    for k in range(delays - 1):
        factor, spread = factors[..., k, None], sigma[..., k, None] ** 2
        shared = _divide(spread, volume[..., k, None])
        # Where every older row was at zero and stayed there, a row at zero stays; other growth is unknown (NaN).
        is_dormant = ((volume[..., k] == 0) & (later_total[..., k] == 0))[..., None]
        is_projected = seen <= k + 1
        base = np.where(is_projected, ultimate, 0.0)
        total = base.sum(axis=-1, keepdims=True)
        carried = _carry(total_variance[..., None], total, factor, spread, shared, is_dormant)[..., 0]
        total_variance = np.where(is_projected.any(axis=-1), carried, total_variance)
        variance = np.where(is_projected, _carry(variance, base, factor, spread, shared, is_dormant), variance)
        projected = np.where(is_dormant & (base == 0), 0.0, base * factor)
        ultimate = np.where(is_projected, projected, filled[..., k + 1])
        growth = np.where(is_projected, growth * factor, growth)
    latest = np.take_along_axis(filled, seen[..., None] - 1, axis=-1)[..., 0]
    still_to_come = ultimate - latest
    return ChainLadder(
        factors=factors,
        sigma=sigma,
        latest=latest,
        ultimate=ultimate,
        still_to_come=still_to_come,
        standard_error=np.sqrt(variance),
        completeness=_divide(np.ones_like(growth), growth),
        degrees_of_freedom=_degrees_of_freedom(followed, seen),
        total_still_to_come=still_to_come.sum(axis=-1),
        total_standard_error=np.sqrt(total_variance),
    )


def _development(filled: FloatArray, seen: NDArray[np.intp]) -> tuple[FloatArray, ...]:
    """Factor, sigma, rows used, volume now and one delay later, per step, from rows observed at both."""
    steps = filled.shape[-1] - 1
    both = seen[..., None] > np.arange(1, steps + 1)
    now, later = np.where(both, filled[..., :-1], 0.0), np.where(both, filled[..., 1:], 0.0)
    volume, later_total = now.sum(axis=-2), later.sum(axis=-2)
    factors = _divide(later_total, volume)
    # A row still at zero says nothing about the spread of growth; its ratio would be 0/0.
    usable = both & (now > 0)
    misfit = np.where(usable, (later - factors[..., None, :] * now) ** 2, 0.0)
    squares = np.divide(misfit, now, out=np.zeros_like(now), where=usable).sum(axis=-2)
    followed = usable.sum(axis=-2).astype(np.float64)
    sigma = np.sqrt(_divide(squares, followed - 1))
    for k in range(1, steps):
        one_back, two_back = sigma[..., k - 1] ** 2, sigma[..., max(k - 2, 0)] ** 2
        ratio = _divide(one_back**2, two_back)
        tail = np.sqrt(np.fmin(np.fmin(ratio, two_back), one_back))
        sigma[..., k] = np.where(np.isnan(sigma[..., k]), tail, sigma[..., k])
    return factors, sigma, followed, volume, later_total


def _degrees_of_freedom(followed: FloatArray, seen: NDArray[np.intp]) -> FloatArray:
    """Rows behind the next delay of each row, minus one; 1 at least, also where nothing is left to come."""
    if followed.shape[-1] == 0:
        return np.ones(seen.shape)
    following = np.take_along_axis(followed, np.minimum(seen, followed.shape[-1]) - 1, axis=-1)
    return np.maximum(following - 1, 1.0)


def _carry(
    variance: FloatArray,
    base: FloatArray,
    factor: FloatArray,
    spread: FloatArray,
    shared: FloatArray,
    is_dormant: NDArray[np.bool_],
) -> FloatArray:
    """Carry a variance one delay on: scaled by the factor, plus process error, plus error of the factor itself."""
    moved = factor**2 * variance + spread * base + shared * base**2
    return np.where(is_dormant & (base == 0), variance, moved)


def _divide(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Divide, giving NaN where the denominator is not positive."""
    shape = np.broadcast_shapes(numerator.shape, denominator.shape)
    is_defined = denominator > 0
    quotient = np.full(shape, np.nan)
    np.divide(numerator, denominator, out=quotient, where=is_defined)
    return quotient


def _check_triangle(cumulative: ArrayLike) -> FloatArray:
    """Return the triangle as floats, refusing shapes, gaps, empty rows, infinities and negative counts."""
    values = np.array(cumulative, dtype=np.float64)
    if values.ndim < 2 or values.shape[-1] < 1 or values.shape[-2] < 1:
        raise ValueError(f"cumulative has shape {values.shape}; it must be (..., rows, delays)")
    is_missing = np.isnan(values)
    refuse("cumulative", values, np.isinf(values), "every observed value must be a finite number")
    refuse("cumulative", values, ~is_missing & (values < 0), "a cumulative count must not be negative")
    follows_gap = np.zeros_like(is_missing)
    follows_gap[..., 1:] = is_missing[..., :-1] & ~is_missing[..., 1:]
    refuse(
        "cumulative", values, follows_gap, "a row must be observed without gaps from delay 0; fill the gap before it"
    )
    empty = np.zeros_like(is_missing)
    empty[..., 0] = is_missing[..., 0]
    refuse("cumulative", values, empty, "every row needs its value at delay 0; leave out rows not begun")
    return values

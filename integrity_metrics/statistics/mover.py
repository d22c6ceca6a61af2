"""Intervals of a difference, a product and a ratio of two independent estimates, from their own intervals alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A number with its limits; all of one shape. NaN where it is not known."""

    value: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def of(cls, value: ArrayLike, low: ArrayLike, high: ArrayLike) -> Told:
        """Return the three as arrays of floats."""
        return cls(*(np.asarray(x, dtype=np.float64) for x in (value, low, high)))


def mover_difference(first: Told, second: Told) -> Told:
    """Return first - second: MOVER, the method of variance estimates recovery.

    ``low = d - sqrt((a - a_low)^2 + (b_high - b)^2)``, and likewise up. Limits need not be symmetric, which is why
    it is preferred to adding variances where one part is a rare share.

    References
    ----------
    Zou and Donner (2008), Statistics in Medicine 27:1693.

    Examples
    --------
    >>> gap = mover_difference(Told.of(10, 7, 15), Told.of(4, 3, 6))
    >>> float(gap.value), round(float(gap.low), 3), round(float(gap.high), 3)
    (6.0, 2.394, 11.099)
    """
    value = first.value - second.value
    down = np.hypot(first.value - first.low, second.high - second.value)
    up = np.hypot(first.high - first.value, second.value - second.low)
    return Told(value, value - down, value + up)


def mover_product(first: Told, second: Told) -> Told:
    """Return first x second, both non-negative: MOVER on logarithms. A lower limit of 0 gives 0.

    Examples
    --------
    >>> found = mover_product(Told.of(1000, 1000, 1000), Told.of(0.5, 0.4, 0.6))
    >>> found.value.tolist(), found.low.round(6).tolist(), found.high.round(6).tolist()
    (500.0, 400.0, 600.0)
    """
    return _on_logs(first.value * second.value, _down(first), _up(first), _down(second), _up(second))


def mover_ratio(first: Told, second: Told) -> Told:
    """Return first / second, both non-negative: MOVER on logarithms; NaN where second is 0.

    References
    ----------
    Donner and Zou (2012), Statistical Methods in Medical Research 21:347.

    Examples
    --------
    >>> share = mover_ratio(Told.of(30, 30, 30), Told.of(100, 80, 125))
    >>> share.value.tolist(), share.low.round(6).tolist(), share.high.round(6).tolist()
    (0.3, 0.24, 0.375)
    """
    value = np.divide(first.value, second.value, out=np.full(_shape(first, second), np.nan), where=second.value > 0)
    return _on_logs(value, _down(first), _up(first), _up(second), _down(second))


def _on_logs(value: FloatArray, down_1: FloatArray, up_1: FloatArray, down_2: FloatArray, up_2: FloatArray) -> Told:
    with np.errstate(over="ignore", invalid="ignore"):
        return Told(value, value * np.exp(-np.hypot(down_1, down_2)), value * np.exp(np.hypot(up_1, up_2)))


def _down(told: Told) -> FloatArray:
    """Distance to the lower limit on logarithms; infinite where that limit is 0, 0 where the value is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(told.value > 0, np.log(told.value) - np.log(told.low), 0.0)


def _up(told: Told) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(told.value > 0, np.log(told.high) - np.log(told.value), 0.0)


def _shape(first: Told, second: Told) -> tuple[int, ...]:
    return np.broadcast_shapes(first.value.shape, second.value.shape)

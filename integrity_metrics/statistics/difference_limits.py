"""Limits of the difference of two independent estimates, from the limits of each (MOVER)."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot


@dataclass(frozen=True, slots=True)
class Limits:
    """An estimate with its limits; `low <= estimate <= high`."""

    estimate: float
    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse limits that do not hold the estimate."""
        if not self.low <= self.estimate <= self.high:
            raise ValueError(
                f"estimate is {self.estimate}; it must lie between {self.low} (low) and {self.high} (high)"
            )


def difference_limits(before: Limits, after: Limits) -> Limits:
    """Return after - before with limits, for any two independent estimates with limits of one level.

    d - sqrt((e2-l2)^2 + (u1-e1)^2) and d + sqrt((u2-e2)^2 + (e1-l1)^2): for Wilson limits this is Newcombe's method 10;
    it keeps the asymmetry of each side, so it also serves medians and shares from survival curves.

    References
    ----------
    Zou and Donner (2008), Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> change = difference_limits(Limits(0.6, 0.490455, 0.700382), Limits(0.8, 0.691834, 0.876953))
    >>> round(change.estimate, 4), round(change.low, 4), round(change.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    difference = after.estimate - before.estimate
    low = difference - hypot(after.estimate - after.low, before.high - before.estimate)
    high = difference + hypot(after.high - after.estimate, before.estimate - before.low)
    return Limits(difference, low, high)

"""The change of a share, of a median and of a promise kept: one pure function a kind, all returning a `Change`.

Each period's limits are made from effective counts (counts / phi, Rao and Scott 1992) at a level that allows for phi
being estimated; `decide` takes the difference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.metrics.change import Change, Side, decide
from integrity_metrics.metrics.hour_bins import bin_widths
from integrity_metrics.statistics.binned_attainment import binned_attainment
from integrity_metrics.statistics.binned_quantile import binned_quantile
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.difference_limits import Limits
from integrity_metrics.statistics.overdispersion import Overdispersion
from integrity_metrics.statistics.wilson import wilson

HOURS_A_DAY = 24.0


@dataclass(frozen=True, slots=True)
class Share:
    """Positives of n records."""

    positives: float
    n: float


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """Actions per bin of hours (hour_bins.py); arrays of one shape ``(k,)``."""

    hours: FloatArray
    actions: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """Items done, and still open, per part of their target; arrays of shape ``(parts + 1,)``."""

    done: FloatArray
    still_open: FloatArray


def share_change(before: Share, after: Share, spread: Overdispersion, *, minimum_n: int, noun: str) -> Change:
    """Return the change of a share: Wilson limits on effective counts, so Newcombe's difference (1998, method 10).

    Examples
    --------
    >>> change = share_change(Share(48, 80), Share(56, 70), Overdispersion(1.0, 10**6), minimum_n=10, noun="action")
    >>> round(change.low, 4), round(change.high, 4), change.verdict.value
    (0.0524, 0.3339, 'detectable_rise')
    """

    def side(share: Share) -> Side:
        if share.n == 0:
            return Side(None, 0)
        found = wilson(share.positives / spread.phi, share.n / spread.phi, spread.level())
        return Side(Limits(share.positives / share.n, float(found.low), float(found.high)), int(share.n))

    return decide(side(before), side(after), spread, minimum_n=minimum_n, noun=noun)


def median_change(before: Hours, after: Hours, spread: Overdispersion, *, minimum_n: int, noun: str) -> Change:
    """Return the change of a median time in days: order-statistic limits on effective counts (Woodruff 1952, JASA 47).

    Examples
    --------
    >>> week = Hours(np.arange(48.0), np.full(48, 5.0))
    >>> later = Hours(np.arange(48.0) + 12, np.full(48, 5.0))
    >>> change = median_change(week, later, Overdispersion(2.0, 25), minimum_n=10, noun="action")
    >>> round(change.difference, 3), change.verdict.value
    (0.5, 'detectable_rise')
    """

    def side(times: Hours) -> Side:
        n = int(times.actions.sum())
        if n < minimum_n:
            return Side(None, n)
        width = bin_widths(times.hours)
        estimate = binned_quantile(times.hours, times.actions, width=width).estimate
        # A phi beyond n leaves less than one effective action: the limits are then the whole range.
        effective = times.actions / min(spread.phi, n)
        found = binned_quantile(times.hours, effective, level=spread.level(), width=width)
        low, high = min(found.low, estimate), max(found.high, estimate)
        return Side(Limits(estimate / HOURS_A_DAY, low / HOURS_A_DAY, high / HOURS_A_DAY), n)

    return decide(side(before), side(after), spread, minimum_n=minimum_n, noun=noun)


def attainment_change(before: Waits, after: Waits, spread: Overdispersion, *, minimum_n: int, noun: str) -> Change:
    """Return the change of the share done within target: Kaplan–Meier limits on effective counts.

    Examples
    --------
    >>> waits = Waits(np.array([80.0, 10, 10]), np.zeros(3)), Waits(np.array([60.0, 10, 20]), np.array([0.0, 5, 5]))
    >>> change = attainment_change(*waits, Overdispersion(1.0, 25), minimum_n=10, noun="item")
    >>> round(change.difference, 3), change.verdict.value
    (-0.2, 'detectable_fall')
    """

    def side(waits: Waits) -> Side:
        found = binned_attainment(waits.done / spread.phi, waits.still_open / spread.phi, spread.level())
        n = round(float(found.n) * spread.phi)
        if np.isnan(found.share):
            return Side(None, n)
        return Side(Limits(float(found.share), float(found.low), float(found.high)), n)

    return decide(side(before), side(after), spread, minimum_n=minimum_n, noun=noun)

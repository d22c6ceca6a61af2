"""Counts how often intervals held a known truth, and sets the share against what is promised."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.status import Status

FEWEST_COVERED, MOST_COVERED = 0.94, 0.97
FEWEST_ALARMS, MOST_ALARMS = 0.03, 0.06
# Statuses that say a number exists; the others show none.
WITH_INTERVAL = (Status.OK.value, Status.INTERVAL_ONLY.value, Status.UPPER_BOUND_ONLY.value, Status.IMMATURE.value)


class Promise(StrEnum):
    """What a row is measured against."""

    COVERAGE = "94 to 97%"
    RARE = "94% and more"
    CONTRAST = "contrast"
    ALARMS = "3 to 6%"
    EVER = "at most 5%"


@dataclass(frozen=True, slots=True)
class Coverage:
    """One situation: how often the interval held the truth, by what the status said of it.

    Parameters
    ----------
    statuses
        Share of each status among the numbers asked for.
    covered_ok, error_ok
        Coverage where the status is `ok` and its Monte Carlo standard error; None where it never is.
    covered, error
        The same wherever an interval is given.
    width
        Mean width of those intervals over the truth; open ones do not count.
    """

    situation: str
    question: str
    method: str
    runs: int
    promise: Promise
    statuses: Mapping[str, float]
    covered_ok: float | None
    error_ok: float | None
    covered: float | None
    error: float | None
    width: float | None

    @property
    def verdict(self) -> str:
        """Whether the promise is kept, in words."""
        if self.promise is Promise.CONTRAST:
            return "contrast"
        if self.covered_ok is None or self.error_ok is None:
            return "never ok"
        if self.covered_ok < FEWEST_COVERED:
            return _missed("low", FEWEST_COVERED - self.covered_ok, self.error_ok)
        if self.promise is Promise.COVERAGE and self.covered_ok > MOST_COVERED:
            return _missed("wide", self.covered_ok - MOST_COVERED, self.error_ok)
        return "met"


@dataclass(frozen=True, slots=True)
class Alarms:
    """One situation in which nothing happens: how often an alarm was raised all the same.

    `judged` is the share of runs in which the method gave a verdict at all.
    """

    situation: str
    method: str
    runs: int
    promise: Promise
    judged: float
    raised: float | None
    error: float | None

    @property
    def verdict(self) -> str:
        """Whether the promise is kept, in words."""
        if self.promise is Promise.CONTRAST:
            return "contrast"
        if self.raised is None or self.error is None:
            return "no verdict given"
        least, most = (FEWEST_ALARMS, MOST_ALARMS) if self.promise is Promise.ALARMS else (0.0, 0.05)
        if self.raised > most:
            return _missed("too many", self.raised - most, self.error)
        return "met" if self.raised >= least else _missed("too few", least - self.raised, self.error)


def seeded(*words: str) -> np.random.Generator:
    """Return a generator that depends on the names of a situation only, not on what ran before it."""
    return np.random.default_rng([2026, zlib.crc32(" ".join(words).encode())])


def coverage(
    names: tuple[str, str, str],
    promise: Promise,
    truth: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    status: ArrayLike,
) -> Coverage:
    """Tally intervals of shape (runs,) or, with several numbers a run, (runs, numbers).

    Parameters
    ----------
    names
        Situation, question and method.
    promise
        What the row is measured against.
    truth
        What the intervals should hold; broadcast against them.
    low, high
        Limits; NaN where none are given, infinite where one end stays open.
    status
        `Status` value of each.
    """
    bottom, top = (_two_axes(np.asarray(end, dtype=np.float64)) for end in (low, high))
    said = _two_axes(np.asarray(status, dtype=str))
    right = np.asarray(truth, dtype=np.float64)
    right = np.broadcast_to(right[:, None] if right.ndim == 1 else right, bottom.shape)
    given = np.isin(said, WITH_INTERVAL) & ~np.isnan(bottom) & ~np.isnan(top)
    inside = (bottom <= right) & (right <= top)
    is_ok = given & (said == Status.OK.value)
    covered_ok, error_ok = share_with_error(inside, is_ok)
    covered, error = share_with_error(inside, given)
    is_closed = given & np.isfinite(top) & (right != 0)
    width = np.subtract(top, bottom, out=np.full(bottom.shape, np.nan), where=is_closed)
    relative = np.divide(width, np.abs(right), out=np.full(bottom.shape, np.nan), where=is_closed)
    return Coverage(
        *names,
        runs=len(bottom),
        promise=promise,
        statuses={str(kind.value): float(np.mean(said == kind.value)) for kind in Status},
        covered_ok=covered_ok,
        error_ok=error_ok,
        covered=covered,
        error=error,
        width=float(np.nanmean(relative)) if np.isfinite(relative).any() else None,
    )


def alarms(
    names: tuple[str, str], promise: Promise, raised: NDArray[np.bool_], judged: NDArray[np.bool_] | None = None
) -> Alarms:
    """Tally alarms over runs, shape (runs,); `judged` marks the runs with a verdict."""
    counted = np.ones(len(raised), dtype=bool) if judged is None else judged
    share, error = share_with_error(raised[:, None], counted[:, None])
    return Alarms(*names, len(raised), promise, float(counted.mean()), share, error)


def share_with_error(hit: NDArray[np.bool_], counted: NDArray[np.bool_]) -> tuple[float | None, float | None]:
    """Share of the counted that hit, with its standard error over runs (numbers of one run hang together)."""
    total = float(counted.sum())
    if total == 0:
        return None, None
    hits = (hit & counted).sum(axis=1).astype(np.float64)
    share = hits.sum() / total
    misfit = hits - share * counted.sum(axis=1)
    return float(share), float(np.sqrt(np.sum(misfit**2)) / total)


def _missed(how: str, distance: float, error: float) -> str:
    return f"**not met: {how}**{' (within Monte Carlo error)' if distance < 2 * error else ''}"


def _two_axes(values: NDArray[Any]) -> NDArray[Any]:
    return values[:, None] if values.ndim == 1 else values

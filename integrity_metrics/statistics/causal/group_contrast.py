"""The difference between treated and untreated units' means, with errors that hold for few clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from integrity_metrics.statistics.causal.cluster_robust import cr1, cr2
from integrity_metrics.statistics.causal.result import PreTrend
from integrity_metrics.statistics.checks import FloatArray

MANY = 20
"""Clusters on each side from which CR1 does; below it, CR2."""


@dataclass(frozen=True, slots=True, eq=False)
class GroupContrasts:
    """Treated minus untreated means of one or several outcomes; arrays of shape (outcomes,)."""

    estimates: FloatArray
    low: FloatArray
    high: FloatArray
    p_values: FloatArray
    degrees: float


def as_clusters(clusters: ArrayLike | None, treated: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return cluster numbers 0 .. G-1, refusing a wrong length or a cluster that is partly treated.

    Permuting treatment over clusters, and telling a change from its cluster, both need whole clusters.
    """
    if clusters is None:
        return np.arange(len(treated), dtype=np.int64)
    labels = np.asarray(clusters)
    if labels.shape != treated.shape:
        raise ValueError(f"clusters has shape {labels.shape} but there are {len(treated)} units; one cluster a unit")
    numbers: NDArray[np.int64] = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    for number in range(int(numbers.max()) + 1):
        inside = treated[numbers == number]
        if inside.any() and not inside.all():
            position = int(np.flatnonzero(numbers == number)[0])
            raise ValueError(
                f"clusters[{position}] = {labels[position]!r} holds treated and untreated units; "
                "treatment must be the same within a cluster"
            )
    return numbers


def group_contrasts(
    values: FloatArray, treated: NDArray[np.bool_], clusters: NDArray[np.int64], level: float
) -> GroupContrasts:
    """Compare treated with untreated units: CR1 from 20 clusters a side, else CR2, else a pooled t over cluster means.

    With a single treated (or control) cluster its own spread cannot be seen, so the spread of the other side stands
    for both (Donald and Lang 2007).

    Parameters
    ----------
    values : shape (units, outcomes)
    treated : shape (units,)
    clusters : shape (units,)
        0 .. G-1, at least 3 of them.

    Examples
    --------
    >>> values, treated = np.array([[5.0], [6.0], [1.0], [2.0], [3.0]]), np.array([True, True, False, False, False])
    >>> contrasts = group_contrasts(values, treated, np.arange(5), 0.95)
    >>> contrasts.estimates.round(3).tolist(), round(contrasts.degrees, 2)
    ([3.5], 2.27)
    """
    design = np.column_stack([np.ones(len(values)), treated.astype(float)])
    fewest = min(len(np.unique(clusters[treated])), len(np.unique(clusters[~treated])))
    fit = cr1(design, clusters) if fewest >= MANY else cr2(design, clusters)
    if fit is None:
        return _pooled(values, treated, clusters, level)
    estimates, errors = fit.coefficient(1, values)
    return _student(estimates, errors, float(fit.degrees[1]), level)


def parallel_trend(
    before: FloatArray, treated: NDArray[np.bool_], clusters: NDArray[np.int64], level: float
) -> PreTrend | None:
    """Difference of the groups' slopes before the change; None with fewer than 3 periods.

    Parameters
    ----------
    before : shape (units, periods before)
    """
    periods = before.shape[1]
    if periods < 3:
        return None
    time = np.arange(periods) - (periods - 1) / 2
    slopes = before @ time / (time @ time)
    contrast = group_contrasts(slopes[:, None], treated, clusters, level)
    p_value = float(contrast.p_values[0])
    return PreTrend(
        slope=float(contrast.estimates[0]),
        low=float(contrast.low[0]),
        high=float(contrast.high[0]),
        p_value=p_value,
        is_flagged=p_value < 1 - level,
    )


def _pooled(
    values: FloatArray, treated: NDArray[np.bool_], clusters: NDArray[np.int64], level: float
) -> GroupContrasts:
    """Two-sample t over cluster means with one common variance."""
    member = (clusters[None, :] == np.arange(int(clusters.max()) + 1)[:, None]).astype(float)
    means = member @ values / member.sum(axis=1, keepdims=True)
    inside = member @ treated > 0
    first, second = means[inside], means[~inside]
    degrees = len(means) - 2
    squares = ((first - first.mean(axis=0)) ** 2).sum(axis=0) + ((second - second.mean(axis=0)) ** 2).sum(axis=0)
    errors = np.sqrt(squares / degrees * (1 / len(first) + 1 / len(second)))
    return _student(first.mean(axis=0) - second.mean(axis=0), errors, degrees, level)


def _student(estimates: FloatArray, errors: FloatArray, degrees: float, level: float) -> GroupContrasts:
    """Student limits and p values; a zero error (identical units) gives p = 1 for no difference and 0 otherwise."""
    margin = special.stdtrit(degrees, (1 + level) / 2) * errors
    sizes = np.divide(np.abs(estimates), errors, out=np.where(estimates == 0, 0.0, np.inf), where=errors > 0)
    p_values = np.asarray(2 * special.stdtr(degrees, -sizes), dtype=np.float64)
    return GroupContrasts(estimates, estimates - margin, estimates + margin, p_values, degrees)

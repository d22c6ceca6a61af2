"""Aalen–Johansen: share that left by each way out by a given age, when one way out pre-empts the others.

Content its author deletes first can never be actioned; treating the deletion as censoring (one minus Kaplan–Meier)
pretends it still could be, and overstates the share actioned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from integrity_metrics.statistics.checks import FloatArray, as_floats, check_level
from integrity_metrics.statistics.groups import IntArray, running
from integrity_metrics.statistics.risk_table import RiskTable, build_risk_table, from_here_on


@dataclass(frozen=True, slots=True, eq=False)
class IncidenceCurve:
    """Survival and cumulative incidence at every event time of a `RiskTable`, shapes (rows,) and (rows, causes)."""

    survival_before: FloatArray
    survival: FloatArray
    incidence: FloatArray
    standard_error: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class AalenJohansen:
    """Cumulative incidence by cause.

    Attributes
    ----------
    at
        Ages, shape (times,).
    incidence, standard_error, low, high
        Share gone by each way out, its infinitesimal-jackknife standard error and limits on the log(-log) scale, shape
        (groups, times, causes). Limits are NaN at a share of 0 or 1.
    still_open
        Share gone by none, shape (groups, times).
    at_risk
        Weight open just before each age, shape (groups, times).
    quantile
        Age at which the incidence of each cause reaches each level of `quantile_levels`, shape (groups, levels,
        causes); NaN is "not reached".
    """

    at: FloatArray
    incidence: FloatArray
    standard_error: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    still_open: FloatArray
    at_risk: FloatArray
    quantile_levels: FloatArray
    quantile: FloatArray
    quantile_low: FloatArray
    quantile_high: FloatArray


def aalen_johansen(
    durations: ArrayLike,
    causes: ArrayLike,
    at: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    n_causes: int | None = None,
    quantiles: ArrayLike = (0.5,),
    level: float = 0.95,
) -> AalenJohansen:
    """Estimate cumulative incidence by cause, for one or many groups at once.

    ``F_c(t) = sum over event times u <= t of S(u-) d_c(u) / n(u)``. The standard error is the infinitesimal jackknife
    (root of the summed squared influences), which also holds for weights and late entry.

    Parameters
    ----------
    durations, causes, entry, weights, groups, n_causes
        See `build_risk_table`; cause 0 is still open.
    at
        Ages at which to read the curves, in the unit of `durations`.
    quantiles
        Shares whose age is wanted.

    References
    ----------
    Aalen and Johansen (1978), Scand J Stat 5:141; Therneau, Crowson and Atkinson (2024), survival vignettes.

    Examples
    --------
    >>> curve = aalen_johansen([1, 2, 3, 4, 5], [1, 2, 0, 1, 0], at=[2, 4])
    >>> curve.incidence[0].tolist(), curve.still_open[0].round(12).tolist()
    ([[0.2, 0.2], [0.5, 0.2]], [0.6, 0.3])
    """
    times = np.atleast_1d(as_floats("at", at))
    check_level(level)
    table = build_risk_table(durations, causes, entry=entry, weights=weights, groups=groups, n_causes=n_causes)
    curve = incidence_curve(table)
    rows = table.rows_at(times)
    quantile = limit_quantile(table, level, is_weighted=weights is not None)
    curve_low, curve_high = log_log_limits(curve.incidence, curve.standard_error, quantile)
    shares = np.atleast_1d(as_floats("quantiles", quantiles))
    return AalenJohansen(
        at=times,
        incidence=read_at(curve.incidence, rows, 0.0),
        standard_error=read_at(curve.standard_error, rows, 0.0),
        low=read_at(curve_low, rows, np.nan),
        high=read_at(curve_high, rows, np.nan),
        level=level,
        still_open=read_at(curve.survival, rows, 1.0),
        at_risk=table.open_at(times),
        quantile_levels=shares,
        quantile=first_reached(table, curve.incidence, shares),
        # The earlier end of the age comes from the upper curve, the later end from the lower one.
        quantile_low=first_reached(table, curve_high, shares),
        quantile_high=first_reached(table, curve_low, shares),
    )


def incidence_curve(table: RiskTable) -> IncidenceCurve:
    """Survival, cumulative incidence and infinitesimal-jackknife standard errors at every row of a risk table."""
    hazard = table.events / table.at_risk[:, None]
    stay = np.where(table.empties, 0.0, 1 - hazard.sum(axis=1))
    survival = running(np.multiply, stay, table.position)
    before = np.where(table.position == 0, 1.0, np.roll(survival, 1))
    incidence = running(np.add, before[:, None] * hazard, table.position)
    return IncidenceCurve(
        survival_before=before,
        survival=survival,
        incidence=incidence,
        standard_error=np.stack(
            [_jackknife_error(table, hazard, before, survival, incidence[:, c], c) for c in range(hazard.shape[1])],
            axis=1,
        ),
    )


def _jackknife_error(
    table: RiskTable,
    hazard: FloatArray,
    before: FloatArray,
    survival: FloatArray,
    incidence: FloatArray,
    cause: int,
) -> FloatArray:
    """Infinitesimal-jackknife standard error of one cause's incidence at every row.

    A case changes the hazard of cause k at row u by (its event - hazard while at risk) / n(u); the incidence at t moves
    by that times ``S(u-) [k = cause] - S(u-)/S(u) (F(t) - F(u))``, which is ``p - F(t) q`` with p and q known at u. So
    every case's influence is ``P - F(t) Q``, and sums of P^2, PQ and Q^2 give all times at once, without a case-by-time
    matrix.
    """
    rows, n = len(table.time), table.at_risk
    q = np.divide(before, survival, out=np.zeros(rows), where=survival > 0)
    shared = q * incidence
    all_causes = hazard.sum(axis=1)
    drift_p = running(np.add, (all_causes * shared + hazard[:, cause] * before) / n, table.position)
    drift_q = running(np.add, all_causes * q / n, table.position)

    was_at_risk = table.exit_row > table.entry_row
    out, into = table.exit_row[was_at_risk], table.entry_row[was_at_risk]
    way, weight = table.cause[was_at_risk], table.weight[was_at_risk] ** 2
    start_p, start_q = np.where(into < 0, 0.0, drift_p[into]), np.where(into < 0, 0.0, drift_q[into])
    jump_p = np.where(way > 0, (shared[out] + np.where(way == cause + 1, before[out], 0.0)) / n[out], 0.0)
    jump_q = np.where(way > 0, q[out] / n[out], 0.0)
    final_p, final_q = jump_p - (drift_p[out] - start_p), jump_q - (drift_q[out] - start_q)

    def gone(values: FloatArray) -> FloatArray:
        by_row = np.bincount(out, weight * values, minlength=rows).astype(np.float64)
        return running(np.add, by_row, table.position)

    def staying(values: FloatArray) -> FloatArray:
        leaving_now = np.bincount(out, weight * values, minlength=rows)
        later = from_here_on(weight * values, out, rows, table.position) - leaving_now
        return later - from_here_on(weight * values, into, rows, table.position)

    gone_p2, gone_q2 = gone(final_p**2), incidence**2 * gone(final_q**2)
    gone_part = gone_p2 - 2 * incidence * gone(final_p * final_q) + gone_q2
    level_now = drift_p - incidence * drift_q
    ones = np.ones_like(weight)
    open_part = level_now**2 * staying(ones)
    if (into >= 0).any():
        open_p, open_q = staying(start_p), staying(start_q)
        open_part += -2 * level_now * (open_p - incidence * open_q) + (
            staying(start_p**2) - 2 * incidence * staying(start_p * start_q) + incidence**2 * staying(start_q**2)
        )
    variance = gone_part + open_part
    # What is left of P^2 - 2 F PQ + F^2 Q^2 when everybody left the same way is rounding, not variance.
    return np.sqrt(np.where(variance > 1e-13 * (gone_p2 + gone_q2), variance, 0.0))


def read_at(values: FloatArray, rows: IntArray, before_first: float) -> FloatArray:
    """Read a step curve (rows, ...) at row numbers, with its value before the first row."""
    if len(values) == 0:
        return np.full(rows.shape + values.shape[1:], before_first)
    read = values[np.maximum(rows, 0)]
    outside = (rows < 0).reshape(rows.shape + (1,) * (values.ndim - 1))
    return np.where(outside, before_first, read)


def limit_quantile(table: RiskTable, level: float, *, is_weighted: bool) -> FloatArray:
    """Quantile that scales a standard error to limits, per row and cause.

    Normal for equal weights. With weights, Student's on the effective number of events so far (Kish): a few heavy
    cases carry the estimate and its error alike, and normal limits covered 92 to 94% instead of 95%.
    """
    upper = (1 + level) / 2
    if not is_weighted:
        return np.full(table.events.shape, float(ndtri(upper)))
    squares = np.zeros_like(table.events)
    left = table.cause > 0
    np.add.at(squares, (table.exit_row[left], table.cause[left] - 1), table.weight[left] ** 2)
    total = running(np.add, table.events, table.position)
    total_squares = running(np.add, squares, table.position)
    effective = np.divide(total**2, total_squares, out=np.ones_like(total), where=total_squares > 0)
    return np.asarray(stdtrit(np.maximum(effective - 1, 1), upper))


def log_log_limits(
    share: FloatArray, standard_error: FloatArray, z: float | FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Limits of a share on the log(-log) scale, always inside (0, 1); NaN where the share is 0 or 1."""
    inside = (share > 0) & (share < 1)
    safe = np.where(inside, share, 0.5)
    half_width = z * np.where(inside, standard_error, 0.0) / (safe * -np.log(safe))
    low, high = safe ** np.exp(half_width), safe ** np.exp(-half_width)
    return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def first_reached(table: RiskTable, rising: FloatArray, levels: FloatArray) -> FloatArray:
    """First time a rising curve (rows, curves) reaches each level, shape (groups, levels, curves); NaN for never."""
    times = np.full((table.groups, len(levels), rising.shape[1]), np.nan)
    for i, level in enumerate(levels):
        for c in range(rising.shape[1]):
            # A share that is exactly the level must not be missed by the last bit of a product.
            reached = rising[:, c] >= level - 1e-10
            group, first = np.unique(table.group[reached], return_index=True)
            times[group, i, c] = table.time[reached][first]
    return times

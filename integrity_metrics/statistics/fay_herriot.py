"""Fay–Herriot: shrink direct estimates of thin segments towards a regression, by how far each can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq, minimize_scalar
from scipy.special import stdtrit

from integrity_metrics.statistics.checks import FloatArray, as_floats, check_level, check_same_length, refuse
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

Method = Literal["reml", "ml"]


@dataclass(frozen=True, slots=True, eq=False)
class FayHerriot:
    """Model-assisted estimates of segments; show the direct estimate and `shrinkage` beside each.

    Attributes
    ----------
    variance_between
        Variance of the true values around the regression; 0 collapses every segment to it (reason `fully_pooled`).
    coefficients
        Regression coefficients, the intercept first, shape (1 + covariates,).
    value, mean_squared_error, low, high
        Shrunk estimates, their estimated mean squared error and Student limits, shape (segments,).
    shrinkage
        Weight of the direct estimate in each value (0..1), shape (segments,).
    """

    variance_between: float
    coefficients: FloatArray
    value: FloatArray
    mean_squared_error: FloatArray
    low: FloatArray
    high: FloatArray
    level: float
    shrinkage: FloatArray
    method: Method
    status: Status
    reasons: tuple[Reason, ...]


def fay_herriot(
    direct: ArrayLike,
    variances: ArrayLike,
    covariates: ArrayLike | None = None,
    *,
    method: Method = "reml",
    level: float = 0.95,
) -> FayHerriot:
    """Shrink direct estimates of segments towards a regression on covariates.

    ``y_i = x_i' b + v_i + e_i``, e_i with known sampling variance. The between variance s2 maximises the (restricted)
    likelihood over s2 >= 0; ``value = g y + (1 - g) x'b`` with ``g = s2 / (s2 + variance)``. Mean squared error of
    Prasad and Rao (g1 + g2 + 2 g3, plus the bias term of s2 under maximum likelihood).

    Parameters
    ----------
    direct
        Direct estimates, shape (segments,).
    variances
        Their sampling variances, above 0. A segment without positives has an estimated variance of 0 that is not
        credible: smooth the variances over segments first.
    covariates
        Shape (segments,) or (segments, covariates), without an intercept; None for a common mean.
    method
        ``reml`` (default) or ``ml``.

    References
    ----------
    Fay and Herriot (1979), JASA 74:269; Datta and Lahiri (2000), Statistica Sinica 10:613.

    Examples
    --------
    >>> result = fay_herriot([0.02, 0.05, 0.09, 0.04], [0.0001, 0.0004, 0.0004, 0.0001])
    >>> result.value.round(4).tolist(), result.shrinkage.round(2).tolist()
    ([0.024, 0.0484, 0.0717, 0.041], [0.85, 0.58, 0.58, 0.85])
    """
    y, sampling = as_floats("direct", direct), as_floats("variances", variances)
    refuse("variances", sampling, sampling <= 0, "a sampling variance must be above 0; smooth variances of 0 first")
    design = _design(covariates, len(y))
    check_same_length(direct=y, variances=sampling)
    if method not in ("reml", "ml"):
        raise ValueError(f"method is {method!r}; it must be 'reml' or 'ml'")
    check_level(level)

    between = _between_variance(y, sampling, design, method)
    weight = 1 / (between + sampling)
    coefficients, inverse = _regression(y, weight, design)
    fitted = design @ coefficients
    shrinkage = between * weight
    value = shrinkage * y + (1 - shrinkage) * fitted
    error = _mean_squared_error(between, sampling, weight, design, inverse, method)
    # Student's quantile: the between variance is itself estimated from the segments; the normal one covers 93.7%.
    half_width = float(stdtrit(max(len(y) - design.shape[1], 1), (1 + level) / 2)) * np.sqrt(error)
    missing = design.shape[1] + 1 - len(y)
    reasons = [Reason(ReasonCode.FEW_UNITS, needed=missing)] if missing > 0 else []
    if between == 0 and missing <= 0:
        reasons.append(Reason(ReasonCode.FULLY_POOLED))
    return FayHerriot(
        variance_between=between,
        coefficients=coefficients,
        value=value,
        mean_squared_error=error,
        low=value - half_width,
        high=value + half_width,
        level=level,
        shrinkage=shrinkage,
        method=method,
        # With no variance found between segments the error is understated (coverage 69 to 85%): not an `ok` number.
        status=Status.UNDEFINED if missing > 0 else Status.OK if between > 0 else Status.INTERVAL_ONLY,
        reasons=tuple(reasons),
    )


def _design(covariates: ArrayLike | None, rows: int) -> FloatArray:
    """Design matrix with an intercept, refusing more columns than segments and columns that say the same."""
    if rows == 0:
        raise ValueError("direct has no values; give at least one segment")
    columns = np.zeros((rows, 0)) if covariates is None else as_floats("covariates", covariates)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if columns.shape[0] != rows:
        raise ValueError(f"covariates has {columns.shape[0]} rows but direct has {rows}; give one row a segment")
    design = np.column_stack([np.ones(rows), columns])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError(
            f"covariates has {columns.shape[1]} columns that {rows} segments cannot tell apart; "
            "leave out constant or repeated columns, or add segments"
        )
    return design


def _regression(y: FloatArray, weight: FloatArray, design: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weighted least squares: coefficients and the inverse of X'WX."""
    inverse = np.asarray(np.linalg.inv((design * weight[:, None]).T @ design), dtype=np.float64)
    return inverse @ (design.T @ (weight * y)), inverse


def _score(between: float, y: FloatArray, sampling: FloatArray, design: FloatArray, method: Method) -> float:
    """Differentiate twice the profile (restricted) log-likelihood with respect to the between variance."""
    weight = 1 / (between + sampling)
    coefficients, inverse = _regression(y, weight, design)
    residual = weight * (y - design @ coefficients)
    trace = float(weight.sum())
    if method == "reml":
        trace -= float(np.trace(inverse @ ((design * weight[:, None] ** 2).T @ design)))
    return float(residual @ residual) - trace


def _log_likelihood(between: float, y: FloatArray, sampling: FloatArray, design: FloatArray, method: Method) -> float:
    """Twice the profile (restricted) log-likelihood, up to a constant."""
    weight = 1 / (between + sampling)
    coefficients, inverse = _regression(y, weight, design)
    total = float(np.log(weight).sum() - weight @ (y - design @ coefficients) ** 2)
    return total + (float(np.linalg.slogdet(inverse)[1]) if method == "reml" else 0.0)


def _between_variance(y: FloatArray, sampling: FloatArray, design: FloatArray, method: Method) -> float:
    """Maximise the likelihood over variances of 0 or more: best point of a grid, then the root of the score beside it.

    The likelihood can have two peaks when sampling variances differ a lot, so a local search alone may stop short.
    """
    if len(y) <= design.shape[1]:
        return 0.0
    # The root of the weighted residual equation lies below the plain residual variance; ten times that is safe.
    largest = 10 * float(np.var(y)) + float(sampling.max())
    grid = np.concatenate([[0.0], np.geomspace(largest * 1e-8, largest, 60)])
    heights = [_log_likelihood(float(point), y, sampling, design, method) for point in grid]
    best = int(np.argmax(heights))
    left, right = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    arguments = (y, sampling, design, method)
    if best == 0 and _score(0.0, *arguments) <= 0:
        return 0.0
    if _score(left, *arguments) * _score(right, *arguments) > 0:
        # Two peaks between neighbouring grid points: take the higher one the search finds.
        return float(minimize_scalar(lambda s2: -_log_likelihood(s2, *arguments), bounds=(left, right)).x)
    return float(brentq(_score, left, right, args=arguments, xtol=1e-14 * largest, rtol=1e-13))


def _mean_squared_error(
    between: float, sampling: FloatArray, weight: FloatArray, design: FloatArray, inverse: FloatArray, method: Method
) -> FloatArray:
    """Second-order mean squared error of the shrunk estimates."""
    share = sampling * weight
    own = between * share
    regression = share**2 * np.einsum("ij,jk,ik->i", design, inverse, design)
    information = float((weight**2).sum()) / 2
    variance_part = sampling**2 * weight**3 / information
    error = own + regression + 2 * variance_part
    if method == "ml":
        bias = float(np.trace(inverse @ ((design * weight[:, None] ** 2).T @ design))) / (2 * information)
        error = error + bias * share**2
    return np.asarray(error)

"""Newey-West standard errors of a regression: right for errors that hang together in an unknown way, in long series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.statistics.checks import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class NeweyWestFit:
    """Least squares coefficients with their heteroskedasticity and autocorrelation consistent covariance."""

    coefficients: FloatArray
    covariance: FloatArray
    residuals: FloatArray
    lags: int


def newey_west_lags(periods: int) -> int:
    """Bandwidth rule: floor(4 (periods / 100)^(2/9)) lags (Newey and West 1994, the plug-in rule's fixed form).

    Examples
    --------
    >>> [newey_west_lags(n) for n in (60, 100, 365)]
    [3, 4, 5]
    """
    return min(int(4 * (periods / 100) ** (2 / 9)), periods - 1)


def newey_west(outcome: FloatArray, design: FloatArray, lags: int | None = None) -> NeweyWestFit:
    """Least squares with Bartlett-weighted errors and the n / (n - k) correction (Newey and West 1987).

    cov = n / (n - k) (X'X)^-1 [sum_l (1 - l / (L + 1)) (G_l + G_l')] (X'X)^-1, G_l = sum_t e_t e_{t-l} x_t x_{t-l}'.

    Parameters
    ----------
    outcome : shape (periods,)
    design : shape (periods, columns)
    lags
        L; by default `newey_west_lags`.
    """
    periods, columns = design.shape
    lags = newey_west_lags(periods) if lags is None else lags
    bread = np.linalg.inv(design.T @ design)
    coefficients = bread @ design.T @ outcome
    residuals = outcome - design @ coefficients
    scores = design * residuals[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        product = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (product + product.T)
    return NeweyWestFit(coefficients, periods / (periods - columns) * bread @ meat @ bread, residuals, lags)


def newey_west_statistics(errors: FloatArray, design: FloatArray, column: int, lags: int) -> FloatArray:
    """Newey-West t statistic of one coefficient for many error series at once.

    Parameters
    ----------
    errors : shape (series, periods)

    Returns
    -------
    shape (series,)
    """
    periods, columns = design.shape
    projector = np.linalg.pinv(design)
    estimates = errors @ projector.T
    scores = (errors - estimates @ design.T) * projector[column]
    variance = np.einsum("st,st->s", scores, scores)
    for lag in range(1, lags + 1):
        weight = 2 * (1 - lag / (lags + 1))
        variance += weight * np.einsum("st,st->s", scores[:, lag:], scores[:, :-lag])
    # The Bartlett form is never negative in theory; rounding may say otherwise for a near-perfect fit.
    floor = np.finfo(float).eps * np.einsum("st,st->s", scores, scores)
    statistics: FloatArray = estimates[:, column] / np.sqrt(np.maximum(variance, floor) * periods / (periods - columns))
    return statistics

"""Regression with dependent errors whose dependence is not known: integrated over a grid instead of plugged in.

Plugging in the best-fitting dependence makes intervals too short in short series. Here every grid point of the error
model keeps its restricted likelihood as weight, and a contrast has a mixture of t distributions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, special

from integrity_metrics.statistics.causal.error_models import ErrorModel
from integrity_metrics.statistics.checks import FloatArray

NEGLIGIBLE = 1e-6
"""Models with less weight than this are left out of a mixture."""
MAX_STEPS = 60
"""Steps for a quantile; about ten are needed."""


@dataclass(frozen=True, slots=True, eq=False)
class GridPosterior:
    """Coefficients under every error model, and how much each model counts.

    Parameters
    ----------
    weights : shape (models,)
        Posterior probability of each model.
    coefficients : shape (models, columns)
        Generalised least squares coefficients.
    covariances : shape (models, columns, columns)
        Their covariances, with the restricted variance estimate.
    degrees
        Periods minus columns.
    log_likelihoods : shape (models,)
        Restricted log likelihood, innovation variance integrated out, up to a constant.
    """

    weights: FloatArray
    coefficients: FloatArray
    covariances: FloatArray
    degrees: int
    log_likelihoods: FloatArray

    def contrasts(self, directions: FloatArray, level: float) -> Contrasts:
        """Posterior of directions @ coefficients: means, equal-tailed limits, two-sided p values of zero.

        Parameters
        ----------
        directions : shape (contrasts, columns)
        """
        kept = self.weights > NEGLIGIBLE
        covariances = self.covariances[kept]
        variances = np.einsum("rmj,rj->rm", np.einsum("ri,mij->rmj", directions, covariances), directions)
        return mixture_contrasts(
            self.weights[kept] / self.weights[kept].sum(),
            directions @ self.coefficients[kept].T,
            np.sqrt(np.maximum(variances, 0.0)),
            self.degrees,
            level,
        )

    def contrast(self, direction: FloatArray, level: float) -> Contrast:
        """Posterior of one combination of the coefficients."""
        found = self.contrasts(direction[None, :], level)
        return Contrast(float(found.estimates[0]), float(found.low[0]), float(found.high[0]), float(found.p_values[0]))


@dataclass(frozen=True, slots=True)
class Contrast:
    """One linear combination: estimate, limits, two-sided p value."""

    estimate: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class Contrasts:
    """Several linear combinations, arrays of shape (contrasts,)."""

    estimates: FloatArray
    low: FloatArray
    high: FloatArray
    p_values: FloatArray


def fit_grid(
    outcome: FloatArray, design: FloatArray, models: Sequence[ErrorModel], log_prior: FloatArray | None = None
) -> GridPosterior:
    """Fit one regression under each error model and weigh the models by their restricted likelihood.

    With z = L^-1 filter(y), Z the same of the design, s2 = |z - Zb|^2 / (n - k):
    log weight = log prior - log|L| - log|Z'Z| / 2 - (n - k) / 2 log(s2)   (Harville 1974).

    Parameters
    ----------
    outcome : shape (periods,)
    design : shape (periods, columns)
        Full column rank.
    models
        The grid, all for this number of periods.
    log_prior : shape (models,)
        Log prior weight; flat when None.

    Examples
    --------
    >>> from integrity_metrics.statistics.causal.error_models import arma_errors
    >>> fit = fit_grid(np.array([1.0, 3.0, 2.0, 4.0]), np.ones((4, 1)), [arma_errors(4, 0.0, 0.0)])
    >>> round(fit.contrast(np.array([1.0]), 0.95).estimate, 6)
    2.5
    """
    periods, columns = design.shape
    degrees = periods - columns
    stacked = np.column_stack([design, outcome])
    triangles = np.empty((len(models), columns + 1, columns + 1))
    log_determinants = np.empty(len(models))
    for index, model in enumerate(models):
        whitened, log_determinants[index] = whiten(stacked, model)
        triangles[index] = np.linalg.qr(whitened, mode="r")
    diagonals = np.abs(np.einsum("mii->mi", triangles))
    inverses = np.linalg.inv(triangles[:, :columns, :columns])
    coefficients = np.einsum("mij,mj->mi", inverses, triangles[:, :columns, columns])
    # A residual of exactly zero (a noiseless series) would have infinite likelihood; keep it finite.
    variances = np.maximum(diagonals[:, columns] ** 2 / degrees, np.finfo(float).tiny * 1e20)
    log_likelihoods = -log_determinants - np.log(diagonals[:, :columns]).sum(axis=1) - degrees / 2 * np.log(variances)
    log_weights = log_likelihoods if log_prior is None else log_likelihoods + log_prior
    weights = np.exp(log_weights - log_weights.max())
    return GridPosterior(
        weights / weights.sum(),
        coefficients,
        variances[:, None, None] * (inverses @ inverses.transpose(0, 2, 1)),
        degrees,
        log_likelihoods,
    )


def whiten(columns: FloatArray, model: ErrorModel) -> tuple[FloatArray, float]:
    """Return the columns with errors made independent, and the log determinant of the square root used.

    Parameters
    ----------
    columns : shape (periods, k)
    """
    filtered = columns.copy()
    for lag, factor in enumerate(model.lag_filter[1:], start=1):
        filtered[lag:] += factor * columns[:-lag]
    root = linalg.cholesky_banded(model.bands, lower=True)
    solved: FloatArray = linalg.solve_banded((len(root) - 1, 0), root, filtered)
    return solved, float(np.log(root[0]).sum())


def mixture_contrasts(
    weights: FloatArray, locations: FloatArray, scales: FloatArray, degrees: int, level: float
) -> Contrasts:
    """Summarise mixtures of shifted, scaled t distributions: means, equal-tailed limits, tail p values of zero.

    Parameters
    ----------
    weights : shape (models,)
    locations, scales : shape (contrasts, models)
    """
    scales = np.maximum(scales, 1e-300)

    def below(values: FloatArray) -> FloatArray:
        share: FloatArray = special.stdtr(degrees, (values[:, None] - locations) / scales) @ weights
        return share

    def density(values: FloatArray) -> FloatArray:
        squares = ((values[:, None] - locations) / scales) ** 2 / degrees
        value: FloatArray = (peak / scales * (1 + squares) ** (-(degrees + 1) / 2)) @ weights
        return value

    def quantiles(share: float) -> FloatArray:
        # Newton's method on the distribution function, kept inside a bracket that halves when it would leave it.
        ends = locations + scales * special.stdtrit(degrees, share)
        first, last = ends.min(axis=1), ends.max(axis=1)
        values: FloatArray = ends @ weights
        width = scales.max(axis=1)
        for _ in range(MAX_STEPS):
            excess = below(values) - share
            first, last = np.where(excess < 0, values, first), np.where(excess < 0, last, values)
            step = values - excess / np.maximum(density(values), 1e-300)
            moved: FloatArray = np.where((step >= first) & (step <= last), step, (first + last) / 2)
            settled = np.abs(moved - values) <= 1e-9 * width
            values = moved
            if settled.all():
                break
        return values

    peak = np.exp(special.gammaln((degrees + 1) / 2) - special.gammaln(degrees / 2)) / np.sqrt(degrees * np.pi)
    zero = below(np.zeros(len(locations)))
    return Contrasts(
        estimates=locations @ weights,
        low=quantiles((1 - level) / 2),
        high=quantiles((1 + level) / 2),
        p_values=np.minimum(1.0, 2 * np.minimum(zero, 1 - zero)),
    )

"""The grid of ARMA(1,1) errors that interrupted series and drift tests integrate over."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from integrity_metrics.statistics.causal.error_models import ErrorModel, arma_errors
from integrity_metrics.statistics.causal.grid_posterior import GridPosterior, fit_grid
from integrity_metrics.statistics.checks import FloatArray

PHIS = (-0.4, -0.2, 0.0, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.78, 0.85, 0.9, 0.94, 0.97, 0.985)
THETAS = (-0.8, -0.6, -0.4, -0.2, 0.0, 0.3, 0.6)


@lru_cache(maxsize=64)
def arma_grid(periods: int) -> tuple[tuple[ErrorModel, ...], FloatArray]:
    """Return the error models for a length, and their log prior: uniform in phi, flat over the theta values.

    The values of phi are not evenly spaced, so each carries the width of its neighbourhood.
    """
    widths = np.gradient(np.array(PHIS))
    models = tuple(arma_errors(periods, phi, theta) for phi in PHIS for theta in THETAS)
    return models, np.repeat(np.log(widths), len(THETAS))


def fit_arma(outcome: FloatArray, design: FloatArray) -> GridPosterior:
    """Regress with ARMA(1,1) errors, the two parameters integrated out."""
    models, log_prior = arma_grid(len(outcome))
    return fit_grid(outcome, design, models, log_prior)

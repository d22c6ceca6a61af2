"""What a Newey-West t statistic looks like when nothing happened, in a series that hangs together like this one.

In a segmented regression of a few hundred days the statistic is far from normal: read against 1.96 it finds an
effect in 8-35% of series with nothing in them. So it is read against its own distribution instead.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg, signal

from integrity_metrics.statistics.causal.arma_grid import arma_grid
from integrity_metrics.statistics.causal.error_models import ErrorModel
from integrity_metrics.statistics.causal.grid_posterior import fit_grid
from integrity_metrics.statistics.causal.newey_west import newey_west_statistics
from integrity_metrics.statistics.checks import FloatArray

DRAWS = 999


def reference_statistics(
    outcome: FloatArray, design: FloatArray, column: int, lags: int, *, seed: int = 0, draws: int = DRAWS
) -> FloatArray:
    """Absolute Newey-West t statistics under no effect, sorted, shape (draws,).

    A parametric bootstrap: ARMA(1,1) parameters are drawn from their posterior given this series, then error series
    are drawn and passed through the same regression (Kilian 1998 for redrawing the parameters). The seed is fixed, so
    the same input gives the same answer.
    """
    models, log_prior = arma_grid(len(outcome))
    weights = fit_grid(outcome, design, models, log_prior).weights
    generator = np.random.default_rng(seed)
    counts = generator.multinomial(draws, weights)
    errors = np.concatenate(
        [draw_errors(models[index], int(counts[index]), generator) for index in np.flatnonzero(counts)]
    )
    return np.sort(np.abs(newey_west_statistics(errors, design, column, lags)))


def draw_errors(model: ErrorModel, count: int, generator: np.random.Generator) -> FloatArray:
    """Draw error series exactly from a model whose filtered covariance is tridiagonal, shape (count, periods)."""
    periods = model.bands.shape[1]
    factor = linalg.cholesky_banded(model.bands, lower=True)
    noise = generator.standard_normal((count, periods))
    filtered = noise * factor[0]
    filtered[:, 1:] += noise[:, :-1] * factor[1, :-1]
    series: FloatArray = signal.lfilter([1.0], model.lag_filter, filtered, axis=1)
    return series

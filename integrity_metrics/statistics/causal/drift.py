"""Pre-trend checks of a single series: was it already moving, or turning, before the change."""

from __future__ import annotations

import numpy as np

from integrity_metrics.statistics.causal.arma_grid import fit_arma
from integrity_metrics.statistics.causal.inputs import MIN_BEFORE, lacks_noise
from integrity_metrics.statistics.causal.result import PreTrend
from integrity_metrics.statistics.checks import FloatArray


def drift(before: FloatArray, regressors: FloatArray, level: float) -> PreTrend | None:
    """Slope per period of a series before the change, given regressors, with ARMA(1,1) errors; None when too short.

    For the gap to a synthetic control, which should have no slope of its own.

    Parameters
    ----------
    before : shape (periods before,)
    regressors : shape (periods before, columns)

    Examples
    --------
    >>> noise = np.sin(7.3 * np.arange(40.0) ** 2)
    >>> drift(noise + np.arange(40), np.empty((40, 0)), 0.95).is_flagged
    True
    """
    time = np.arange(len(before), dtype=float)
    return _last_coefficient(before, np.column_stack([np.ones(len(before)), regressors, time]), level)


def turn(before: FloatArray, regressors: FloatArray, level: float) -> PreTrend | None:
    """Change of slope half-way to the change, for methods that extrapolate a straight line; None when too short."""
    time = np.arange(len(before), dtype=float)
    bend = np.maximum(time - len(before) // 2, 0.0)
    return _last_coefficient(before, np.column_stack([np.ones(len(before)), regressors, time, bend]), level)


def _last_coefficient(before: FloatArray, design: FloatArray, level: float) -> PreTrend | None:
    """Contrast of the last column as a pre-trend."""
    columns = design.shape[1]
    if len(before) < MIN_BEFORE + columns - 2 or lacks_noise(before, design):
        return None
    contrast = fit_arma(before, design).contrast(np.eye(columns)[-1], level)
    return PreTrend(contrast.estimate, contrast.low, contrast.high, contrast.p_value, contrast.p_value < 1 - level)

"""The banded error models and the grid against dense algebra and statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.tsa.arima.model import ARIMA

from integrity_metrics.statistics.causal.error_models import (
    ErrorModel,
    arma_errors,
    local_level_errors,
    local_trend_errors,
)
from integrity_metrics.statistics.causal.grid_posterior import fit_grid, mixture_contrasts, whiten
from integrity_metrics.statistics.causal.reference_distribution import draw_errors


def dense(model: ErrorModel) -> np.ndarray:
    """Covariance of the errors themselves."""
    periods = model.bands.shape[1]
    filtered = np.zeros((periods, periods))
    for offset, band in enumerate(model.bands):
        filtered += np.diag(band[: periods - offset], -offset)
        if offset:
            filtered += np.diag(band[: periods - offset], offset)
    lag = sum(np.diag(np.full(periods - k, c), -k) for k, c in enumerate(model.lag_filter))
    inverse = np.linalg.inv(lag)
    return inverse @ filtered @ inverse.T


def test_arma_covariance_equals_the_autocovariance_of_statsmodels() -> None:
    phi, theta = 0.7, -0.4
    process = sm.tsa.ArmaProcess([1, -phi], [1, theta])
    first_row = dense(arma_errors(12, phi, theta))[0]
    np.testing.assert_allclose(first_row, process.acovf(12), rtol=1e-9)


def test_local_level_and_trend_covariances_equal_their_definition() -> None:
    periods, level, slope = 9, 0.3, 0.05
    steps = np.tril(np.ones((periods, periods)))
    steps[:, 0] = 0
    walk = level * steps @ steps.T
    np.testing.assert_allclose(dense(local_level_errors(periods, level)), np.eye(periods) + walk, atol=1e-9)
    # slope_t moves the level from t + 1 on: twice summed, one period later.
    slopes = np.array(
        [[max(0, row - column) if column else 0.0 for column in range(periods)] for row in range(periods)]
    )
    expected = np.eye(periods) + walk + slope * slopes @ slopes.T
    np.testing.assert_allclose(dense(local_trend_errors(periods, level, slope)), expected, atol=1e-9)


def test_whitening_equals_dense_generalised_least_squares() -> None:
    generator = np.random.default_rng(4)
    outcome, design = generator.standard_normal(30), np.column_stack([np.ones(30), generator.standard_normal(30)])
    model = arma_errors(30, 0.6, 0.3)
    fit = fit_grid(outcome, design, [model])
    reference = sm.GLS(outcome, design, sigma=dense(model)).fit()
    np.testing.assert_allclose(fit.coefficients[0], reference.params, rtol=1e-9)
    np.testing.assert_allclose(fit.covariances[0], reference.cov_params(), rtol=1e-9)
    contrast = fit.contrast(np.array([0.0, 1.0]), 0.9)
    assert (contrast.low, contrast.high) == pytest.approx(tuple(reference.conf_int(0.1)[1]), rel=1e-6)
    assert contrast.p_value == pytest.approx(reference.pvalues[1], rel=1e-9)


def test_likelihood_equals_statsmodels_arima() -> None:
    outcome = np.random.default_rng(5).standard_normal(40).cumsum() * 0.3
    phi, theta, variance = 0.8, -0.3, 0.2
    residual, log_determinant = whiten(outcome[:, None], arma_errors(40, phi, theta))
    got = -20 * np.log(2 * np.pi * variance) - log_determinant - (residual**2).sum() / (2 * variance)
    reference = ARIMA(outcome, order=(1, 0, 1), trend="n").loglike([phi, theta, variance])
    assert got == pytest.approx(reference, rel=1e-6)


def test_forecast_equals_kalman_filter_of_statsmodels() -> None:
    generator = np.random.default_rng(6)
    control = generator.standard_normal(60).cumsum()
    outcome = 2 + 0.7 * control + generator.standard_normal(60).cumsum() * 0.5 + generator.standard_normal(60)
    ratio, change = 0.25, 45
    hidden = outcome.copy()
    hidden[change:] = np.nan
    model = sm.tsa.UnobservedComponents(
        hidden, "local level", exog=control, mle_regression=False, use_exact_diffuse=True
    )
    forecast = model.smooth([1.0, ratio]).predict()[change:]
    design = np.column_stack([np.ones(60), control, np.eye(60)[:, change:]])
    fit = fit_grid(outcome, design, [local_level_errors(60, ratio)])
    np.testing.assert_allclose(outcome[change:] - fit.coefficients[0][2:], forecast, rtol=1e-6)


def test_mixture_of_one_is_student_and_of_many_lies_between() -> None:
    one = mixture_contrasts(np.ones(1), np.array([[2.0]]), np.array([[0.5]]), 7, 0.95)
    assert one.low[0] == pytest.approx(2 + 0.5 * stats.t.ppf(0.025, 7))
    assert one.p_values[0] == pytest.approx(2 * stats.t.sf(4, 7))
    weights = np.array([0.3, 0.7])
    mixed = mixture_contrasts(weights, np.array([[0.0, 1.0]]), np.array([[1.0, 3.0]]), 5, 0.9)
    share = weights @ stats.t.cdf((mixed.high[0] - np.array([0.0, 1.0])) / np.array([1.0, 3.0]), 5)
    assert share == pytest.approx(0.95, abs=1e-8)


def test_drawn_errors_have_the_covariance_of_their_model() -> None:
    model = arma_errors(5, 0.8, -0.3)
    drawn = draw_errors(model, 40_000, np.random.default_rng(7))
    np.testing.assert_allclose(np.cov(drawn.T), dense(model), atol=0.05)

"""Newey-West against statsmodels."""

import numpy as np
import pytest
import statsmodels.api as sm

from integrity_metrics.statistics.causal.interrupted_design import AVERAGE, interrupted_design
from integrity_metrics.statistics.causal.interrupted_newey_west import interrupted_newey_west
from integrity_metrics.statistics.causal.newey_west import newey_west, newey_west_lags, newey_west_statistics


def series(seed: int, periods: int, phi: float) -> np.ndarray:
    generator = np.random.default_rng(seed)
    shocks = generator.standard_normal(periods)
    values = np.zeros(periods)
    for period in range(1, periods):
        values[period] = phi * values[period - 1] + shocks[period]
    return values


@pytest.mark.parametrize("lags", [0, 1, 4, 9])
def test_coefficients_and_covariance_equal_statsmodels(lags: int) -> None:
    layout = interrupted_design(series(1, 120, 0.5), 80, np.sin(np.arange(120.0)))
    got = newey_west(layout.outcome, layout.design, lags)
    reference = sm.OLS(layout.outcome, layout.design).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}
    )
    np.testing.assert_allclose(got.coefficients, reference.params, rtol=1e-9)
    np.testing.assert_allclose(got.covariance, reference.cov_params(), rtol=1e-8, atol=1e-14)


def test_reported_effect_is_the_mean_gap_to_the_extrapolated_trend() -> None:
    outcome = series(2, 100, 0.3)
    layout = interrupted_design(outcome, 60, None)
    reference = sm.OLS(layout.outcome, layout.design).fit()
    result = interrupted_newey_west(outcome, 60)
    line = np.polynomial.Polynomial.fit(np.arange(60), outcome[:60], 1)
    assert result.effect == pytest.approx(reference.params[AVERAGE])
    assert result.effect == pytest.approx(np.mean(outcome[60:] - line(np.arange(60, 100))))
    assert result.path is not None
    np.testing.assert_allclose(result.path.counterfactual[60:], line(np.arange(60, 100)))


def test_statistics_of_many_series_equal_one_by_one() -> None:
    errors = np.stack([series(seed, 70, 0.4) for seed in range(4)])
    design = interrupted_design(errors[0], 40, None).design
    many = newey_west_statistics(errors, design, AVERAGE, 3)
    for row, statistic in zip(errors, many, strict=True):
        fit = newey_west(row, design, 3)
        assert statistic == pytest.approx(fit.coefficients[AVERAGE] / np.sqrt(fit.covariance[AVERAGE, AVERAGE]))


def test_bandwidth_rule() -> None:
    assert [newey_west_lags(n) for n in (10, 100, 1000)] == [2, 4, 6]
    with pytest.raises(ValueError, match="lags is -1"):
        interrupted_newey_west(np.zeros(30), 20, lags=-1)


def test_same_input_same_answer() -> None:
    outcome = series(3, 80, 0.5)
    assert interrupted_newey_west(outcome, 50).p_value == interrupted_newey_west(outcome, 50).p_value

"""Seeded simulations: alarms where nothing happened, and coverage. The large runs are in bench/calibrate_causal.py."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from integrity_metrics.statistics.causal.difference_in_differences import difference_in_differences
from integrity_metrics.statistics.causal.interrupted_arma import interrupted_arma
from integrity_metrics.statistics.causal.interrupted_design import AVERAGE, interrupted_design
from integrity_metrics.statistics.causal.interrupted_newey_west import interrupted_newey_west
from integrity_metrics.statistics.causal.newey_west import newey_west
from integrity_metrics.statistics.causal.result import CausalEffect
from integrity_metrics.statistics.causal.structural_forecast import structural_forecast
from integrity_metrics.statistics.causal.synthetic_control import synthetic_control


def autoregressive(generator: np.random.Generator, units: int, periods: int, phi: float) -> np.ndarray:
    shocks = generator.standard_normal((units, periods + 100))
    values = np.zeros_like(shocks)
    for period in range(1, periods + 100):
        values[:, period] = phi * values[:, period - 1] + shocks[:, period]
    return values[:, 100:]


def within_monte_carlo(count: int, runs: int, low: float, high: float) -> bool:
    """Whether the count could come (99.8%) from some rate in [low, high]."""
    return stats.binom.ppf(0.001, runs, low) <= count <= stats.binom.ppf(0.999, runs, high)


@pytest.mark.parametrize("method", [interrupted_arma, interrupted_newey_west])
@pytest.mark.parametrize("phi", [0.0, 0.6])
def test_false_alarms_over_placebo_dates_are_near_nominal(method: Callable[..., CausalEffect], phi: float) -> None:
    generator = np.random.default_rng(11)
    runs = 120
    alarms = 0
    for outcome in autoregressive(generator, runs, 120, phi):
        alarms += method(outcome, int(generator.integers(60, 100))).is_detected
    assert within_monte_carlo(alarms, runs, 0.03, 0.07)


def test_reading_newey_west_against_the_normal_would_alarm_far_too_often() -> None:
    """Guards the reason for the reference distribution: with it 3-7%, without it well above 10%."""
    generator = np.random.default_rng(12)
    alarms = 0
    for outcome in autoregressive(generator, 60, 120, 0.6):
        layout = interrupted_design(outcome, 80, None)
        fit = newey_west(layout.outcome, layout.design)
        alarms += abs(fit.coefficients[AVERAGE]) > 1.96 * np.sqrt(fit.covariance[AVERAGE, AVERAGE])
    assert alarms >= 8


def test_difference_in_differences_covers_with_few_markets() -> None:
    generator = np.random.default_rng(13)
    runs = 200
    covered = 0
    for _ in range(runs):
        outcome = autoregressive(generator, 12, 60, 0.8) + generator.standard_normal(60).cumsum()
        outcome[:4, 40:] += 1.0
        result = difference_in_differences(outcome, np.arange(12) < 4, 40)
        covered += result.low <= 1.0 <= result.high
    assert within_monte_carlo(covered, runs, 0.94, 0.98)


def test_synthetic_control_covers_with_ten_donors() -> None:
    generator = np.random.default_rng(14)
    runs = 100
    covered = 0
    for _ in range(runs):
        factors = generator.standard_normal((2, 120)).cumsum(axis=1) * 0.5
        loadings = generator.uniform(0.2, 1, (11, 2))
        loadings[0] = loadings[1:3].mean(axis=0)
        outcome = loadings @ factors + autoregressive(generator, 11, 120, 0.3) * 0.5
        outcome[0, 90:] += 1.0
        result = synthetic_control(outcome, np.arange(11) == 0, 90)
        covered += result.low <= 1.0 <= result.high
    assert within_monte_carlo(covered, runs, 0.92, 0.98)


def test_structural_forecast_covers_a_drifting_series() -> None:
    generator = np.random.default_rng(15)
    runs = 100
    covered = 0
    for _ in range(runs):
        control = generator.standard_normal(120).cumsum()
        outcome = control + generator.standard_normal(120) + 0.3 * generator.standard_normal(120).cumsum()
        outcome[90:] += 2.0
        result = structural_forecast(outcome, 90, regressors=control)
        covered += result.low <= 2.0 <= result.high
    assert within_monte_carlo(covered, runs, 0.93, 0.99)

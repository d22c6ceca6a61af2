"""Structural forecast: the CausalImpact vignette's process, known answers, refusals."""

import numpy as np
import pytest

from integrity_metrics.statistics.causal.structural_forecast import Trend, structural_forecast
from integrity_metrics.statistics.status import ReasonCode, Status


def vignette(generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """x1 = 100 + AR(0.999), y = 1.2 x1 + noise, + 10 from period 71 on (Brodersen's vignette)."""
    walk = np.zeros(600)
    for period in range(1, 600):
        walk[period] = 0.999 * walk[period - 1] + generator.standard_normal()
    control = 100 + walk[-100:]
    outcome = 1.2 * control + generator.standard_normal(100)
    outcome[70:] += 10
    return outcome, control


def test_vignette_effect_is_found_and_covered() -> None:
    generator = np.random.default_rng(1)
    results = []
    for _ in range(60):
        outcome, control = vignette(generator)
        results.append(structural_forecast(outcome, 70, regressors=control))
    assert np.mean([result.effect for result in results]) == pytest.approx(10, abs=0.1)
    covered = sum(result.low <= 10 <= result.high for result in results)
    # Fewer than 53 of 60 has a chance below 1% when the coverage is 95%.
    assert covered >= 53
    assert all(result.is_detected for result in results)
    # The vignette reports an average effect with a 95% interval about 1.1 wide (its prior trusts a still level more).
    assert 0.8 < np.median([result.high - result.low for result in results]) < 2.5


def test_regressors_explain_what_they_share() -> None:
    generator = np.random.default_rng(2)
    control = generator.standard_normal(120).cumsum()
    outcome = 3 * control + 0.2 * generator.standard_normal(120)
    outcome[80:] += 1
    result = structural_forecast(outcome, 80, regressors=control)
    alone = structural_forecast(outcome, 80)
    assert result.low < 1 < result.high
    assert result.high - result.low < 0.2 * (alone.high - alone.low)
    assert result.path is not None
    np.testing.assert_allclose(result.path.counterfactual[80:], 3 * control[80:], atol=1)
    assert result.path.cumulative[-1] == pytest.approx(40 * result.effect)
    assert (result.path.low < result.path.effect).all()
    widths = result.path.cumulative_high - result.path.cumulative_low
    assert (np.diff(widths) > 0).all()


def test_outcomes_after_the_change_do_not_teach_the_model() -> None:
    generator = np.random.default_rng(3)
    outcome = generator.standard_normal(60).cumsum()
    changed = outcome.copy()
    changed[40:] += generator.standard_normal(20) * 100
    one, other = structural_forecast(outcome, 40), structural_forecast(changed, 40)
    np.testing.assert_allclose(one.path.counterfactual, other.path.counterfactual, rtol=1e-6)
    assert one.high - one.low == pytest.approx(other.high - other.low, rel=1e-5)


@pytest.mark.parametrize("trend", [Trend.FIXED_SLOPE, Trend.LOCAL_SLOPE])
def test_slopes_are_followed_where_asked(trend: Trend) -> None:
    time = np.arange(60.0)
    outcome = 2 * time + 0.1 * np.random.default_rng(4).standard_normal(60)
    assert structural_forecast(outcome, 40, trend=trend).effect == pytest.approx(0, abs=0.5)
    assert structural_forecast(outcome, 40).effect > 10


def test_refusals() -> None:
    assert structural_forecast(np.zeros(30), 20).reasons[0].code is ReasonCode.NO_VARIATION
    assert structural_forecast(np.arange(30.0), 3).reasons[0].code is ReasonCode.NO_PRE_PERIOD
    assert structural_forecast(np.arange(30.0), 3).status is Status.UNDEFINED
    control = np.random.default_rng(5).standard_normal(40)
    with pytest.raises(ValueError, match=r"regressors\[:, 1\] is a combination"):
        structural_forecast(np.arange(40.0), 30, regressors=np.column_stack([control, 2 * control]))
    with pytest.raises(ValueError, match="change is 99"):
        structural_forecast(np.arange(40.0), 99)

"""Both interrupted time series: known answers, symmetries, refusals."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.causal.calendar_terms import holiday_terms, season_terms, weekday_terms
from integrity_metrics.statistics.causal.interrupted_arma import interrupted_arma
from integrity_metrics.statistics.causal.interrupted_newey_west import interrupted_newey_west
from integrity_metrics.statistics.causal.result import CausalEffect
from integrity_metrics.statistics.status import ReasonCode, Status

BOTH = pytest.mark.parametrize("method", [interrupted_arma, interrupted_newey_west])
DAYS = np.arange("2026-01-01", "2026-06-30", dtype="datetime64[D]")


@BOTH
def test_finds_a_planted_jump_turn_and_weekday_pattern(method: Callable[..., CausalEffect]) -> None:
    time = np.arange(180)
    noise = 0.1 * np.random.default_rng(1).standard_normal(180)
    weekend = 3.0 * (weekday_terms(DAYS)[:, 4:].sum(axis=1))
    truth = np.where(time >= 120, 2.0 + 0.05 * (time - 120), 0.0)
    result = method(5 + 0.02 * time + weekend + truth + noise, 120, regressors=weekday_terms(DAYS))
    assert result.status is Status.OK
    assert result.low < truth[120:].mean() < result.high
    assert result.level_change == pytest.approx(2.0, abs=0.15)
    assert result.slope_change == pytest.approx(0.05, abs=0.006)
    assert result.path.cumulative[-1] == pytest.approx(60 * result.effect)
    np.testing.assert_allclose(result.path.effect, truth[120:], atol=0.25)
    assert result.is_detected
    assert result.relative_effect == pytest.approx(result.effect / result.path.counterfactual[120:].mean())


@BOTH
@settings(max_examples=10, deadline=None)
@given(scale=st.floats(1e-6, 1e6), shift=st.floats(-5, 5), sign=st.sampled_from([1, -1]))
def test_units_do_not_matter(method: Callable[..., CausalEffect], scale: float, shift: float, sign: int) -> None:
    outcome = np.random.default_rng(2).standard_normal(50)
    base, moved = method(outcome, 30), method(sign * scale * (outcome + shift), 30)
    assert moved.effect == pytest.approx(sign * scale * base.effect, rel=1e-5)
    assert moved.p_value == pytest.approx(base.p_value, abs=0.004)
    assert moved.high - moved.low == pytest.approx(scale * (base.high - base.low), rel=1e-4)


@BOTH
def test_adding_an_effect_shifts_the_answer_by_it(method: Callable[..., CausalEffect]) -> None:
    outcome = np.random.default_rng(3).standard_normal(60)
    planted = outcome + 7.0 * (np.arange(60) >= 40)
    assert method(planted, 40).effect == pytest.approx(method(outcome, 40).effect + 7)
    assert method(planted, 40).minimum_detectable_effect == pytest.approx(method(outcome, 40).minimum_detectable_effect)


@BOTH
def test_too_little_history_is_a_status(method: Callable[..., CausalEffect]) -> None:
    for change, needed in ((0, 12), (7, 5)):
        result = method(np.arange(30.0), change)
        assert result.status is Status.UNDEFINED
        assert result.effect is None
        assert result.reasons[0].code is ReasonCode.NO_PRE_PERIOD
        assert result.reasons[0].needed == needed


@BOTH
def test_one_period_after_has_no_slope(method: Callable[..., CausalEffect]) -> None:
    result = method(np.random.default_rng(4).standard_normal(40), 39)
    assert result.slope_change is None
    assert result.n_after == 1


@BOTH
def test_wrong_input_names_argument_and_position(method: Callable[..., CausalEffect]) -> None:
    outcome = np.random.default_rng(5).standard_normal(40)
    spoilt = outcome.copy()
    spoilt[7] = np.nan
    with pytest.raises(ValueError, match=r"outcome\[7\] is nan"):
        method(spoilt, 20)
    with pytest.raises(ValueError, match="change is 40 but the outcome has 40 periods"):
        method(outcome, 40)
    with pytest.raises(ValueError, match="change is -1"):
        method(outcome, -1)
    with pytest.raises(ValueError, match=r"change is 2.5"):
        method(outcome, 2.5)
    with pytest.raises(ValueError, match="outcome has 2 dimensions"):
        method(outcome[None], 20)
    with pytest.raises(ValueError, match=r"regressors has shape \(39, 1\)"):
        method(outcome, 20, regressors=np.ones(39))
    with pytest.raises(ValueError, match=r"regressors\[3\] is inf"):
        method(outcome, 20, regressors=np.where(np.arange(40) == 3, np.inf, 1.0))
    with pytest.raises(ValueError, match=r"regressors\[:, 1\] is a combination"):
        method(outcome, 20, regressors=np.column_stack([np.sin(np.arange(40)), np.arange(40)]))
    with pytest.raises(ValueError, match=r"level is 1\.5"):
        method(outcome, 20, level=1.5)


@BOTH
@pytest.mark.parametrize("before", [np.zeros(30), np.full(30, 3.0), np.arange(30.0)])
def test_no_noise_before_the_change_is_a_status(method: Callable[..., CausalEffect], before: np.ndarray) -> None:
    result = method(np.concatenate([before, np.random.default_rng(7).standard_normal(10)]), 30)
    assert result.status is Status.UNDEFINED
    assert result.reasons[0].code is ReasonCode.NO_VARIATION


def test_a_holiday_only_after_the_change_is_left_out() -> None:
    outcome = np.random.default_rng(6).standard_normal(180)
    after_only = holiday_terms(DAYS, [DAYS[150].item()])
    assert interrupted_arma(outcome, 120, regressors=after_only).effect == pytest.approx(
        interrupted_arma(outcome, 120).effect
    )


def test_calendar_terms() -> None:
    monday = int(np.flatnonzero(np.datetime64("2026-01-05") == DAYS)[0])
    assert weekday_terms(DAYS)[monday].tolist() == [0] * 6
    assert weekday_terms(DAYS)[monday + 6].tolist() == [0, 0, 0, 0, 0, 1]
    assert weekday_terms(DAYS[::7]).shape == (len(DAYS[::7]), 0)
    assert holiday_terms(DAYS, []).shape == (len(DAYS), 0)
    assert season_terms(24, 12, 6).shape == (24, 11)
    np.testing.assert_allclose(season_terms(24, 12, 2)[:12], season_terms(24, 12, 2)[12:], atol=1e-12)
    with pytest.raises(ValueError, match="harmonics is 7"):
        season_terms(24, 12, 7)

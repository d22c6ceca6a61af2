"""The front door and the comparison: choice of method, checks attached, verdicts."""

from dataclasses import replace

import numpy as np
import pytest

from integrity_metrics.statistics.causal.compare import Verdict, compare_methods, verdict_of
from integrity_metrics.statistics.causal.estimate import choose_method, control_columns, estimate_effect
from integrity_metrics.statistics.causal.result import CausalEffect, Method, TimePlacebos, detectable, undefined
from integrity_metrics.statistics.causal.study import ChangeStudy, change_study
from integrity_metrics.statistics.causal.time_placebos import placebo_changes
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

DAYS = np.arange("2026-01-01", "2026-12-31", dtype="datetime64[D]")


def study(
    effect: float, *, units: int = 10, treated: int = 1, periods: int = 150, change: int = 110, seed: int = 1
) -> ChangeStudy:
    """Markets that share a slow common movement and weekends, each with its own AR(1) noise."""
    generator = np.random.default_rng(seed)
    noise = generator.standard_normal((units, periods)) * 0.3
    for period in range(1, periods):
        noise[:, period] += 0.4 * noise[:, period - 1]
    common = np.sin(np.arange(periods) / 15) + 0.5 * (np.arange(periods) % 7 > 4)
    outcome = 10 + noise + common
    outcome[:treated, change:] += effect
    names = [f"M{number}" for number in range(units)]
    return change_study(outcome, days=DAYS[:periods], change=DAYS[change], treated=names[:treated], units=names)


def test_method_follows_the_data() -> None:
    assert choose_method(study(0, units=8, treated=4)) is Method.DIFFERENCE_IN_DIFFERENCES
    assert choose_method(study(0)) is Method.STRUCTURAL_FORECAST
    assert choose_method(study(0, units=1)) is Method.INTERRUPTED_ARMA


@pytest.mark.parametrize("method", [m for m in Method if not m.value.startswith("interrupted")])
def test_methods_with_controls_find_a_planted_effect(method: Method) -> None:
    result = estimate_effect(study(2.0, treated=2), method, placebo_dates=3)
    # Noise in the controls themselves pulls a regression on them towards no comovement, hence the wider tolerance.
    assert result.effect == pytest.approx(2.0, abs=0.6 if method is Method.STRUCTURAL_FORECAST else 0.2)
    assert result.low < 2.0 < result.high
    assert result.is_detected
    assert result.n_treated == 2
    assert result.n_controls == 8
    assert result.n_before == 110
    assert result.n_after == 40
    assert result.pre_trend is not None
    assert result.time_placebos is not None
    assert len(result.time_placebos.changes) == 3
    assert all(change + 36 <= 110 for change in result.time_placebos.changes)
    assert result.path.counterfactual.shape == (150,)
    assert result.path.effect.shape == (40,)


@pytest.mark.parametrize("method", list(Method))
def test_every_method_answers_or_refuses_in_the_same_words(method: Method) -> None:
    early = estimate_effect(study(0, change=3), method, placebo_dates=2)
    assert early.method is method
    if method is Method.DIFFERENCE_IN_DIFFERENCES:
        assert early.is_usable
    else:
        assert early.status is Status.UNDEFINED
        assert early.reasons[0].code is ReasonCode.NO_PRE_PERIOD
    alone = estimate_effect(study(0, units=1), method, placebo_dates=2)
    needs_controls = method in (Method.DIFFERENCE_IN_DIFFERENCES, Method.SYNTHETIC_CONTROL)
    assert alone.is_usable is not needs_controls
    if needs_controls:
        assert alone.reasons == (Reason(ReasonCode.FEW_UNITS, needed=2),)


def test_drifting_series_is_flagged_and_loses_its_vote() -> None:
    base = study(0)
    outcome = base.outcome.copy()
    outcome[0] += 0.05 * np.arange(150)
    result = estimate_effect(replace(base, outcome=outcome), Method.STRUCTURAL_FORECAST, placebo_dates=0)
    assert result.pre_trend is not None
    assert result.pre_trend.is_flagged
    assert result.pre_trend.low < 0.05 < result.pre_trend.high
    assert result.status is Status.INTERVAL_ONLY
    assert not result.may_vote


def test_a_method_that_alarms_at_every_date_is_flagged() -> None:
    placebos = TimePlacebos((20, 30, 40, 50), (1.0,) * 4, (0.001,) * 4, 0.95)
    assert placebos.false_alarm_share == 1
    assert placebos.is_rejected
    assert not replace(placebos, p_values=(0.001, 0.5, 0.5, 0.5)).is_rejected
    assert not TimePlacebos((), (), (), 0.95).is_rejected


def test_many_controls_become_few_columns() -> None:
    assert control_columns(study(0, units=3)).shape == (150, 2)
    assert control_columns(study(0, units=30)).shape == (150, 3)
    assert control_columns(study(0, units=30, change=25)).shape == (150, 1)


def test_placebo_dates() -> None:
    assert placebo_changes(study(0), 0) == ()
    assert placebo_changes(study(0, change=15), 5) == ()
    for change, end in placebo_changes(study(0), 8):
        assert 44 <= change < end <= 110
    with pytest.raises(ValueError, match="placebo_dates is -1"):
        placebo_changes(study(0), -1)


def test_comparison_finds_a_planted_effect_and_its_absence() -> None:
    methods = [Method.DIFFERENCE_IN_DIFFERENCES, Method.SYNTHETIC_CONTROL, Method.STRUCTURAL_FORECAST]
    found = compare_methods(study(2.0, treated=3), methods, placebo_dates=0)
    assert found.verdict is Verdict.AGREE_EFFECT
    assert "find a rise" in found.sentence
    nothing = compare_methods(study(0.0, treated=3), methods, placebo_dates=0)
    assert nothing.verdict is Verdict.AGREE_NONE
    assert "would be missed" in nothing.sentence
    assert [effect.method for effect in nothing.effects] == methods


def answer(method: Method, effect: float, p_value: float, *reasons: ReasonCode) -> CausalEffect:
    """A result with the given finding."""
    base = undefined(method, Reason(ReasonCode.NO_DATA), level=0.95, n_before=50, n_after=20)
    return replace(
        base,
        effect=effect,
        low=effect - 1,
        high=effect + 1,
        p_value=p_value,
        minimum_detectable_effect=1.4,
        status=Status.OK,
        reasons=tuple(Reason(code) for code in reasons),
    )


def test_verdicts() -> None:
    did, synthetic, forecast = (
        Method.DIFFERENCE_IN_DIFFERENCES,
        Method.SYNTHETIC_CONTROL,
        Method.STRUCTURAL_FORECAST,
    )
    cases = [
        ([answer(did, 2, 0.01), answer(synthetic, 3, 0.02)], Verdict.AGREE_EFFECT),
        ([answer(did, -2, 0.01), answer(synthetic, -3, 0.02)], Verdict.AGREE_EFFECT),
        ([answer(did, 2, 0.01), answer(synthetic, -3, 0.02)], Verdict.DISAGREE),
        ([answer(did, 2, 0.01), answer(synthetic, 3, 0.2)], Verdict.DISAGREE),
        ([answer(did, 2, 0.3), answer(synthetic, 3, 0.2)], Verdict.AGREE_NONE),
        ([answer(did, 2, 0.01)], Verdict.TOO_LITTLE_DATA),
        ([], Verdict.TOO_LITTLE_DATA),
        (
            [answer(Method.INTERRUPTED_ARMA, 2, 0.01), answer(Method.INTERRUPTED_NEWEY_WEST, 2, 0.01)],
            Verdict.TOO_LITTLE_DATA,
        ),
        (
            [answer(did, 2, 0.01), answer(synthetic, 3, 0.02), answer(forecast, -9, 0.001, ReasonCode.PRE_TREND)],
            Verdict.AGREE_EFFECT,
        ),
    ]
    for effects, expected in cases:
        comparison = verdict_of(effects)
        assert comparison.verdict is expected
        assert comparison.sentence.endswith(".")
    assert verdict_of(cases[-1][0]).without_vote == (forecast,)
    disagreement = verdict_of([answer(did, 2, 0.01), answer(synthetic, -3, 0.02), answer(forecast, 0.1, 0.8)])
    assert disagreement.sentence == (
        "The methods disagree: difference-in-differences finds a rise; synthetic control finds a fall; "
        "structural forecast finds no effect."
    )


def test_detectable_effect_is_found_four_times_in_five() -> None:
    generator = np.random.default_rng(9)
    assert detectable(-2.228, 2.228, 0.95, 10) == pytest.approx(3.107, abs=0.001)
    samples = generator.standard_normal((4000, 11)) + detectable(-2.228, 2.228, 0.95, 10) / np.sqrt(11)
    statistics = samples.mean(axis=1) / (samples.std(axis=1, ddof=1) / np.sqrt(11))
    assert np.mean(statistics > 2.228) == pytest.approx(0.8, abs=0.04)

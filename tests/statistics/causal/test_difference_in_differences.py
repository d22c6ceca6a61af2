"""Difference-in-differences against statsmodels, Welch and exhaustive permutation."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from integrity_metrics.statistics.causal.cluster_robust import cr1, cr2
from integrity_metrics.statistics.causal.difference_in_differences import difference_in_differences, event_study
from integrity_metrics.statistics.causal.permutation import permutation_placebos
from integrity_metrics.statistics.status import ReasonCode, Status


def panel(seed: int, treated: int, controls: int, periods: int, change: int, effect: float) -> tuple:
    generator = np.random.default_rng(seed)
    units = treated + controls
    outcome = generator.standard_normal((units, 1)) * 3 + generator.standard_normal(periods).cumsum()
    outcome = outcome + generator.standard_normal((units, periods)).cumsum(axis=1) * 0.2
    mask = np.arange(units) < treated
    outcome[:treated, change:] += effect
    return outcome, mask


def two_way(outcome: np.ndarray, mask: np.ndarray, change: int, clusters: np.ndarray) -> tuple:
    """Two-way fixed effects by dummies in statsmodels, clustered."""
    units, periods = outcome.shape
    unit, period = np.repeat(np.arange(units), periods), np.tile(np.arange(periods), units)
    interaction = (mask[unit] & (period >= change)).astype(float)
    dummies = np.column_stack([unit[:, None] == np.arange(units), period[:, None] == np.arange(1, periods)])
    design = np.column_stack([interaction, dummies]).astype(float)
    fit = sm.OLS(outcome.ravel(), design).fit(cov_type="cluster", cov_kwds={"groups": clusters[unit]})
    return fit.params[0], fit.bse[0], len(design), design.shape[1]


@pytest.mark.parametrize("per_cluster", [1, 2])
def test_effect_and_cr1_error_equal_two_way_fixed_effects_of_statsmodels(per_cluster: int) -> None:
    outcome, mask = panel(1, 20 * per_cluster, 24 * per_cluster, 9, 5, 1.5)
    clusters = np.arange(len(mask)) // per_cluster
    result = difference_in_differences(outcome, mask, 5, clusters=clusters)
    effect, error, rows, columns = two_way(outcome, mask, 5, clusters)
    assert result.effect == pytest.approx(effect, rel=1e-9)
    # Same sandwich, other small-sample factor: dummies counted against rows there, two columns against units here.
    units = len(mask)
    factor = np.sqrt((units - 1) / (units - 2) / ((rows - 1) / (rows - columns)))
    margin = stats.t.ppf(0.975, clusters.max()) * error * factor
    assert result.high - result.effect == pytest.approx(margin, rel=1e-9)


def test_cr1_equals_statsmodels_for_any_regression() -> None:
    generator = np.random.default_rng(2)
    design = np.column_stack([np.ones(60), generator.standard_normal((60, 2))])
    outcome, clusters = generator.standard_normal(60), np.repeat(np.arange(12), 5)
    reference = sm.OLS(outcome, design).fit(cov_type="cluster", cov_kwds={"groups": clusters})
    for column in range(3):
        estimate, error = cr1(design, clusters).coefficient(column, outcome)
        assert (estimate, error) == pytest.approx((reference.params[column], reference.bse[column]), rel=1e-9)


def test_cr2_with_single_rows_is_hc2() -> None:
    generator = np.random.default_rng(3)
    design = np.column_stack([np.ones(15), generator.standard_normal(15)])
    outcome = generator.standard_normal(15)
    reference = sm.OLS(outcome, design).fit(cov_type="HC2")
    fit = cr2(design, np.arange(15))
    assert fit is not None
    assert fit.coefficient(1, outcome)[1] == pytest.approx(reference.bse[1], rel=1e-9)
    assert 1 < fit.degrees[1] < 13


def test_cr2_is_unbiased_for_unequal_clusters() -> None:
    clusters = np.repeat(np.arange(6), [1, 2, 3, 5, 8, 11])
    design = np.column_stack([np.ones(30), (clusters < 3).astype(float)])
    fit = cr2(design, clusters)
    assert fit is not None
    # Expected variance estimate under independent unit-variance errors = sum of squares of the forms.
    assert (fit.forms[1] ** 2).sum() == pytest.approx(np.linalg.inv(design.T @ design)[1, 1])


def test_few_units_give_welch_s_error() -> None:
    outcome, mask = panel(4, 3, 8, 12, 6, 0.0)
    result = difference_in_differences(outcome, mask, 6)
    gains = outcome[:, 6:].mean(axis=1) - outcome[:, :6].mean(axis=1)
    error = np.sqrt(gains[mask].var(ddof=1) / 3 + gains[~mask].var(ddof=1) / 8)
    terms = np.array([1 / 3, 1 / 8])
    degrees = terms.sum() ** 2 / (terms**2 / np.array([2, 7])).sum()
    assert result.high - result.low == pytest.approx(2 * stats.t.ppf(0.975, degrees) * error)
    assert result.status is Status.INTERVAL_ONLY
    assert result.reasons[0].code is ReasonCode.FEW_UNITS
    assert result.reasons[0].needed == 2


def test_one_treated_unit_uses_the_controls_spread() -> None:
    outcome, mask = panel(5, 1, 9, 12, 6, 0.0)
    result = difference_in_differences(outcome, mask, 6)
    gains = outcome[:, 6:].mean(axis=1) - outcome[:, :6].mean(axis=1)
    expected = stats.ttest_ind(gains[:1], gains[1:]).pvalue
    assert result.p_value == pytest.approx(expected)
    assert result.unit_placebos is not None
    assert len(result.unit_placebos.effects) == 9
    assert result.unit_placebos.p_value >= 0.1


def test_event_study_is_zero_at_the_reference_and_averages_to_the_effect() -> None:
    outcome, mask = panel(6, 6, 10, 10, 6, 2.0)
    estimates, low, high = event_study(outcome, mask, 6)
    assert estimates[5] == low[5] == high[5] == 0
    result = difference_in_differences(outcome, mask, 6)
    assert estimates[6:].mean() - estimates[:6].mean() == pytest.approx(result.effect)
    assert result.path is not None
    assert result.path.cumulative[-1] == pytest.approx(4 * result.effect)


def test_period_shocks_and_unit_levels_cancel() -> None:
    outcome, mask = panel(7, 4, 6, 10, 5, 1.0)
    generator = np.random.default_rng(8)
    moved = outcome + generator.standard_normal(10) * 50 + generator.standard_normal((10, 1)) * 50
    one, other = difference_in_differences(outcome, mask, 5), difference_in_differences(moved, mask, 5)
    assert other.effect == pytest.approx(one.effect)
    assert other.p_value == pytest.approx(one.p_value)
    assert other.pre_trend.slope == pytest.approx(one.pre_trend.slope)


def test_groups_that_drift_apart_are_flagged() -> None:
    outcome, mask = panel(9, 6, 8, 30, 20, 0.0)
    outcome[mask] += np.arange(30)
    result = difference_in_differences(outcome, mask, 20)
    assert result.pre_trend is not None
    assert result.pre_trend.slope == pytest.approx(1, abs=0.2)
    assert ReasonCode.PRE_TREND in {reason.code for reason in result.reasons}
    assert not result.may_vote


def test_permutation_counts_all_assignments_once() -> None:
    values = np.array([4.0, 5.0, 1.0, 2.0, 3.0])
    mask = np.array([True, True, False, False, False])
    placebos = permutation_placebos(values, mask, np.arange(5))
    assert len(placebos.statistics) == 9
    # |4.5 - 2| = 2.5 is reached again only by treating {1, 2}, the mirror image.
    assert placebos.p_value == pytest.approx(2 / 10)


def test_units_that_all_move_alike_are_refused() -> None:
    result = difference_in_differences(np.zeros((8, 10)), np.arange(8) < 4, 5)
    assert result.status is Status.UNDEFINED
    assert result.reasons[0].code is ReasonCode.NO_VARIATION


def test_refusals() -> None:
    outcome, mask = panel(10, 2, 3, 8, 4, 0.0)
    assert difference_in_differences(outcome, mask, 0).reasons[0].code is ReasonCode.NO_PRE_PERIOD
    two = difference_in_differences(outcome[:3:2], np.array([True, False]), 4)
    assert two.status is Status.UNDEFINED
    assert two.reasons[0].needed == 1
    with pytest.raises(ValueError, match="treated must be 5 true/false values"):
        difference_in_differences(outcome, mask[:4], 4)
    with pytest.raises(ValueError, match="treated must be 5 true/false values"):
        difference_in_differences(outcome, mask.astype(int), 4)
    with pytest.raises(ValueError, match="names no unit"):
        difference_in_differences(outcome, np.zeros(5, dtype=bool), 4)
    with pytest.raises(ValueError, match="names every unit"):
        difference_in_differences(outcome, np.ones(5, dtype=bool), 4)
    with pytest.raises(ValueError, match=r"clusters\[0\] = np.str_\('a'\) holds treated and untreated|clusters\[0\]"):
        difference_in_differences(outcome, mask, 4, clusters=np.array(["a", "a", "a", "b", "c"]))
    with pytest.raises(ValueError, match=r"clusters has shape \(4,\)"):
        difference_in_differences(outcome, mask, 4, clusters=np.arange(4))
    spoilt = outcome.copy()
    spoilt[1, 2] = np.nan
    with pytest.raises(ValueError, match=r"outcome\[1, 2\] is nan"):
        difference_in_differences(spoilt, mask, 4)
    with pytest.raises(ValueError, match="change is 0; an event study"):
        event_study(outcome, mask, 0)

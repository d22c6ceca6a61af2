"""What the estimators about rules must hold: attribution, shifts, rate ratios, blind reviews, clustered shares."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.blind_review import ReviewerValidation, blind_review
from integrity_metrics.statistics.clustered_hajek import clustered_hajek
from integrity_metrics.statistics.clustered_share_interval import clustered_share_interval
from integrity_metrics.statistics.count_shift import count_shift
from integrity_metrics.statistics.rate_ratio import rate_ratio
from integrity_metrics.statistics.shapley import coverage_attribution
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson


def enumerated_shapley(catches: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The definition: the marginal weight a rule adds, averaged over every order of the rules."""
    rules = catches.shape[1]

    def value(members: tuple[int, ...]) -> float:
        return float(weights[catches[:, list(members)].any(axis=1)].sum()) if members else 0.0

    found = np.zeros(rules)
    for rule in range(rules):
        others = [other for other in range(rules) if other != rule]
        for size in range(rules):
            chance = math.factorial(size) * math.factorial(rules - size - 1) / math.factorial(rules)
            for members in itertools.combinations(others, size):
                found[rule] += chance * (value((*members, rule)) - value(members))
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_attribution_is_the_enumerated_shapley_value(rules: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    catches, weights = rng.random((12, rules)) < 0.4, rng.integers(0, 50, 12).astype(float)
    result = coverage_attribution(catches, weights)
    assert result.shapley == pytest.approx(enumerated_shapley(catches, weights), abs=1e-9)
    assert result.shapley.sum() == pytest.approx(result.total)
    assert (result.alone <= result.shapley + 1e-9).all()
    assert (result.shapley <= result.caught + 1e-9).all()


def test_attribution_refuses_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="catches has shape"):
        coverage_attribution([[True], [False]], [1.0])


@pytest.mark.parametrize("dispersion", [1.0, 3.0])
def test_steady_counts_are_rarely_called_shifted(dispersion: float) -> None:
    rng = np.random.default_rng(5)
    mean = 6.0
    shape = (4000, 91)
    counts = (
        rng.poisson(mean, shape)
        if dispersion == 1
        else rng.negative_binomial(mean / (dispersion - 1), 1 / dispersion, shape)
    )
    p_value = count_shift(counts, 7).p_value
    # Twelve winsorised blocks say little of a spread: somewhat above the nominal share at most.
    assert 0.01 < (p_value < 0.05).mean() < 0.07
    assert (p_value < 0.001).mean() < 0.004


def test_a_silent_and_a_doubled_series_are_found() -> None:
    rng = np.random.default_rng(6)
    counts = rng.poisson(10, (2, 91))
    counts[0, -7:] = 0
    counts[1, -7:] = rng.poisson(25, 7)
    shift = count_shift(counts, 7)
    assert shift.ratio[0] == 0 and shift.ratio[1] > 2
    assert (shift.p_value < 1e-3).all()


def test_too_little_history_has_no_verdict_and_none_at_all_is_no_error() -> None:
    assert np.isnan(count_shift(np.ones((1, 20)), 7).p_value).all()
    assert np.isnan(count_shift(np.ones((1, 5)), 7).ratio).all()
    assert count_shift(np.zeros((1, 91)), 7).p_value[0] == 1
    with pytest.raises(ValueError, match="recent_days is 0"):
        count_shift([[1, 2]], 0)


def test_rate_ratio_covers_the_truth_with_over_dispersed_days() -> None:
    rng = np.random.default_rng(7)
    inside = []
    for _ in range(600):
        before, after = rng.negative_binomial(3, 3 / 13, 60), rng.negative_binomial(3, 3 / 18, 40)
        result = rate_ratio(before, after)
        inside.append(result.low <= 1.5 <= result.high)
    assert 0.92 < np.mean(inside) < 0.98
    assert rate_ratio([0, 0], [1, 2]).status is Status.UNDEFINED
    assert rate_ratio([], [1]).status is Status.UNDEFINED


def test_a_blind_review_of_one_stratum_is_wilson() -> None:
    result, reference = blind_review([[27]], [[30]], [[500]]), wilson(27, 30)
    assert result.value[0] == pytest.approx(0.9)
    # The guard of the effective size costs at most a little width.
    assert result.low[0] == pytest.approx(float(reference.low), abs=0.02)
    assert result.high[0] == pytest.approx(float(reference.high), abs=0.02)
    assert result.covered_share[0] == 1


def test_a_stratum_nobody_reviewed_widens_the_limits_by_its_share() -> None:
    known = blind_review([[90, 0]], [[100, 0]], [[1000, 0]])
    partly = blind_review([[90, 0]], [[100, 0]], [[1000, 1000]])
    assert partly.covered_share[0] == 0.5
    assert partly.low[0] == pytest.approx(known.low[0] / 2)
    assert partly.high[0] == pytest.approx(known.high[0] / 2 + 0.5)
    assert partly.status[0] == Status.INTERVAL_ONLY
    assert blind_review([[0, 0]], [[0, 0]], [[5, 5]]).status[0] == Status.UNDEFINED


def test_corrected_limits_cover_where_the_reviewers_err() -> None:
    rng = np.random.default_rng(8)
    hits, sampled, precision = np.array([900, 100]), np.array([60, 12]), np.array([0.95, 0.3])
    truth = float((hits * precision).sum() / hits.sum())
    sensitivity, specificity = 0.87, 0.95
    inside, raw_inside, values = [], [], []
    for _ in range(500):
        violating = rng.binomial(sampled, precision)
        confirmed = rng.binomial(violating, sensitivity) + rng.binomial(sampled - violating, 1 - specificity)
        golden = ReviewerValidation(rng.binomial(400, sensitivity), 400, rng.binomial(400, specificity), 400)
        result = blind_review(confirmed[None], sampled[None], hits[None], golden)
        raw = blind_review(confirmed[None], sampled[None], hits[None])
        inside.append(result.low[0] <= truth <= result.high[0])
        raw_inside.append(raw.low[0] <= truth <= raw.high[0])
        values.append(result.value[0])
    assert np.mean(inside) >= 0.94
    assert np.mean(raw_inside) < 0.75
    assert np.mean(values) == pytest.approx(truth, abs=0.015)


def test_a_share_of_unlike_contents_keeps_its_coverage() -> None:
    rng = np.random.default_rng(9)
    inside = []
    for _ in range(500):
        weight = rng.lognormal(0, 1, 80)
        outcome = (rng.random(80) < 0.2).astype(float)
        share = clustered_hajek(outcome, weight, np.arange(80))
        effective = np.array([weight.sum() ** 2 / (weight**2).sum()])
        interval = clustered_share_interval(share, effective)
        inside.append(interval.low[0] <= 0.2 <= interval.high[0])
    assert np.mean(inside) >= 0.94


def test_a_share_without_positives_or_rows_is_told_as_such() -> None:
    none = clustered_hajek([0.0] * 20, np.ones(20), np.arange(20))
    interval = clustered_share_interval(none, np.array([20.0]))
    assert interval.status[0] == Status.UPPER_BOUND_ONLY
    assert interval.low[0] == 0 and 0.1 < interval.high[0] < 0.2

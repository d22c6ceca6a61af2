"""Stratified share and its intervals: gamma, exact zero-positive bound, Korn-Graubard, logit, t, effective Wilson."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from integrity_metrics.statistics.clopper_pearson import clopper_pearson
from integrity_metrics.statistics.fay_feuer_gamma import fay_feuer_gamma
from integrity_metrics.statistics.korn_graubard import korn_graubard, korn_graubard_truncated
from integrity_metrics.statistics.logit_interval import logit_interval
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.stratified_proportion import stratified_proportion
from integrity_metrics.statistics.student_interval import student_interval
from integrity_metrics.statistics.wilson_effective import wilson_effective
from integrity_metrics.statistics.zero_positive_bound import zero_positive_bound

SHARE_INTERVALS = [student_interval, logit_interval, korn_graubard, korn_graubard_truncated, wilson_effective]


@st.composite
def strata(draw):
    count = draw(st.integers(1, 6))
    labels = draw(st.lists(st.integers(2, 400), min_size=count, max_size=count))
    positives = [draw(st.integers(0, n)) for n in labels]
    sizes = draw(st.lists(st.floats(0.01, 100), min_size=count, max_size=count))
    return positives, labels, sizes


@settings(max_examples=40, deadline=None)
@given(strata(), st.randoms(use_true_random=False))
def test_order_of_strata_does_not_matter(sample, random) -> None:
    order = list(range(len(sample[0])))
    random.shuffle(order)
    shuffled = [[part[i] for i in order] for part in sample]
    one, other = stratified_proportion(*sample), stratified_proportion(*shuffled)
    np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-12)
    np.testing.assert_allclose(one.standard_error, other.standard_error, rtol=1e-12)
    np.testing.assert_allclose(fay_feuer_gamma(*sample).high, fay_feuer_gamma(*shuffled).high, rtol=1e-10)
    bounds = [zero_positive_bound(part[1], part[2]).high for part in (sample, shuffled)]
    np.testing.assert_allclose(bounds[0], bounds[1], rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 5000), st.data())
def test_gamma_with_one_stratum_is_garwood(n: int, data) -> None:
    k = data.draw(st.integers(0, n))
    interval = fay_feuer_gamma([k], [n], [1])
    low = stats.chi2.ppf(0.025, 2 * k) / 2 / n if k else 0.0
    np.testing.assert_allclose(interval.low, low, rtol=1e-10)
    np.testing.assert_allclose(interval.high, stats.chi2.ppf(0.975, 2 * k + 2) / 2 / n, rtol=1e-10)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=2, max_size=5))
def test_proportional_strata_equal_a_simple_sample(positives: list[int]) -> None:
    labels = [40 + 10 * i for i in range(len(positives))]
    share = stratified_proportion(positives, labels, labels)
    assert float(share.estimate) == pytest.approx(sum(positives) / sum(labels))
    pooled = fay_feuer_gamma([sum(positives)], [sum(labels)], [1])
    interval = fay_feuer_gamma(positives, labels, labels)
    np.testing.assert_allclose([interval.low, interval.high], [pooled.low, pooled.high], rtol=1e-10)
    bound = zero_positive_bound(labels, labels).high
    np.testing.assert_allclose(bound, clopper_pearson(0, sum(labels)).high, rtol=1e-10)


def test_zero_positive_bound_is_the_constrained_maximum() -> None:
    shares, labels = np.array([0.4, 0.3, 0.2, 0.1]), np.array([800, 700, 600, 100])
    best = max(
        optimize.minimize(
            lambda p: -float(shares @ p),
            start,
            bounds=[(0, 0.99)] * 4,
            constraints={"type": "ineq", "fun": lambda p: float(labels @ np.log1p(-p)) - np.log(0.025)},
            options={"ftol": 1e-14},
        ).fun
        * -1
        for start in np.random.default_rng(1).uniform(0, 0.002, (5, 4))
    )
    assert float(zero_positive_bound(labels, shares).high) == pytest.approx(best, rel=1e-6)


def test_zero_positive_bound_counts_unsampled_strata_as_violating() -> None:
    bound = zero_positive_bound([[1000, 0], [0, 0]], [0.9, 0.1])
    assert bound.high[0] == pytest.approx(0.1 + 0.9 * (1 - 0.025 ** (1 / 1000)))
    assert bound.high[1] == pytest.approx(1.0)
    assert bound.status.tolist() == [Status.UPPER_BOUND_ONLY, Status.UNDEFINED]


def test_strata_without_population_change_nothing() -> None:
    kept = ([3, 12], [3000, 1500], [0.95, 0.05])
    more = ([3, 12, 9], [3000, 1500, 10], [0.95, 0.05, 0])
    assert float(fay_feuer_gamma(*kept).high) == pytest.approx(float(fay_feuer_gamma(*more).high))
    one, other = stratified_proportion(*kept), stratified_proportion(*more)
    assert float(one.standard_error) == pytest.approx(float(other.standard_error))
    assert float(one.degrees_of_freedom) == float(other.degrees_of_freedom)
    assert float(zero_positive_bound([5, 7], [1, 0]).high) == pytest.approx(float(zero_positive_bound([5], [1]).high))


def test_gamma_coverage_where_weights_are_unequal() -> None:
    random = np.random.default_rng(3)
    sizes, rates, labels = np.array([0.9, 0.08, 0.02]), np.array([0.0005, 0.01, 0.05]), np.array([1200, 500, 300])
    counts = random.binomial(labels, rates, (4000, 3))
    interval = fay_feuer_gamma(counts, labels, sizes)
    truth = float(sizes @ rates)
    assert np.mean((interval.low <= truth) & (truth <= interval.high)) >= 0.95
    bad = stratified_proportion(counts, labels, sizes)
    wald = np.abs(bad.estimate - truth) <= 1.96 * bad.standard_error
    assert wald.mean() < 0.90


@pytest.mark.parametrize("method", SHARE_INTERVALS)
def test_share_without_standard_error_is_undefined_or_says_so(method) -> None:
    share = stratified_proportion([[1, 1], [0, 2]], [[1, 40], [0, 40]], [0.5, 0.5])
    assert share.status.tolist() == [Status.INTERVAL_ONLY, Status.UNDEFINED]
    interval = method(share)
    assert interval.status.tolist() == [Status.UNDEFINED, Status.UNDEFINED]
    assert np.isnan(interval.high).all()


@pytest.mark.parametrize("method", [logit_interval, korn_graubard, wilson_effective])
@pytest.mark.parametrize("positives", [[0, 0, 0], [40, 40, 40]])
def test_estimate_at_the_end_of_the_scale_has_no_such_interval(method, positives) -> None:
    interval = method(stratified_proportion(positives, [40, 40, 40], [1, 1, 1]))
    assert interval.status == Status.UNDEFINED
    assert float(interval.estimate) == positives[0] / 40


def test_census_of_a_stratum_adds_no_variance() -> None:
    share = stratified_proportion([1, 5], [1, 50], [1, 99], [1, np.inf])
    assert share.status == Status.OK
    assert float(share.standard_error) == pytest.approx(0.99 * np.sqrt(0.1 * 0.9 / 49))


@pytest.mark.parametrize("method", [stratified_proportion, fay_feuer_gamma])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, np.nan], [5, 5], [1, 1]), r"positives\[1\] is nan"),
        (([1, 1], [5, -5], [1, 1]), r"labels\[1\] is -5"),
        (([1, 1], [5, 5], [1, -1]), r"populations\[1\] is -1"),
        (([1, 1], [5, 5], [0, 0]), r"populations is 0; a segment needs a population"),
        (([[1, 1], [1, 1]], [5, 5], [[1, 1], [0, 0]]), r"populations\[1\] is 0; a segment needs a population"),
        (([1, 6], [5, 5], [1, 1]), r"positives\[1\] is 6; it must not exceed"),
        (([1, 1, 1], [5, 5], [1, 1]), "shapes do not fit"),
        (([], [], []), "no stratum"),
    ],
)
def test_wrong_strata_are_refused(method, arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        method(*arguments)


def test_finite_population_smaller_than_sample_is_refused() -> None:
    with pytest.raises(ValueError, match=r"finite_populations\[1\] is 4; it must not be below"):
        stratified_proportion([1, 1], [5, 5], [1, 1], [10, 4])


def test_ten_thousand_segments_go_through_together() -> None:
    random = np.random.default_rng(5)
    labels = random.integers(0, 60, (10_000, 50))
    counts = random.binomial(labels, 0.02)
    sizes = random.uniform(1, 9, (10_000, 50))
    interval = fay_feuer_gamma(counts, labels, sizes)
    row = 1234
    alone = fay_feuer_gamma(counts[row], labels[row], sizes[row])
    np.testing.assert_array_equal(interval.high[row], alone.high)
    assert set(interval.status.tolist()) <= {Status.OK, Status.UNDEFINED, Status.UPPER_BOUND_ONLY}

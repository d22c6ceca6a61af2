"""Sample size, minimum detectable change, allocation, label plan."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.allocation import allocate
from integrity_metrics.statistics.label_plan import plan_labels
from integrity_metrics.statistics.minimum_detectable_change import minimum_detectable_change, minimum_detectable_rise
from integrity_metrics.statistics.sample_size import sample_size


def test_minimum_detectable_rise_inverts_the_sample_size() -> None:
    shares = np.array([0.0005, 0.002, 0.05, 0.4])
    rise = minimum_detectable_rise(shares, 20_000, design_effect=1.7)
    back = sample_size(shares, shares + rise).exact * 1.7
    np.testing.assert_allclose(back, 20_000, rtol=1e-6)


def test_no_labels_detect_nothing() -> None:
    assert np.isinf(minimum_detectable_rise([0.1, 1.0], [0, 1000])).all()


def test_equal_shares_need_infinitely_many_labels() -> None:
    needed = sample_size([0.1, 0.1], [0.1, 0.2])
    assert np.isinf([needed.exact[0], needed.labels[0], needed.arcsine[0]]).all()
    assert np.isfinite(needed.exact[1])


def test_detected_with_the_stated_power() -> None:
    n = int(sample_size(0.05, 0.08).labels)
    random = np.random.default_rng(8)
    k1, k2 = random.binomial(n, 0.05, 20_000), random.binomial(n, 0.08, 20_000)
    pooled = (k1 + k2) / (2 * n)
    z = (k2 - k1) / n / np.sqrt(pooled * (1 - pooled) * 2 / n)
    assert np.mean(z > 1.959964) == pytest.approx(0.8, abs=0.012)


def test_change_from_a_standard_error() -> None:
    assert float(minimum_detectable_change(1.0)) == pytest.approx(1.959964 + 0.841621, abs=1e-5)
    assert np.isnan(minimum_detectable_change([np.nan])).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: sample_size(1.2, 0.1), "share_before is 1.2"),
        (lambda: sample_size(0.1, np.nan), "share_after is nan"),
        (lambda: sample_size(0.1, 0.2, alpha=0), "alpha is 0"),
        (lambda: sample_size(0.1, 0.2, power=1), "power is 1"),
        (lambda: sample_size(0.1, 0.2, design_effect=0), "design_effect is 0"),
        (lambda: minimum_detectable_rise(0.1, -5), "labels is -5"),
        (lambda: minimum_detectable_change(-1.0), "standard_error is -1"),
    ],
)
def test_wrong_plans_are_refused(call, message) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5000), st.floats(0, 1)), min_size=1, max_size=8), st.data())
def test_allocation_sums_and_keeps_floor_and_cap(strata, data) -> None:
    sizes, rates = np.array([s for s, _ in strata]), [r for _, r in strata]
    floor = data.draw(st.integers(0, 30))
    least = int(np.minimum(sizes, floor).sum())
    labels = data.draw(st.integers(max(1, least), int(sizes.sum())))
    plan = allocate(sizes, rates, labels, floor)
    assert plan.labels.sum() == labels
    assert (plan.labels >= np.minimum(floor, sizes)).all()
    assert (plan.labels <= sizes).all()


def test_neyman_is_the_best_whole_allocation() -> None:
    sizes, rates = np.array([9000, 900, 100]), np.array([0.002, 0.05, 0.4])
    plan = allocate(sizes, rates, 120)
    shares = sizes / sizes.sum()
    best = min(
        np.sum(shares**2 * rates * (1 - rates) / [a, b, 120 - a - b]) for a in range(2, 115) for b in range(2, 118 - a)
    )
    assert plan.expected_standard_error == pytest.approx(np.sqrt(best), rel=2e-3)


@pytest.mark.parametrize(
    ("sizes", "rates", "labels", "floor", "expected"),
    [
        ([98000, 2000], [0.05, 0.0001], 300, 2, [298, 2]),
        ([5000, 40, 60], [0.001, 0.5, 0.5], 900, 0, [800, 40, 60]),
        ([100, 100, 100], None, 100, 1, [34, 33, 33]),
        ([500, 500], [0.0, 1.0], 10, 1, [5, 5]),
        ([1000, 1000, 3], [0.2, 0.2, 0.2], 100, 30, [49, 48, 3]),
        ([7], [0.1], 7, 2, [7]),
    ],
)
def test_floors_caps_and_ties(sizes, rates, labels, floor, expected) -> None:
    assert allocate(sizes, rates, labels, floor).labels.tolist() == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([10, 10], None, 5, 4), "labels is 5 but floors need 8"),
        (([10, 10], None, 50, 1), "labels is 50 but the strata hold 20"),
        (([10, -1], None, 5, 1), r"populations\[1\] is -1"),
        (([0, 0], None, 5, 1), "some population"),
        (([10, 10], [0.1, 1.1], 5, 1), r"expected_rates\[1\] is 1.1"),
        (([10, 10], [0.1], 5, 1), "expected_rates has 1 values"),
        (([10, 10], None, 0, 0), "labels is 0"),
    ],
)
def test_impossible_allocations_are_refused(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        allocate(*arguments)


def test_label_plan_says_what_the_labels_will_show() -> None:
    small = plan_labels([9e6, 1e6], [0.0001, 0.001], 500)
    large = plan_labels([9e6, 1e6], [0.0001, 0.001], 50_000)
    rates = np.array([0.0001, 0.001])
    assert small.probability_no_positives == pytest.approx(np.prod((1 - rates) ** small.allocation.labels))
    assert small.probability_no_positives > 0.5
    assert large.probability_no_positives < 0.001
    assert large.expected_width < small.expected_width
    assert large.minimum_detectable_rise < small.minimum_detectable_rise
    assert (small.allocation.labels >= 30).all()

"""Wilson, Clopper-Pearson and Jeffreys: coverage by enumeration, edges, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from integrity_metrics.statistics.clopper_pearson import clopper_pearson
from integrity_metrics.statistics.fay_feuer_gamma import fay_feuer_gamma
from integrity_metrics.statistics.interval import Interval
from integrity_metrics.statistics.jeffreys import jeffreys
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson

METHODS = [wilson, clopper_pearson, jeffreys]


def coverage(interval: Interval, n: int, rates: np.ndarray) -> np.ndarray:
    """Chance that the interval holds the true rate, by adding up the binomial probabilities of every count."""
    counts = np.arange(n + 1)
    covers = (interval.low[:, None] <= rates) & (rates <= interval.high[:, None])
    return np.sum(stats.binom.pmf(counts[:, None], n, rates) * covers, axis=0)


@pytest.mark.parametrize("n", [20, 150, 800])
def test_coverage_by_enumeration(n: int) -> None:
    counts, rates = np.arange(n + 1), np.linspace(0.001, 0.999, 500)
    assert coverage(clopper_pearson(counts, n), n, rates).min() >= 0.95
    gamma = fay_feuer_gamma(counts[:, None], np.full((n + 1, 1), n), [1.0])
    assert coverage(gamma, n, rates).min() >= 0.95
    found = coverage(wilson(counts, n), n, rates)
    # Wilson is honest on average only; its dips near n p of a few are why the front door switches to Clopper-Pearson.
    assert 0.94 < found.mean() < 0.96
    assert 0.80 < found.min() < 0.94
    plenty = (rates * n >= 60) & ((1 - rates) * n >= 60)
    assert not plenty.any() or found[plenty].min() >= 0.935


@pytest.mark.parametrize("method", METHODS)
def test_ends_are_exact_at_none_and_all(method) -> None:
    interval = method([0, 7], [7, 7])
    assert interval.low[0] == 0.0
    assert interval.high[1] == 1.0
    assert 0 < interval.high[0] < 1
    assert interval.high[0] == pytest.approx(1 - interval.low[1])
    assert interval.status.tolist() == [Status.UPPER_BOUND_ONLY, Status.OK]


@pytest.mark.parametrize("method", METHODS)
def test_no_labels_is_undefined(method) -> None:
    interval = method([0, 1], [0, 9])
    assert interval.status.tolist() == [Status.UNDEFINED, Status.OK]
    assert np.isnan([interval.estimate[0], interval.low[0], interval.high[0]]).all()
    assert np.isfinite([interval.estimate[1], interval.low[1], interval.high[1]]).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("k", "n", "message"),
    [
        ([1, np.nan], [5, 5], r"positives\[1\] is nan"),
        ([1, 2], [5, np.inf], r"labels\[1\] is inf"),
        ([-1], [5], r"positives\[0\] is -1"),
        ([3, 6], [5, 5], r"positives\[1\] is 6; it must not exceed labels \(5\)"),
        ([1, 2, 3], [5, 5], r"shapes do not fit: positives \(3,\), labels \(2,\)"),
    ],
)
def test_wrong_counts_are_refused(method, k, n, message) -> None:
    with pytest.raises(ValueError, match=message):
        method(k, n)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("level", [0, 1, 95, float("nan")])
def test_wrong_level_is_refused(method, level) -> None:
    with pytest.raises(ValueError, match="level is"):
        method(1, 5, level)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 10_000), st.data())
def test_limits_enclose_the_estimate_and_mirror(n: int, data) -> None:
    k = data.draw(st.integers(0, n))
    for method in METHODS:
        one, other = method(k, n), method(n - k, n)
        assert 0 <= one.low <= one.estimate <= one.high <= 1
        assert float(one.low) == pytest.approx(1 - float(other.high), abs=1e-9)

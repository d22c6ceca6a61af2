import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom

from integrity_metrics.statistics.beta_binomial import beta_binomial
from integrity_metrics.statistics.status import ReasonCode, Status


def segments(seed: int, count: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    rates, labels = rng.beta(2, 60, count), rng.integers(0, 300, count)
    return rng.binomial(labels, rates), labels, rates


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_no_nearby_prior_is_more_likely(seed: int) -> None:
    positives, labels, _ = segments(seed)
    fit = beta_binomial(positives, labels)
    if fit.alpha is None:
        return

    def height(a: float, b: float) -> float:
        return float(betabinom.logpmf(positives, labels, a, b).sum())

    best = height(fit.alpha, fit.beta)
    for factor in (0.97, 1.03):
        assert height(fit.alpha * factor, fit.beta) <= best + 1e-9
        assert height(fit.alpha, fit.beta * factor) <= best + 1e-9


def test_values_are_pulled_towards_the_mean_by_the_shrinkage() -> None:
    positives, labels, _ = segments(1)
    fit = beta_binomial(positives, labels)
    seen = labels > 0
    expected = fit.shrinkage[seen] * fit.direct[seen] + (1 - fit.shrinkage[seen]) * fit.mean
    assert fit.value[seen] == pytest.approx(expected)


def test_a_segment_without_labels_gets_the_prior() -> None:
    fit = beta_binomial([30, 2, 15, 0], [300, 200, 100, 0])
    assert np.isnan(fit.direct[3])
    assert fit.value[3] == pytest.approx(fit.mean)


def test_segments_alike_get_the_common_rate_with_a_pooled_interval() -> None:
    fit = beta_binomial([5, 5, 5], [100, 100, 100])
    assert (fit.alpha, fit.status, fit.reasons[0].code) == (None, Status.INTERVAL_ONLY, ReasonCode.FULLY_POOLED)
    assert fit.value.tolist() == [0.05] * 3
    assert (fit.low < 0.05).all()
    assert (fit.high > 0.05).all()


def test_no_positives_at_all_is_an_upper_bound() -> None:
    fit = beta_binomial([0, 0], [100, 300])
    assert fit.status is Status.UPPER_BOUND_ONLY
    assert (fit.low == 0).all()
    assert (fit.high > 0).all()


def test_all_or_nothing_segments_keep_their_direct_rates() -> None:
    fit = beta_binomial([0, 10, 0, 20], [10, 10, 20, 20])
    assert (fit.alpha, fit.reasons[0].code) == (None, ReasonCode.NOT_CONVERGED)
    assert fit.value.tolist() == [0, 1, 0, 1]
    assert fit.high[0] > 0


def test_no_labels_at_all() -> None:
    fit = beta_binomial([0, 0], [0, 0])
    assert (fit.status, fit.mean) == (Status.UNDEFINED, None)


def test_coverage_by_simulation() -> None:
    inside = []
    for seed in range(200):
        positives, labels, rates = segments(seed, 60)
        fit = beta_binomial(positives, labels)
        inside.append(np.mean((fit.low <= rates) & (rates <= fit.high)))
    # A little below nominal: the prior is taken as known, which the docs say.
    assert 0.93 < np.mean(inside) < 0.96


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([5, 6], [10, 5]), r"positives\[1\] is 6"),
        (([5, -1], [10, 5]), r"positives\[1\] is -1"),
        (([5, 1], [10, float("nan")]), r"labels\[1\] is nan"),
    ],
)
def test_wrong_input_is_named(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        beta_binomial(*arguments)

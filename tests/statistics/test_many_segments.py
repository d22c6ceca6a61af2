"""Benjamini-Hochberg, LORD++, funnel limits, mix shift."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from integrity_metrics.statistics.benjamini_hochberg import benjamini_hochberg
from integrity_metrics.statistics.funnel_limits import funnel_limits
from integrity_metrics.statistics.lord_plus_plus import GAMMA_CONSTANT, lord_plus_plus
from integrity_metrics.statistics.mix_shift import mix_shift
from integrity_metrics.statistics.status import Status


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_equal_scipy(p) -> None:
    np.testing.assert_allclose(benjamini_hochberg(p).adjusted, stats.false_discovery_control(p), rtol=1e-12)


def test_rows_are_adjusted_apart() -> None:
    p = np.array([[0.01, 0.5, 0.03], [0.2, 0.001, 0.02]])
    both = benjamini_hochberg(p)
    assert both.rejected[1].tolist() == benjamini_hochberg(p[1]).rejected.tolist()


def test_share_of_false_finds_is_kept() -> None:
    random = np.random.default_rng(1)
    z = random.normal(size=(2000, 50)) + np.where(np.arange(50) < 10, 3.0, 0.0)
    found = benjamini_hochberg(2 * stats.norm.sf(np.abs(z)), 0.1).rejected
    false_share = found[:, 10:].sum(axis=1) / np.maximum(found.sum(axis=1), 1)
    assert 0.06 < false_share.mean() <= 0.085


def test_online_alerts_keep_the_rate_and_find_something() -> None:
    random = np.random.default_rng(6)
    shares, hits = [], 0
    for _ in range(200):
        real = random.random(300) < 0.1
        p = 2 * stats.norm.sf(np.abs(random.normal(size=300) + np.where(real, 4.0, 0.0)))
        found = lord_plus_plus(p, 0.1).rejected
        shares.append(np.sum(found & ~real) / max(found.sum(), 1))
        hits += int(np.sum(found & real))
    assert np.mean(shares) <= 0.1
    assert hits / 200 > 15


def test_online_thresholds_follow_the_formula() -> None:
    p, rate, wealth = np.array([0.9, 1e-6, 0.9, 1e-6, 0.9]), 0.05, 0.02

    def g(j: int) -> float:
        return GAMMA_CONSTANT * np.log(max(j, 2)) / (j * np.exp(np.sqrt(np.log(j))))

    got = lord_plus_plus(p, rate, wealth)
    assert got.rejected.tolist() == [False, True, False, True, False]
    assert got.thresholds[4] == pytest.approx(wealth * g(5) + (rate - wealth) * g(3) + rate * g(1))


def test_weights_of_the_stream_spend_at_most_the_wealth() -> None:
    seen = lord_plus_plus(np.ones(100_000), 0.05, 0.05).thresholds.sum() / 0.05
    # The weights fall so slowly that the rest has to be integrated: 2 C Gamma(4, sqrt(log T)).
    rest = 12 * GAMMA_CONSTANT * special.gammaincc(4, np.sqrt(np.log(100_000)))
    assert seen + rest == pytest.approx(0.976, abs=1e-3)


@pytest.mark.parametrize("call", [benjamini_hochberg, lord_plus_plus])
def test_wrong_p_values_are_refused(call) -> None:
    with pytest.raises(ValueError, match=r"p_values\[1\] is 1.5"):
        call([0.1, 1.5])
    with pytest.raises(ValueError, match=r"p_values\[0\] is nan"):
        call([np.nan])
    with pytest.raises(ValueError, match="level is 5"):
        call([0.1], 5)
    with pytest.raises(ValueError, match=r"start_wealth is 0\.5"):
        lord_plus_plus([0.1], 0.05, 0.5)


def test_funnel_without_over_dispersion_is_the_binomial_one() -> None:
    labels = np.full(60, 400)
    k = np.random.default_rng(3).binomial(labels, 0.1)
    limits = funnel_limits(k, labels, target=0.1)
    assert limits.is_outside.sum() <= 1
    assert limits.dispersion < 1.3
    assert limits.high[0] >= 0.1 + 3.09 * np.sqrt(0.09 / 400) - 1e-4


def test_over_dispersion_widens_limits_but_outliers_do_not() -> None:
    random = np.random.default_rng(9)
    labels = random.integers(300, 3000, 80)
    k = random.binomial(labels, np.clip(random.normal(0.1, 0.02, 80), 0.01, 0.3))
    k[0] = int(0.3 * labels[0])
    limits = funnel_limits(k, labels)
    assert limits.between_variance == pytest.approx(0.02**2, rel=0.5)
    assert limits.is_outside[0]
    assert limits.is_outside[1:].sum() <= 2
    naive = np.abs(k / labels - limits.target) > 3.09 * np.sqrt(limits.target * (1 - limits.target) / labels)
    assert naive.sum() > 8


def test_funnel_edges() -> None:
    assert funnel_limits([0, 1], [0, 9], target=0.5).status.tolist() == [Status.UNDEFINED, Status.OK]
    none = funnel_limits([0, 0], [10, 10])
    assert set(none.status.tolist()) == {Status.UNDEFINED}
    assert not none.is_outside.any()
    with pytest.raises(ValueError, match="labels sum to 0"):
        funnel_limits([0, 0], [0, 0])
    with pytest.raises(ValueError, match="target is 1"):
        funnel_limits([0, 1], [5, 5], target=1)
    with pytest.raises(ValueError, match=r"winsorised_share is 0\.5"):
        funnel_limits([0, 1], [5, 5], winsorised_share=0.5)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 50)] * 4).map(lambda t: (min(t[0], t[1]), t[1], min(t[2], t[3]), t[3])),
        min_size=1,
        max_size=6,
    )
)
def test_parts_of_a_change_add_up(rows) -> None:
    k1, n1, k2, n2 = np.array(rows, dtype=float).T
    parts = mix_shift(k1, n1, k2, n2)
    if n1.sum() == 0 or n2.sum() == 0:
        assert np.isnan(parts.change)
        return
    assert float(parts.change) == pytest.approx(k2.sum() / n2.sum() - k1.sum() / n1.sum(), abs=1e-12)
    assert float(parts.within + parts.mix) == pytest.approx(float(parts.change), abs=1e-12)
    assert float(parts.within_by_segment.sum()) == pytest.approx(float(parts.within), abs=1e-12)


def test_simpson_is_named() -> None:
    # Both segments get worse, the total gets better: traffic moved to the safe one.
    parts = mix_shift([10, 900], [1000, 9000], [108, 110], [9000, 1000])
    assert parts.change < 0 < parts.within
    assert parts.signs_differ
    assert parts.fixed_mix_index > 1


def test_same_mix_is_all_within() -> None:
    parts = mix_shift([[1, 2], [3, 4]], [[10, 20], [10, 20]], [[2, 6], [3, 4]], [[20, 40], [20, 40]])
    np.testing.assert_allclose(parts.mix, 0, atol=1e-15)
    assert parts.fixed_mix_index.shape == (2,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1], [0], [1], [5]), r"numerator_before\[0\] is 1; its denominator is 0"),
        (([1], [5], [1, 2], [5, 5]), r"numerator_after has shape \(2,\)"),
        (([1], [5, 5], [1], [5]), r"numerator_before has shape \(1,\) but denominator_before \(2,\)"),
        (([-1], [5], [1], [5]), r"numerator_before\[0\] is -1"),
        (([np.nan], [5], [1], [5]), r"numerator_before\[0\] is nan"),
    ],
)
def test_wrong_sums_are_refused(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        mix_shift(*arguments)


def test_mix_of_a_segment_counts_from_the_overall_rate() -> None:
    # Rates stay 1%, 2%, 3%; traffic moves from the first to the middle one, whose rate is about the overall rate.
    parts = mix_shift([2, 2, 3], [200, 100, 100], [1, 4, 3], [100, 200, 100])
    np.testing.assert_allclose(parts.within_by_segment, 0, atol=1e-15)
    centre = (7 / 400 + 8 / 400) / 2
    np.testing.assert_allclose(parts.mix_by_segment, [-0.25 * (0.01 - centre), 0.25 * (0.02 - centre), 0])

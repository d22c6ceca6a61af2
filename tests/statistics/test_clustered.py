"""Clustered share and change, Kish size, draws with replacement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.clustered_change import clustered_change
from integrity_metrics.statistics.clustered_hajek import clustered_hajek
from integrity_metrics.statistics.hansen_hurwitz import hansen_hurwitz
from integrity_metrics.statistics.kish import kish_effective_size
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.stratified_proportion import stratified_proportion

RANDOM = np.random.default_rng(11)
Y = RANDOM.binomial(1, 0.3, 120)
W = RANDOM.choice([1.0, 2.0, 5.0], 120)
CONTENT = RANDOM.integers(0, 40, 120).astype(str)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(120)))
def test_order_of_rows_does_not_matter(order) -> None:
    one = clustered_hajek(Y, W, CONTENT)
    other = clustered_hajek(Y[order], W[order], CONTENT[order])
    np.testing.assert_allclose(one.estimate, other.estimate, rtol=1e-12)
    np.testing.assert_allclose(one.standard_error, other.standard_error, rtol=1e-12)


def test_doubling_each_row_under_its_content_changes_no_clustered_error() -> None:
    twice = np.repeat(np.arange(120), 2)
    one, other = clustered_hajek(Y, W, CONTENT), clustered_hajek(Y[twice], W[twice], CONTENT[twice])
    np.testing.assert_allclose(one.standard_error, other.standard_error, rtol=1e-12)
    naive, doubled = clustered_hajek(Y, W), clustered_hajek(Y[twice], W[twice])
    assert doubled.standard_error[0] < 0.75 * naive.standard_error[0]


def test_rows_as_clusters_in_strata_equal_the_stratified_formula() -> None:
    stratum = np.repeat(["a", "b"], [70, 50])
    weight = np.where(stratum == "a", 9.0, 1.0)
    share = clustered_hajek(Y, weight, None, stratum)
    counts = [Y[:70].sum(), Y[70:].sum()], [70, 50], [630, 50]
    direct = stratified_proportion(*counts)
    np.testing.assert_allclose(share.estimate[0], direct.estimate, rtol=1e-12)
    np.testing.assert_allclose(share.standard_error[0], direct.standard_error, rtol=1e-12)


def test_content_in_two_strata_counts_as_one_draw() -> None:
    y = [1, 0, 0, 1, 0, 0]
    stratum = ["a", "a", "a", "b", "b", "b"]
    apart = clustered_hajek(y, [1] * 6, ["1", "2", "3", "4", "5", "6"], stratum)
    shared = clustered_hajek(y, [1] * 6, ["1", "2", "3", "1", "5", "6"], stratum)
    # Both positives are one content: their deviations add up before squaring.
    assert shared.standard_error[0] > apart.standard_error[0]


def test_segments_equal_domains_of_one_sample() -> None:
    segment = RANDOM.integers(0, 3, 120)
    together = clustered_hajek(Y, W, CONTENT, segments=segment)
    for s in range(3):
        inside = segment == s
        total = np.sum(W[inside])
        p = np.sum(W[inside] * Y[inside]) / total
        u = np.where(inside, W * (Y - p) / total, 0.0)
        sums = np.array([u[c == CONTENT].sum() for c in np.unique(CONTENT)])
        expected = np.sqrt(len(sums) * np.var(sums, ddof=1))
        assert together.estimate[s] == pytest.approx(p)
        assert together.standard_error[s] == pytest.approx(expected)


def test_one_content_has_no_standard_error() -> None:
    share = clustered_hajek([1, 0, 1], [1, 1, 1], ["a", "a", "a"])
    assert share.status.tolist() == [Status.INTERVAL_ONLY]
    assert np.isnan(share.standard_error[0])
    assert share.estimate[0] == pytest.approx(2 / 3)


def test_segment_without_weight_is_undefined() -> None:
    share = clustered_hajek([1, 0, 1], [1, 1, 0], segments=[0, 0, 2])
    assert share.status.tolist() == [Status.OK, Status.UNDEFINED, Status.UNDEFINED]
    assert np.isnan(share.estimate[1:]).all()


def test_all_positive_is_exactly_one() -> None:
    share = clustered_hajek([1] * 7, [0.1, 0.2, 0.3, 0.7, 0.9, 1.1, 1.3])
    assert share.estimate[0] == 1.0
    assert np.isnan(share.design_effect[0])


def test_kish() -> None:
    assert kish_effective_size([3, 3, 3]).tolist() == [3.0]
    assert kish_effective_size([1, 3, 0], [0, 0, 1]).tolist() == [1.6, 0.0]


def test_change_counts_shared_content_once() -> None:
    before, after = Y[:60], Y[60:]
    week = np.repeat([0, 1], 60)
    same = clustered_change(week, np.concatenate([before, before]), np.ones(120), np.tile(np.arange(60), 2))
    assert same.difference[0] == 0
    assert same.standard_error[0] == pytest.approx(0, abs=1e-12)
    assert same.covariance[0] == pytest.approx(same.standard_error_before[0] ** 2)
    apart = clustered_change(week, np.concatenate([before, after]), np.ones(120))
    root = np.hypot(apart.standard_error_before[0], apart.standard_error_after[0])
    assert apart.standard_error[0] == pytest.approx(root)


def test_change_without_one_week_is_undefined() -> None:
    change = clustered_change([0, 0, 1], [1, 0, 1], [1, 1, 1], segments=[0, 1, 1])
    assert change.status.tolist() == [Status.UNDEFINED, Status.OK]
    assert np.isnan([change.difference[0], change.standard_error[0], change.low[0]]).all()


def test_change_false_alarms_with_concentrated_views() -> None:
    """Contents, not rows, are the draws: the clustered interval keeps its level, the naive one does not."""
    random = np.random.default_rng(2)
    runs, alarms, naive_alarms = 200, 0, 0
    for _ in range(runs):
        popularity = (np.arange(400) + 5.0) ** -0.8
        weeks, contents, outcomes = [], [], []
        for week in (0, 1):
            # Each week has its own contents; which of them violates is drawn anew.
            violates = random.binomial(1, 0.1, 400)
            drawn = random.choice(400, 1000, p=popularity / popularity.sum())
            weeks.append(np.full(1000, week))
            contents.append(drawn + 400 * week)
            outcomes.append(violates[drawn])
        rows = np.concatenate(weeks), np.concatenate(outcomes), np.ones(2000)
        clustered, naive = clustered_change(*rows, np.concatenate(contents)), clustered_change(*rows)
        alarms += int(clustered.low[0] > 0 or clustered.high[0] < 0)
        naive_alarms += int(naive.low[0] > 0 or naive.high[0] < 0)
    assert alarms / runs < 0.10
    assert naive_alarms / runs > 0.20


@pytest.mark.parametrize("call", [lambda *a: clustered_hajek(*a), lambda *a: clustered_change([0, 1, 1], *a)])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1, np.nan], [1, 1, 1], ["a", "b", "c"]), r"is_violating\[2\] is nan"),
        (([0, 1, 2], [1, 1, 1], ["a", "b", "c"]), r"is_violating\[2\] is 2; it must lie in \[0, 1\]"),
        (([0, 1, 1], [1, -1, 1], ["a", "b", "c"]), r"weights\[1\] is -1"),
        (([0, 1, 1], [1, 1], ["a", "b", "c"]), "weights has 2 values but is_violating has 3"),
        (([0, 1, 1], [1, 1, 1], ["a", "b"]), "contents has 2 values but there are 3 rows"),
        (([0, 1, 1], [1, 1, 1], ["a", None, "c"]), r"contents\[1\] is missing"),
        (([], [], []), "at least one value"),
    ],
)
def test_wrong_rows_are_refused(call, arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        call(*arguments)


def test_change_refuses_a_third_week() -> None:
    with pytest.raises(ValueError, match=r"is_after\[1\] is 2; it must be 0 \(before\) or 1"):
        clustered_change([0, 2], [1, 0], [1, 1])


def test_draws_with_replacement_in_proportion_to_impressions_are_a_simple_mean() -> None:
    result = hansen_hurwitz([1, 0, 0, 0, 1], [5, 5, 10, 20, 10], [0.05, 0.05, 0.1, 0.2, 0.1], 100)
    assert float(result.ratio.estimate) == pytest.approx(0.4)
    assert float(result.known_denominator.estimate) == pytest.approx(0.4)
    assert float(result.effective_draws) == pytest.approx(5)


def test_one_draw_and_no_impressions() -> None:
    one = hansen_hurwitz([1], [5], [0.5], 10)
    assert one.ratio.status == Status.INTERVAL_ONLY
    assert np.isnan(one.ratio_low)
    none = hansen_hurwitz([0, 0], [0, 0], [0.5, 0.5], 10)
    assert none.ratio.status == Status.UNDEFINED
    assert none.known_denominator.status == Status.UPPER_BOUND_ONLY


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 0], [5, 5], [0.5, 0], 10), r"draw_probability\[1\] is 0; it must lie in \(0, 1\]"),
        (([1, 0], [5, 5], [0.5, 1.5], 10), r"draw_probability\[1\] is 1.5"),
        (([1, 0], [5, -5], [0.5, 0.5], 10), r"impressions\[1\] is -5"),
        (([1, 0], [5, 5], [0.5, 0.5], 0), "population_impressions is 0"),
        (([1, 0], [5], [0.5, 0.5], 10), "impressions has 1 values"),
    ],
)
def test_wrong_draws_are_refused(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        hansen_hurwitz(*arguments)

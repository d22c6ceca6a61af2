"""Quantiles of counts: against numpy on the expanded values, and the coverage of the interval."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.statistics.binned_quantile import binned_quantile


def test_it_is_the_quantile_of_the_expanded_values() -> None:
    rng = np.random.default_rng(1)
    for share in (0.1, 0.5, 0.9):
        values = np.arange(50)
        counts = rng.integers(0, 30, 50)
        expanded = np.repeat(values, counts)
        expected = np.quantile(expanded, share, method="inverted_cdf")
        assert binned_quantile(values[::-1], counts[::-1], share=share).estimate == expected


def test_the_interval_covers_at_its_level() -> None:
    rng = np.random.default_rng(2)
    hits = 0
    for _ in range(1_000):
        values, counts = np.unique(rng.geometric(0.05, 60), return_counts=True)
        found = binned_quantile(values, counts)
        hits += found.low <= 14 <= found.high  # the median of a geometric(0.05) law is 14
    assert hits / 1_000 >= 0.94


def test_a_width_puts_records_within_their_bin() -> None:
    times = np.sort(np.random.default_rng(3).exponential(3, 4001))
    values, counts = np.unique(np.floor(times), return_counts=True)
    found = binned_quantile(values, counts, width=1)
    assert found.estimate == pytest.approx(np.median(times), abs=0.1)
    assert found.low < found.estimate < found.high
    assert found.high - found.low < 0.6, "not whole bins"
    assert binned_quantile(values, counts / 4, width=1).high > found.high, "a quarter of the evidence"


def test_bins_of_unequal_width_change_nothing_below_the_wide_ones() -> None:
    times = np.sort(np.random.default_rng(4).exponential(100, 4001))
    fine = np.unique(np.floor(times), return_counts=True)
    starts = np.where(times < 100, np.floor(times), np.floor(times / 10) * 10)
    values, counts = np.unique(starts, return_counts=True)
    widths = np.where(values < 100, 1, 10)
    for share in (0.1, 0.25, 0.5):
        assert binned_quantile(values, counts, share=share, width=widths) == binned_quantile(
            *fine, share=share, width=1
        )
    late = binned_quantile(values[::-1], counts[::-1], share=0.8, width=widths[::-1])
    exact = binned_quantile(*fine, share=0.8, width=1)
    assert late.estimate == pytest.approx(np.quantile(times, 0.8), rel=0.05)
    assert late.low <= np.quantile(times, 0.8) <= late.high
    for coarse, known in ((late.estimate, exact.estimate), (late.low, exact.low), (late.high, exact.high)):
        assert abs(coarse - known) < 10, "off by less than its bin is wide"
        assert coarse // 10 == known // 10, "the same bin"


def test_a_negative_width_is_refused() -> None:
    with pytest.raises(ValueError, match="width is -1"):
        binned_quantile([1], [1], width=-1)
    with pytest.raises(ValueError, match=r"width\[1\] is -10"):
        binned_quantile([1, 2], [1, 1], width=[1, -10])
    with pytest.raises(ValueError, match="width has 3 values but values has 2"):
        binned_quantile([1, 2], [1, 1], width=[1, 1, 10])


@pytest.mark.parametrize(
    ("values", "counts", "share", "complaint"),
    [
        ([1], [0], 0.5, "at least one record"),
        ([1, 2], [1], 0.5, "same length"),
        ([1], [1], 1.0, "share is 1.0"),
        ([1], [-1], 0.5, r"counts\[0\]"),
        ([float("nan")], [1], 0.5, r"values\[0\]"),
    ],
)
def test_wrong_input_is_named(values: list[float], counts: list[float], share: float, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        binned_quantile(values, counts, share=share)

"""MOVER: known answers, edges, and coverage of products and ratios of independent estimates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from integrity_metrics.statistics.mover import Told, mover_difference, mover_product, mover_ratio


def normal(mean: float, error: float) -> Told:
    return Told.of(mean, mean - 1.96 * error, mean + 1.96 * error)


def test_a_difference_of_symmetric_intervals_is_the_usual_one() -> None:
    gap = mover_difference(normal(10, 3), normal(4, 4))
    assert (gap.value, gap.low, gap.high) == pytest.approx((6, 6 - 1.96 * 5, 6 + 1.96 * 5))


def test_an_exact_part_adds_nothing() -> None:
    exact = Told.of(5, 5, 5)
    assert mover_difference(normal(10, 2), exact).low == pytest.approx(normal(10, 2).low - 5)
    assert mover_product(normal(10, 2), exact).high == pytest.approx(normal(10, 2).high * 5)
    assert mover_ratio(normal(10, 2), exact).low == pytest.approx(normal(10, 2).low / 5)


def test_a_product_turned_back_by_a_ratio_has_the_same_value() -> None:
    first, second = Told.of([3, 8], [2, 6], [5, 9]), Told.of([0.5, 0.2], [0.4, 0.1], [0.7, 0.3])
    assert mover_ratio(mover_product(first, second), second).value.tolist() == pytest.approx([3, 8])


def test_edges_are_zero_infinite_or_not_known_never_an_error() -> None:
    none, wide = Told.of(0, 0, 0), Told.of(0.5, 0.0, 1.0)
    assert mover_product(none, wide).high == 0
    assert mover_product(Told.of(10, 9, 11), wide).low == 0
    assert np.isnan(mover_ratio(wide, none).value)
    assert mover_ratio(Told.of(1, 1, 1), wide).high == np.inf
    assert np.isnan(mover_difference(Told.of(np.nan, np.nan, np.nan), wide).value)


def test_limits_of_a_product_and_a_ratio_hold_the_truth() -> None:
    """4,000 pairs of Poisson counts with exact limits: at least 94% of nominal 95%."""
    rng = np.random.default_rng(3)

    def told(counts: np.ndarray) -> Told:
        return Told(
            counts.astype(float), stats.chi2.ppf(0.025, 2 * counts) / 2, stats.chi2.ppf(0.975, 2 * counts + 2) / 2
        )

    first, second = told(rng.poisson(40, 4000)), told(rng.poisson(25, 4000))
    for found, truth in ((mover_product(first, second), 1000), (mover_ratio(first, second), 1.6)):
        assert np.mean((found.low <= truth) & (truth <= found.high)) >= 0.94

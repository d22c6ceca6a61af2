"""Completeness by delay: against counting, against the reverse-time hazard, and how often its limits hold."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.statistics.development_curve import development_curve
from integrity_metrics.statistics.reverse_time_delay import reverse_time_delay


def hide(full: np.ndarray) -> np.ndarray:
    seen = full.astype(np.float64).copy()
    seen[np.arange(full.shape[1]) > np.arange(full.shape[0])[::-1][:, None]] = np.nan
    return seen


def test_of_complete_days_it_is_what_was_counted() -> None:
    counts = np.random.default_rng(1).poisson(50, (30, 6))
    curve = development_curve(np.cumsum(counts, axis=1))
    assert curve.share == pytest.approx(np.cumsum(counts.sum(axis=0)) / counts.sum())
    assert ((curve.low <= curve.share) & (curve.share <= curve.high) & (curve.high <= 1)).all()


def test_of_incomplete_days_it_is_the_product_limit_of_reversed_time() -> None:
    """Two methods, one number: development factors, and hazards read backwards."""
    rng = np.random.default_rng(2)
    days = 12
    counts = rng.poisson(40, (days, days))
    triangle = hide(np.cumsum(counts, axis=1))
    occurred, delay = np.nonzero(np.ones((days, days)))
    kept = delay <= days - 1 - occurred
    other = reverse_time_delay(
        occurred[kept], delay[kept], days - 1, weights=counts[occurred[kept], delay[kept]].astype(float)
    )
    assert development_curve(triangle).share == pytest.approx(other.cumulative_share[0])


def test_quantile_is_the_first_delay_that_reaches_it() -> None:
    curve = development_curve(np.tile([20.0, 50.0, 80.0, 100.0], (14, 1)))
    assert [float(curve.quantile(share)) for share in (0.1, 0.5, 0.51, 1.0)] == [0, 1, 2, 3]


def test_nothing_seen_is_not_known() -> None:
    curve = development_curve(np.zeros((10, 4)))
    assert np.isnan(curve.share).all()
    assert np.isnan(curve.quantile(0.5))


def test_limits_hold_where_days_of_a_week_have_a_common_speed() -> None:
    """300 runs: at least 91% of nominal 95% (Monte Carlo error 1.3 points, 12 weeks only)."""
    rng, truth, hits, runs = np.random.default_rng(5), 0.0, 0, 300
    speeds = (0.3, 0.5)
    # The mean over speeds of the share found within a day of the 3 there are.
    share = np.mean([(1 - (1 - p) ** 1) / (1 - (1 - p) ** 3) for p in speeds])
    truth = float(share)
    for _ in range(runs):
        counts = np.zeros((84, 3))
        for week in range(12):
            p = speeds[rng.integers(2)]
            parts = np.array([p, p * (1 - p), p * (1 - p) ** 2])
            counts[week * 7 : week * 7 + 7] = rng.multinomial(100, parts / parts.sum(), size=7)
        curve = development_curve(np.cumsum(counts, axis=1))
        hits += bool(curve.low[0] <= truth <= curve.high[0])
    assert hits / runs >= 0.91

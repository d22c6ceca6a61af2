"""Share done within target from counts: Kaplan–Meier on the expanded items, edges, coverage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.statistics.binned_attainment import binned_attainment
from integrity_metrics.statistics.kaplan_meier import kaplan_meier
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson

counts = st.lists(st.integers(0, 6), min_size=6, max_size=6)


@settings(deadline=None)
@given(counts, counts)
def test_it_is_kaplan_meier_on_the_items(done: list[int], still_open: list[int]) -> None:
    d, c = np.array(done), np.array(still_open)
    found = binned_attainment(d, c)
    if d[:-1].sum() == 0 or found.status == Status.UNDEFINED:
        return
    parts = np.arange(6)
    ages = np.r_[np.repeat(parts, d), np.repeat(parts, c)]
    events = np.r_[np.ones(d.sum()), np.zeros(c.sum())]
    curve = kaplan_meier(ages, events, at=[4])
    np.testing.assert_allclose(float(found.share), 1 - curve.survival[0, 0], atol=1e-12)
    if 0 < found.share < 1:
        np.testing.assert_allclose(float(found.standard_error), curve.standard_error[0, 0], atol=1e-12)
        np.testing.assert_allclose([found.low, found.high], [1 - curve.high[0, 0], 1 - curve.low[0, 0]], atol=1e-12)


def test_without_open_items_it_is_the_plain_share() -> None:
    found = binned_attainment([30, 30, 20, 20], [0, 0, 0, 0])
    assert float(found.share) == pytest.approx(0.8)
    assert float(found.standard_error) == pytest.approx(np.sqrt(0.8 * 0.2 / 100))


def test_leaving_open_items_out_would_flatter() -> None:
    done, still_open = [30, 10, 0], [0, 0, 60]
    assert float(binned_attainment(done, still_open).share) == pytest.approx(0.4)
    assert float(binned_attainment(done, [0, 0, 0]).share) == 1


def test_everything_and_nothing_in_time_have_limits() -> None:
    found = binned_attainment([[40, 0, 0], [0, 0, 40], [0, 0, 0]], np.zeros((3, 3)))
    np.testing.assert_allclose(found.low[:2], [float(wilson(40, 40).low), 0])
    np.testing.assert_allclose(found.high[:2], [1, float(wilson(0, 40).high)])
    assert found.status.tolist() == [Status.OK, Status.UPPER_BOUND_ONLY, Status.UNDEFINED]
    assert np.isnan([found.share[2], found.low[2], found.high[2], found.standard_error[2]]).all()


def test_nobody_followed_to_the_target_is_undefined() -> None:
    assert binned_attainment([5, 0, 0, 0], [3, 4, 0, 0]).status == Status.UNDEFINED
    assert binned_attainment([5, 0, 0, 0], [3, 4, 1, 0]).status == Status.OK


def test_halving_all_counts_keeps_the_share_and_widens_the_limits() -> None:
    done, still_open = np.array([30.0, 40, 10, 5]), np.array([0.0, 5, 5, 5])
    whole, half = binned_attainment(done, still_open), binned_attainment(done / 2, still_open / 2)
    assert float(half.share) == pytest.approx(float(whole.share))
    assert float(half.standard_error) == pytest.approx(float(whole.standard_error) * np.sqrt(2))


def test_the_interval_covers_with_items_still_open() -> None:
    random, runs, n = np.random.default_rng(8), 2000, 120
    waits, followed = random.exponential(12, (runs, n)), random.uniform(4, 40, (runs, n))
    parts = np.minimum(np.minimum(waits, followed).astype(int), 20)
    is_done = waits <= followed
    done, still_open = (
        np.stack([np.bincount(parts[r, mask[r]], minlength=21) for r in range(runs)]) for mask in (is_done, ~is_done)
    )
    found = binned_attainment(done, still_open)
    truth = 1 - np.exp(-20 / 12)
    # Items still open count as followed through their whole twentieth: the share errs by a part of a per cent.
    assert abs(found.share.mean() - truth) < 0.015
    assert np.mean((found.low <= truth) & (truth <= found.high)) >= 0.93


@pytest.mark.parametrize(
    ("done", "still_open", "complaint"),
    [
        ([1, 2], [1, 2, 3], r"done has shape \(2,\) and still_open \(3,\)"),
        ([1], [1], "last axis"),
        ([1, -2], [0, 0], r"done\[1\] is -2"),
        ([1, 2], [0, float("nan")], r"still_open\[1\] is nan"),
    ],
)
def test_wrong_input_is_named(done: list[float], still_open: list[float], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        binned_attainment(done, still_open)

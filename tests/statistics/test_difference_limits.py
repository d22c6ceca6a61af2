"""Limits of a difference: Newcombe's where the sides are Wilson's, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrity_metrics.statistics.difference_limits import Limits, difference_limits
from integrity_metrics.statistics.newcombe import newcombe
from integrity_metrics.statistics.wilson import wilson


def wilson_side(positives: int, n: int) -> Limits:
    found = wilson(positives, n)
    return Limits(positives / n, float(found.low), float(found.high))


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_wilson_sides_give_newcombe(n1: int, n2: int, data: st.DataObject) -> None:
    k1, k2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    found, expected = difference_limits(wilson_side(k1, n1), wilson_side(k2, n2)), newcombe(k1, n1, k2, n2)
    np.testing.assert_allclose([found.low, found.high], [expected.low, expected.high], atol=1e-12)


def test_swapping_the_periods_mirrors_the_limits() -> None:
    before, after = Limits(3.0, 2.0, 5.0), Limits(7.0, 4.0, 8.0)
    there, back = difference_limits(before, after), difference_limits(after, before)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))


def test_limits_that_miss_their_estimate_are_refused() -> None:
    with pytest.raises(ValueError, match="must lie between"):
        Limits(0.5, 0.6, 0.7)
    with pytest.raises(ValueError, match="must lie between"):
        Limits(float("nan"), 0.6, 0.7)

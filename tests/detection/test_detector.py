"""The first detector: known answers, causality, and refusals of input that is no daily count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity_metrics.detection.detector import detect
from integrity_metrics.detection.robust_baseline import HISTORY_DAYS, expect
from integrity_metrics.detection.series import EventType, SeriesSet

DAYS = np.arange("2025-01-01", "2025-06-30", dtype="datetime64[D]")


def weekly(level: float = 1000.0, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    usual = level * np.array([1.0, 1.1, 1.0, 0.9, 1.0, 0.5, 0.4])[np.arange(len(DAYS)) % 7]
    return rng.poisson(usual).astype(float)


def series(*rows: np.ndarray) -> SeriesSet:
    return SeriesSet(tuple((f"s{i}",) for i in range(len(rows))), DAYS, np.vstack(rows))


def test_a_calm_weekly_series_raises_nothing() -> None:
    assert detect(series(*(weekly(seed=i) for i in range(20)))).events == ()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda y: np.r_[y[:120], y[120:121] * 3, y[121:]], EventType.SPIKE),
        (lambda y: np.r_[y[:120], y[120:121] * 0.2, y[121:]], EventType.DROP),
        (lambda y: np.r_[y[:120], y[120:126] * 3, y[126:]], EventType.RISE),
        (lambda y: np.r_[y[:120], y[120:126] * 0.2, y[126:]], EventType.FALL),
        (lambda y: np.r_[y[:120], y[120:123] * 0, y[123:]], EventType.SILENCE),
    ],
)
def test_a_planted_event_is_found_with_its_size(change: object, kind: EventType) -> None:
    observed = change(weekly())  # type: ignore[operator]
    event = detect(series(observed)).events[0]
    assert event.type is kind
    assert event.start == 120
    assert event.excess == pytest.approx(event.observed - event.expected)
    assert event.excess_low <= event.excess <= event.excess_high
    usual = weekly()[event.start : event.end + 1].sum()
    assert event.expected == pytest.approx(usual, rel=0.15)


@settings(max_examples=10, deadline=None)
@given(cut=st.integers(HISTORY_DAYS + 1, len(DAYS) - 1))
def test_a_day_is_judged_by_the_days_before_it_only(cut: int) -> None:
    observed = weekly()[None, :]
    later = observed.copy()
    later[:, cut:] *= 50
    for before, after in zip(expect(observed), expect(later), strict=True):
        np.testing.assert_array_equal(before[:, :cut], after[:, :cut])


def test_missing_days_are_not_zero() -> None:
    observed = weekly()
    observed[130:133] = np.nan
    assert detect(series(observed)).events == ()


def test_too_little_history_or_too_small_counts_are_said() -> None:
    small = np.full(len(DAYS), 3.0)
    scan = detect(series(small, weekly()))
    assert scan.insufficient.tolist() == [True, False]
    assert np.isnan(scan.expected[0]).all()
    short = SeriesSet((("s",),), DAYS[:10], np.ones((1, 10)))
    assert detect(short).insufficient.all()


@pytest.mark.parametrize(
    ("days", "observed", "complaint"),
    [
        (DAYS[[0, 1, 3]], np.ones((1, 3)), r"days\[2\] is 2025-01-04; days must be consecutive"),
        (DAYS[[0, 1, 1]], np.ones((1, 3)), r"days\[2\]"),
        (DAYS[:3], np.array([[1.0, -2.0, 1.0]]), r"observed\[0, 1\] is -2"),
        (DAYS[:3], np.ones((1, 4)), "must be"),
    ],
)
def test_wrong_input_is_named(days: np.ndarray, observed: np.ndarray, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        SeriesSet((("s",),), days, observed)

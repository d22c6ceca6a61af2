"""A shifted mix is found where the sum is steady, and a renamed series is paired with its new name."""

from __future__ import annotations

import numpy as np
import pytest

from integrity_metrics.detection.detector import detect
from integrity_metrics.detection.identity_break import identity_breaks
from integrity_metrics.detection.series import SeriesSet
from integrity_metrics.detection.share_shift import as_shares

DAYS = np.datetime64("2025-01-01") + np.arange(160)


def series(*rows: np.ndarray) -> SeriesSet:
    return SeriesSet(tuple((f"s{i}",) for i in range(len(rows))), DAYS, np.vstack(rows))


def test_a_shift_of_the_mix_is_found_and_a_common_rise_is_not() -> None:
    rng = np.random.default_rng(0)
    together = np.where(np.arange(160) >= 110, 3.0, 1.0)
    share = np.where(np.arange(160) >= 140, 0.4, 0.3)
    first, second = rng.poisson(5000 * together * share), rng.poisson(5000 * together * (1 - share))
    events = detect(as_shares(series(first.astype(float), second.astype(float)))).events
    assert {event.series for event in events if event.score > 2 and event.start >= 139} == {0, 1}
    assert [event for event in events if event.score > 2 and event.start < 139] == []
    with pytest.raises(ValueError, match="shares are of counts"):
        as_shares(as_shares(series(np.ones(160))))


def test_a_renamed_series_is_paired_with_its_new_name() -> None:
    rng = np.random.default_rng(1)
    steady = [rng.poisson(level, 160).astype(float) for level in (80.0, 90.0, 80.0, 900.0)]
    steady[0][100:] = 0
    steady[1][:101] = np.nan
    steady[3][:101] = 0
    found = identity_breaks(series(*steady))
    assert [(pair.ended, pair.began, pair.day) for pair in found] == [(0, 1, 101)]

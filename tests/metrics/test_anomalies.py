"""The scan of the real data, and what it must find there."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from integrity_metrics.metrics.anomalies import DIMENSIONS, events_on, series_of, watch
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Warehouse


def test_the_silence_of_tiktok_in_november_2025_is_found(demo: Warehouse) -> None:
    found = watch(demo)
    largest = found.events.iloc[0]
    assert (largest["platform"], largest["type"]) == ("TikTok", "sustained fall")
    assert largest["start"] <= date(2025, 11, 13)
    assert largest["excess"] < -1e7
    assert largest["excess_low"] <= largest["excess"] <= largest["excess_high"]
    assert found.events["excess"].abs().is_monotonic_decreasing
    band = found.band(int(largest["series"]))
    assert len(band) == 60
    assert (date(2025, 11, 12), date(2025, 11, 23), "sustained fall") in events_on(found.events, largest["series"])


def test_a_day_without_a_row_is_zero_once_the_series_has_begun() -> None:
    period = Period(date(2025, 1, 1), date(2025, 1, 5))
    frame = pd.DataFrame(
        [("a", "c", date(2025, 1, 2), 5.0), ("a", "c", date(2025, 1, 4), 7.0)],
        columns=[*DIMENSIONS, "period_start", "value"],
    )
    series = series_of(frame, DIMENSIONS, period)
    np.testing.assert_array_equal(series.observed, [[np.nan, 5, 0, 7]])

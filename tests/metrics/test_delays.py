"""Delays by platform: X's zero is shown as what it is."""

from __future__ import annotations

from datetime import date

from integrity_metrics.metrics.delays import COLUMNS, delays_by_platform
from integrity_metrics.scope import Filter, Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

PERIOD = Period(date(2023, 9, 25), date(2026, 1, 11))


def test_a_delay_of_zero_stands_beside_its_share_of_zeros(demo: Warehouse) -> None:
    found = delays_by_platform(demo, Scope(PERIOD, by=("category",)))
    frame = found.frame.set_index("platform")
    assert frame.index[0] == "Google Shopping"
    assert frame["n"].is_monotonic_decreasing
    assert frame.loc["X", "moderation_delay"] == 0
    assert frame.loc["X", "moderation_zeros"] == 1
    assert frame.loc["TikTok", "moderation_zeros"] < 0.01
    assert frame.loc[frame["n"] < 100, list(COLUMNS)[:2]].isna().all().all()


def test_platform_filters_apply(demo: Warehouse) -> None:
    scope = Scope(PERIOD, filters=(Filter("platform", ("X", "TikTok")), Filter("category", ("anything",))))
    assert set(delays_by_platform(demo, scope).frame["platform"]) == {"X", "TikTok"}

"""The charts of prevalence and unwanted impressions: what is drawn is what was answered, and what may not be is not."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from integrity_metrics.charts.curves import curves
from integrity_metrics.charts.forest import forest
from integrity_metrics.charts.heat_map import heat_map
from integrity_metrics.charts.nowcast import nowcast_bars
from integrity_metrics.charts.sparkline import sparkline_svg
from integrity_metrics.charts.trend import Words, trend
from integrity_metrics.charts.waterfall import waterfall
from integrity_metrics.estimates import Estimates
from integrity_metrics.scope import Grain, Period, Scope

NAN = float("nan")
WEEK = Period(date(2025, 6, 2), date(2025, 6, 9))
WORDS = Words("Prevalence", "per 10,000 views", str, ",.1f", lambda v: f"{v * 1e4:.1f} of 10,000 views", 10_000)


def answer(by: tuple[str, ...], rows: list[dict[str, object]], grain: Grain = Grain.TOTAL) -> Estimates:
    base = {"period_start": WEEK.since, "n": 100, "method": "m", "is_mature": True, "reason": ""}
    frame = pd.DataFrame([{**base, **row} for row in rows])
    columns = ["period_start", *by, "value", "low", "high", "n", "method", "status", "is_mature", "reason"]
    return Estimates("prevalence", "per_10k", Scope(WEEK, grain, by=by), frame[columns])


def measured(value: float, low: float, high: float, status: str = "ok", **more: object) -> dict[str, object]:
    return {"value": value, "low": low, "high": high, "status": status, **more}


def test_a_heat_map_shows_numbers_brackets_bounds_and_dots() -> None:
    cells = answer(
        ("policy", "market"),
        [
            measured(0.0012, 0.001, 0.002, policy="spam", market="DE"),
            measured(0.0003, 0.0001, 0.002, "interval_only", policy="spam", market="FR"),
            measured(NAN, 0.0, 0.001, "upper_bound_only", policy="hate", market="DE"),
            measured(NAN, NAN, NAN, "suppressed", policy="hate", market="FR", reason="27 more labels"),
        ],
    )
    figure = heat_map(cells, WORDS, ["spam", "hate"], ["DE", "FR", "IT"])
    assert [list(line) for line in figure.data[0].text] == [["12", "(3.0)", ""], ["≤", "·", ""]]
    assert list(figure.data[0].z[1]) == [None, None, None]
    assert figure.data[0].z[0][0] == pytest.approx(12)
    hover = figure.data[0].customdata
    assert "10.0 of 10,000 views to 20.0" in hover[0][0][0]
    assert "at most 10.0" in hover[1][0][0]
    assert "27 more labels" in hover[1][1][0]


def test_a_forest_draws_bounds_as_arrows_and_doubt_as_hollow() -> None:
    cells = answer(
        ("market",),
        [
            measured(0.002, 0.001, 0.004, market="DE"),
            measured(0.001, 0.0005, 0.004, "interval_only", market="FR"),
            measured(NAN, 0.0, 0.0005, "upper_bound_only", market="IT"),
            measured(NAN, NAN, NAN, "suppressed", market="ES"),
        ],
    )
    points = forest(cells, WORDS, most=10, reference=0.0015).data[0]
    assert list(points.y) == ["IT", "FR", "DE"]
    assert list(points.x) == pytest.approx([5, 10, 20])
    assert list(points.marker.symbol) == ["triangle-left-open", "circle-open", "circle"]
    assert list(points.error_x.array) == pytest.approx([0, 30, 20])


def test_a_waterfall_adds_up() -> None:
    figure = waterfall([("mix", 0.001, ""), ("DE", -0.0004, "")], ("before", 0.01), ("after", 0.0106), WORDS, "scope")
    assert sum(figure.data[0].y[:-1]) == pytest.approx(figure.data[0].y[-1])
    assert list(figure.data[0].text) == ["100.0", "+10.0", "−4.0", "106.0"]


def test_nowcast_bars_leave_out_what_may_not_be_drawn() -> None:
    frame = pd.DataFrame(
        {
            "period_start": [date(2025, 6, 2), date(2025, 6, 3), date(2025, 6, 4)],
            "found": [100.0, 60.0, 10.0],
            "final": [100.0, 90.0, NAN],
            "low": [100.0, 80.0, NAN],
            "high": [100.0, 110.0, NAN],
            "completeness": [1.0, 0.67, NAN],
            "status": ["ok", "immature", "suppressed"],
        }
    )
    figure = nowcast_bars(frame, WORDS, "scope", x_title="day (UTC)", marks=[(date(2025, 6, 3), "launch")])
    found, projected, mark = figure.data
    assert list(found.y) == [100.0, 60.0]
    assert list(projected.y) == [0.0, 30.0]
    assert projected.marker.pattern.shape == "/"
    assert list(projected.error_y.array) == [0.0, 20.0]
    assert list(mark.customdata) == ["launch"]


def test_curves_have_a_band_only_where_there_are_limits() -> None:
    with_band = pd.DataFrame({"x": [0, 1], "share": [0.5, 1.0], "low": [0.4, 1.0], "high": [0.6, 1.0]})
    figure = curves({"a": with_band, "b": with_band[["x", "share"]]}, "t", "s", x_title="x", y_title="y")
    assert [trace.fill for trace in figure.data] == ["toself", None, None]


def test_a_trend_is_drawn_in_the_unit_told_and_marks_what_happened() -> None:
    cells = answer((), [measured(0.002, 0.001, 0.004)], Grain.WEEK)
    figure = trend(cells, WORDS, marks=[(date(2025, 6, 3), "policy changed")])
    line = next(t for t in figure.data if t.hovertemplate)
    assert list(line.y) == pytest.approx([20])
    assert figure.data[-1].customdata == ("policy changed",)


def test_a_sparkline_has_its_band_and_dashes_what_is_not_final() -> None:
    svg = sparkline_svg([1.0, 2.0, 3.0, NAN], [0.5, 1.5, 2.0, NAN], [2.0, 3.0, 4.0, NAN], [True, True, False, False])
    assert svg.count("<polygon") == 1
    assert svg.count("stroke-dasharray") == 1
    assert sparkline_svg([NAN, 1.0]) == ""

"""Figures are drawn from answers as they are: traces, breaks, partial periods, words."""

from __future__ import annotations

from base64 import b64decode
from datetime import date

import pandas as pd
import pytest

from integrity_metrics.charts.distribution import share_within
from integrity_metrics.charts.expected_band import expected_band
from integrity_metrics.charts.ranking import change_bars, ranking
from integrity_metrics.charts.sparkline import sparkline
from integrity_metrics.charts.trend import Words, trend
from integrity_metrics.estimates import MEASURES, Estimates
from integrity_metrics.scope import Grain, Period, Scope

WORDS = Words("Title", "Statements", str.upper, ",.0f", lambda v: f"{v:,.0f}")
MOVERS = pd.DataFrame({"platform": ["a", "b"], "now": [3, 0], "before": [0, 4], "change": [3, -4], "ratio": [None, 0]})
PERIOD = Period(date(2025, 1, 1), date(2025, 5, 1))


def answer(by: tuple[str, ...] = ("platform",), *, spread: float = 0.0) -> Estimates:
    rows = [
        (date(2025, m, 1), platform, 10.0 * m, 10.0 * m - spread, 10.0 * m + spread, 5, "m", "ok", m < 4)
        for m in (1, 2, 3, 4)
        for platform in ("a", "b")
    ]
    frame = pd.DataFrame(rows, columns=["period_start", "platform", *MEASURES])
    if not by:
        frame = frame[frame["platform"] == "a"].drop(columns="platform").reset_index(drop=True)
    return Estimates("m", "count", Scope(PERIOD, Grain.MONTH, by=by), frame)


def test_stacked_bars_hatch_what_is_partial() -> None:
    figure = trend(answer(), WORDS, stacked=True)
    shapes = [(bar.name, bar.marker.pattern.shape, len(bar.x), bar.showlegend) for bar in figure.data]
    assert shapes == [("A", "", 3, True), ("A", "/", 1, False), ("B", "", 3, True), ("B", "/", 1, False)]


def test_a_line_stops_at_a_break_and_the_day_is_marked() -> None:
    figure = trend(answer(()), WORDS, breaks=[(date(2025, 3, 1), "codes changed")])
    values = list(figure.data[0].y)
    assert pd.isna(values[2])
    assert values[3] == 30.0
    assert any(a.text == "codes changed" for a in figure.layout.annotations)


def test_an_interval_is_drawn_as_a_band_and_said_in_the_hover() -> None:
    band, line = trend(answer((), spread=2.0), WORDS).data
    assert band.fill == "toself"
    assert "95% interval" in line.hovertemplate
    (exact,) = trend(answer(()), WORDS).data
    assert "95% interval" not in exact.hovertemplate


def test_a_band_is_not_drawn_across_a_break() -> None:
    band, line = trend(answer((), spread=2.0), WORDS, breaks=[(date(2025, 3, 1), "codes changed")]).data
    points = list(zip(line.x, line.y, strict=True))
    gap = next(i for i, (_, value) in enumerate(points) if pd.isna(value))
    before, after = points[:gap], points[gap + 1 :]
    outline = [None if x is None else (pd.Timestamp(x), y) for x, y in zip(band.x, band.y, strict=True)]
    wanted = [
        [*((pd.Timestamp(x), y + 2) for x, y in part), *((pd.Timestamp(x), y - 2) for x, y in part[::-1])]
        for part in (before, after)
    ]
    assert outline == [*wanted[0], None, *wanted[1]]


def test_every_figure_carries_its_scope_and_names_its_axes() -> None:
    total = answer()
    total = Estimates("m", "count", total.scope.total(), total.frame.head(2))
    steps = pd.DataFrame({"hours": [0, 24], "share": [0.5, 1.0], "low": [0.2, 0.7], "high": [0.8, 1.0], "n": 10})
    days = pd.DataFrame({"day": [date(2025, 1, 1)], "observed": [1], "expected": [1], "low": [0], "high": [2]})
    figures = [
        trend(answer(), WORDS),
        ranking(total, WORDS, most=5),
        change_bars(MOVERS, "platform", WORDS, "scope in words", most=5),
        share_within({"a": steps}, WORDS, "scope in words"),
        expected_band(days, WORDS, "scope in words", events=[(date(2025, 1, 1), date(2025, 1, 1), "spike")]),
    ]
    for figure in figures:
        assert figure.layout.title.text == "Title"
        assert figure.layout.title.subtitle.text
        assert figure.layout.xaxis.title.text


def test_what_is_new_or_gone_is_said() -> None:
    assert set(change_bars(MOVERS, "platform", WORDS, "", most=5).data[0].text) == {"new", "gone"}


@pytest.mark.parametrize("logarithmic", [True, False])
def test_a_log_axis_is_named(logarithmic: bool) -> None:
    figure = trend(answer(), WORDS, logarithmic=logarithmic)
    assert figure.layout.yaxis.type == ("log" if logarithmic else "linear")
    assert ("log scale" in figure.layout.yaxis.title.text) is logarithmic


def test_a_sparkline_shows_shape_and_says_what_it_is() -> None:
    drawn = sparkline([5.0, 5.0, 9.0], 'a "quoted" <name>')
    assert 'alt="a &quot;quoted&quot; &lt;name&gt;"' in drawn
    svg = b64decode(drawn.split("base64,")[1].removesuffix('">')).decode()
    heights = [float(point.split(",")[1]) for point in svg.split('points="')[1].split('"')[0].split()]
    assert heights[0] == heights[1] > heights[2]
    assert sparkline([], "nothing") == ""
    assert "<img" in sparkline([3.0, 3.0], "flat")

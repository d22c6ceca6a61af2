"""Charts of effects and consistency: what is drawn where, and what must be told apart without colour."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest

from integrity_metrics.charts.effect_paths import effect_gaps, effect_paths
from integrity_metrics.charts.funnel import FunnelLines, funnel
from integrity_metrics.charts.interval_rows import IntervalRow, interval_rows
from integrity_metrics.charts.placebos import PlaceboRow, placebo_strip
from integrity_metrics.charts.small_multiples import Panel, small_multiples

WEEKS = [date(2025, 1, 6) + timedelta(weeks=i) for i in range(4)]


def weekly(spread: float) -> pd.DataFrame:
    value = [1.0, 2.0, None, 4.0]
    return pd.DataFrame(
        {
            "period_start": WEEKS,
            "value": value,
            "low": [None if v is None else v - spread for v in value],
            "high": [None if v is None else v + spread for v in value],
            "is_mature": [True, True, True, False],
            "said": ["one", "two", "", "four"],
        }
    )


def test_small_multiples_share_one_time_axis_and_keep_apart() -> None:
    panels = [Panel(f"Outcome {i}", weekly(0.5), ".0%") for i in range(6)]
    figure = small_multiples(panels, "Title", "scope", [(WEEKS[1], "changed")])
    assert {trace.xaxis for trace in figure.data} <= {None, "x"}
    domains = [figure.layout["yaxis" if i == 0 else f"yaxis{i + 1}"].domain for i in range(6)]
    for upper, lower in pairwise(domains):
        assert upper[0] > lower[1]
    assert [a.text for a in figure.layout.annotations if a.text.startswith("Outcome")] == [p.title for p in panels]
    assert [a.hovertext for a in figure.layout.annotations if a.hovertext] == ["2025-01-13<br>changed"]
    assert figure.layout.shapes[0].x0 == "2025-01-13"


def test_incomplete_points_are_hollow_and_exact_counts_have_no_band() -> None:
    (line,) = small_multiples([Panel("Count", weekly(0.0), ",d")], "t", "s").data
    assert list(line.marker.symbol) == ["circle", "circle", "circle", "circle-open"]
    band, _ = small_multiples([Panel("Rate", weekly(0.5), ",d")], "t", "s").data
    assert len(band.x) == 6


@pytest.fixture
def series() -> pd.DataFrame:
    parts = [
        pd.DataFrame({"method": m, "period_start": WEEKS, "observed": [1.0, 2, 3, 9], "without_change": [1.0, 2, 3, 4]})
        for m in ("first", "second")
    ]
    return pd.concat(parts, ignore_index=True)


def test_paths_draw_the_observed_once_and_every_method_in_its_own_dash(series: pd.DataFrame) -> None:
    figure = effect_paths(series, WEEKS[3], "t", "s", y_title="y", tick_format=",d")
    assert [t.name for t in figure.data] == ["observed", "without the change: first", "without the change: second"]
    assert len({t.line.dash for t in figure.data}) == 3
    assert any(a.text == "change" for a in figure.layout.annotations)


def test_gaps_are_observed_minus_expected(series: pd.DataFrame) -> None:
    figure = effect_gaps(series, WEEKS[3], "t", "s", y_title="y", tick_format=",d")
    assert [list(t.y) for t in figure.data] == [[0, 0, 0, 5]] * 2


def test_placebos_are_rings_and_the_change_a_diamond() -> None:
    rows = [PlaceboRow("a", 5.0, (0.1, 0.2), ("d1", "d2")), PlaceboRow("b", 4.0, (), ())]
    rings, own = placebo_strip(rows, "t", "s", x_title="x", tick_format=".0%").data
    assert (list(rings.y), rings.marker.symbol) == (["a", "a"], "circle-open")
    assert (list(own.y), list(own.x), own.marker.symbol) == (["b", "a"], [4.0, 5.0], "diamond")


def test_rows_read_from_the_top_and_tell_by_shape() -> None:
    rows = [
        IntervalRow("top", 2.0, 1.5, 3.0, "said", is_far=True),
        IntervalRow("bottom", 1.0, 0.5, 2.0, "said", is_hollow=True),
    ]
    figure = interval_rows(rows, "t", "s", x_title="x", reference=1.0, logarithmic=True)
    (points,) = figure.data
    assert list(points.y) == ["bottom", "top"]
    assert list(points.marker.symbol) == ["circle-open", "square"]
    assert list(points.error_x.array) == [1.0, 1.0]
    assert figure.layout.xaxis.type == "log"


def test_the_funnel_names_what_lies_outside() -> None:
    rows = pd.DataFrame(
        {"name": ["in", "out"], "n": [100, 400], "rate": [0.5, 0.9], "is_outside": [False, True], "said": ["", ""]}
    )
    lines = FunnelLines(0.5, 0.0, ((1.96, "95% limits"), (3.09, "99.8% limits")))
    figure = funnel(rows, lines, "t", "s", x_title="n", y_title="share")
    *curves, points = figure.data
    assert len(curves) == 4
    assert list(points.text) == ["", "out"]
    assert list(points.marker.symbol) == ["circle-open", "square"]
    upper = max(curves, key=lambda curve: curve.y[0])
    assert upper.y[0] > upper.y[-1] > 0.5

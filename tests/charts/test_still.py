"""Still charts: the same bytes for the same input, honest about what is missing or not complete."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from xml.etree import ElementTree

import pandas as pd
import pytest

from integrity_metrics.charts.still.expected_band import expected_band
from integrity_metrics.charts.still.image import StillImage
from integrity_metrics.charts.still.ranking import ranking
from integrity_metrics.charts.still.time_axis import Mark
from integrity_metrics.charts.still.trend import trend
from integrity_metrics.charts.theme import COLOURS

FIRST = date(2026, 1, 5)
EMPTY = pd.DataFrame({c: [] for c in ("period_start", "value", "low", "high", "is_mature")})


def frame(values: Sequence[float], mature: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period_start": [FIRST + timedelta(weeks=i) for i in range(len(values))],
            "value": values,
            "low": [v - 1 for v in values],
            "high": [v + 1 for v in values],
            "is_mature": [i < mature for i in range(len(values))],
        }
    )


def drawn(values: Sequence[float] = (5, 6, 7, 8), mature: int = 3, **more: object) -> StillImage:
    return trend(frame(values, mature), y_title="of 10,000 views", tick=lambda v: f"{v:.1f}", **more)


def words(image: StillImage) -> list[str]:
    tree = ElementTree.fromstring(image.svg)  # noqa: S314 (our own SVG)
    return ["".join(e.itertext()) for e in tree.iter() if e.tag.endswith("}text")]


def test_the_same_input_gives_the_same_bytes_in_another_process() -> None:
    here = drawn(marks=(Mark(FIRST, "a"),))
    program = (
        "import sys; sys.path[:0] = ['tests/charts'];"
        "from test_still import drawn, Mark, FIRST; from hashlib import sha256;"
        "i = drawn(marks=(Mark(FIRST, 'a'),)); sys.stdout.write(sha256(i.svg.encode() + i.png).hexdigest())"
    )
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    from hashlib import sha256

    assert there == sha256(here.svg.encode() + here.png).hexdigest()
    assert here.png.startswith(b"\x89PNG")
    assert here.svg.startswith("<svg")
    assert b"Software" not in here.png
    assert "<metadata" not in here.svg


def test_what_is_not_complete_is_hatched_and_said() -> None:
    late, whole = drawn(mature=3), drawn(mature=4)
    assert "not complete yet" in words(late)
    assert "<pattern" in late.svg
    assert "not complete yet" not in words(whole)
    assert "<pattern" not in whole.svg


def test_marks_are_numbered_in_time_order_and_none_is_lost() -> None:
    image = drawn(marks=(Mark(date(2026, 3, 1), "after the last week"), Mark(FIRST, "$5 <b> & more")))
    said = words(image)
    assert "1 · 2026-01-05 · $5 <b> & more" in said
    assert "2 · 2026-03-01 · after the last week" in said
    assert {"1", "2"} <= set(said)
    assert "<b>" not in image.svg


def test_a_break_parts_the_line_and_a_target_is_named() -> None:
    def runs(image: StillImage) -> int:
        # The ribbon is one shape for each run of periods with the same definition.
        return len(re.findall(r'id="FillBetweenPolyCollection_\d+"', image.svg))

    assert runs(drawn(marks=(Mark(FIRST + timedelta(weeks=2), "x"),))) == 1
    assert runs(drawn(marks=(Mark(FIRST + timedelta(weeks=2), "x", is_break=True),))) == 2
    assert "target 6.0" in words(drawn(target=(6.0, "target 6.0")))


def test_axis_titles_colours_and_words_of_a_travelling_image() -> None:
    image = drawn(title="Prevalence", subtitle="All markets", x_title="month (UTC)")
    assert {"Prevalence", "All markets", "month (UTC)", "of 10,000 views"} <= set(words(image))
    assert COLOURS[0].lower() in image.svg
    assert image.height > drawn().height


def test_nothing_to_draw_is_said() -> None:
    def tick(value: float) -> str:
        return f"{value:g}"

    assert "No number in this period" in words(trend(EMPTY, y_title="y", tick=tick))
    assert "No number in this period" in words(drawn((math.nan, math.nan)))
    none = pd.DataFrame({c: [] for c in ("day", "observed", "expected", "low", "high")})
    assert "Nothing was observed in this period" in words(expected_band(none, y_title="y", tick=tick))
    bars = pd.DataFrame({"name": ["a"], "value": [math.nan], "said": [""]})
    assert "No segment has a number" in words(ranking(bars, x_title="x", tick=tick))


def test_one_point_all_zero_and_gaps_are_drawn() -> None:
    for values in ((5.0,), (0.0, 0.0), (1.0, math.nan, 3.0), (-2.0, -1.0)):
        assert drawn(values).png


def test_an_event_is_shaded_and_must_not_end_before_it_begins() -> None:
    days = [FIRST + timedelta(days=i) for i in range(9)]
    rows = pd.DataFrame({"day": days, "observed": 2.0, "expected": 1.0, "low": 0.5, "high": 1.5})

    def draw(event: tuple[date, date] | None) -> StillImage:
        return expected_band(rows, y_title="actions a day", tick=lambda v: f"{v:g}", event=event)

    assert "event" in words(draw((days[3], days[4])))
    assert "event" not in words(draw(None))
    with pytest.raises(ValueError, match="event begins on 2026-01-09 and ends before, on 2026-01-08"):
        draw((days[4], days[3]))


def test_bars_are_ranked_and_a_fall_is_hatched() -> None:
    rows = pd.DataFrame({"name": ["small", "large", "$fall$"], "value": [1.0, 5.0, -2.0], "said": ["1", "5", "−2"]})
    image = ranking(rows, x_title="change", tick=lambda v: f"{v:g}")
    said = words(image)
    assert said.index("$fall$") < said.index("small") < said.index("large")
    assert "<pattern" in image.svg
    assert "<pattern" not in ranking(rows[rows["value"] > 0], x_title="change", tick=lambda v: f"{v:g}").svg


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="frame of trend has no column high; it needs period_start"):
        trend(frame((1.0, 2.0), 2).drop(columns="high"), y_title="y", tick=str)

"""A metric over time: bars of counts that add up, or lines with their interval; partial periods drawn apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan, nan
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.estimates import Estimates

PARTIAL_OPACITY = 0.45
# With more points than this, markers hide the line.
MOST_MARKERS = 60


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart needs in words, so that charts know no catalogue.

    Parameters
    ----------
    title, y_title
        The chart's title and the name of the value axis with its unit.
    name_of
        Value of a segment -> what people read.
    tick_format
        d3 format of exact values, in the hover, for example ``.1%``.
    say
        Value -> short words with its unit, for labels on bars.
    scale
        What values are multiplied by to be drawn: shares told per 10,000 views are kept as fractions.
    """

    title: str
    y_title: str
    name_of: Callable[[str], str]
    tick_format: str
    say: Callable[[float], str]
    scale: float = 1.0

    def drawn(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return an answer's frame with value and limits as they are drawn."""
        if self.scale == 1:
            return frame
        return frame.assign(**{column: frame[column] * self.scale for column in ("value", "low", "high")})

    def axis(self) -> dict[str, Any]:
        """Return how the value axis writes its numbers: 1.5B for counts, per cent for shares."""
        return {"tickformat": ".0%"} if "%" in self.tick_format else {"exponentformat": "B", "separatethousands": True}


def trend(
    answer: Estimates,
    words: Words,
    *,
    order: Sequence[str] = (),
    stacked: bool = False,
    logarithmic: bool = False,
    breaks: Sequence[tuple[date, str]] = (),
    marks: Sequence[tuple[date, str]] = (),
    half: bool = False,
) -> go.Figure:
    """Return the trend of an answer, one trace a segment.

    Parameters
    ----------
    answer
        Broken down by at most one dimension.
    words
        Titles and names.
    order
        Segments in drawing order; others follow in the answer's order.
    stacked
        Bars that add up; only for counts of segments that do not overlap.
    logarithmic
        Value axis; never with `stacked`.
    breaks
        Days on which the definition changed, with what to write there; lines are not drawn across.
    marks
        What happened, on which day: numbered at the top of the chart, in words on hover.
    half
        Whether the chart stands beside another one.
    """
    scope = answer.scope
    dimension = scope.by[0] if scope.by else None
    traces: list[dict[str, Any]] = []
    for position, (segment, rows) in enumerate(_groups(words.drawn(answer.frame), dimension, order)):
        name = words.name_of(segment) if dimension else words.title
        colour = theme.REST_COLOUR if segment == "all others" else theme.COLOURS[position % len(theme.COLOURS)]
        if stacked:
            traces += _bars(rows, segment, name, colour, words)
        else:
            traces += _lines(rows, segment, name, colour, position, words, [day for day, _ in breaks])
    logarithmic = logarithmic and not stacked
    fig = theme.figure(
        [{**trace, "showlegend": trace.get("showlegend", True) and dimension is not None} for trace in traces],
        words.title,
        scope.in_words(),
        x_title=f"{scope.grain} (UTC)",
        y_title=f"{words.y_title}, log scale" if logarithmic else words.y_title,
        half=half,
        legend={"traceorder": "reversed" if stacked else "normal"},
        y_axis={**words.axis(), "type": "log", "dtick": 1} if logarithmic else {**words.axis(), "type": "linear"},
    )
    for day, text in breaks:
        theme.mark_break(fig, day.isoformat(), text)
    theme.mark_happenings(fig, [(day.isoformat(), text) for day, text in marks])
    return fig


def _groups(frame: pd.DataFrame, dimension: str | None, order: Sequence[str]) -> list[tuple[str, pd.DataFrame]]:
    if dimension is None:
        return [("", frame)]
    parts = {str(segment): rows for segment, rows in frame.groupby(dimension, sort=False)}
    known = [s for s in order if s in parts]
    return [(s, parts[s]) for s in [*known, *(s for s in parts if s not in known)]]


def _hover(name: str, rows: pd.DataFrame, words: Words) -> str:
    exact = (rows["low"] == rows["high"]).all()
    shown = words.tick_format
    interval = "" if exact else f"<br>95% interval %{{customdata[1]:{shown}}} to %{{customdata[2]:{shown}}}"
    return (
        f"<b>{name}</b><br>%{{x|%Y-%m-%d}}: %{{y:{words.tick_format}}}{interval}"
        "<br>n = %{customdata[3]:,}%{customdata[4]}<extra></extra>"
    )


def _custom(rows: pd.DataFrame, segment: str) -> list[list[object]]:
    partial = ["" if whole else "<br>partial period: not comparable" for whole in rows["is_mature"]]
    return [
        [segment, low, high, n, note]
        for low, high, n, note in zip(
            rows["low"].tolist(), rows["high"].tolist(), rows["n"].tolist(), partial, strict=True
        )
    ]


def _bars(rows: pd.DataFrame, segment: str, name: str, colour: str, words: Words) -> list[dict[str, Any]]:
    """Whole periods as full bars, partial ones hatched; the legend shows the full one."""
    whole = rows["is_mature"].astype(bool)
    bars: list[dict[str, Any]] = []
    for part, shape in ((rows[whole], ""), (rows[~whole], "/")):
        if part.empty:
            continue
        bars.append(
            {
                "type": "bar",
                "x": part["period_start"].tolist(),
                "y": part["value"].tolist(),
                "name": name,
                "legendgroup": segment,
                "showlegend": not bars,
                "marker": {
                    "color": colour,
                    "opacity": PARTIAL_OPACITY if shape else 1.0,
                    "pattern": {"shape": shape},
                },
                "customdata": _custom(part, segment),
                "hovertemplate": _hover(name, part, words),
            }
        )
    return bars


def _lines(
    rows: pd.DataFrame, segment: str, name: str, colour: str, position: int, words: Words, breaks: Sequence[date]
) -> list[dict[str, Any]]:
    rows = _broken_at(rows, breaks)
    marker = theme.MARKERS[position % len(theme.MARKERS)]
    starts, low, high = rows["period_start"].tolist(), rows["low"].tolist(), rows["high"].tolist()
    line = {
        "type": "scatter",
        "x": starts,
        "y": rows["value"].tolist(),
        "name": name,
        "mode": "lines+markers" if len(rows) <= MOST_MARKERS else "lines",
        "line": {"color": colour, "width": 2, "dash": theme.DASHES[position % len(theme.DASHES)]},
        "marker": {"symbol": [marker if whole else f"{marker}-open" for whole in rows["is_mature"]], "size": 7},
        "connectgaps": False,
        "customdata": _custom(rows, segment),
        "hovertemplate": _hover(name, rows, words),
        "legendgroup": segment,
    }
    if (rows["low"].fillna(0) == rows["high"].fillna(0)).all():
        return [line]
    band = {
        "type": "scatter",
        **_outlines(starts, low, high),
        "fill": "toself",
        "fillcolor": faded(colour),
        # A hair's breadth, so that the interval of a period between two gaps is seen too.
        "line": {"width": 1, "color": faded(colour)},
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": segment,
    }
    return [band, line]


def _outlines(starts: list[Any], low: list[float], high: list[float]) -> dict[str, list[Any]]:
    """Return the band's outline: a polygon for each run of periods with an interval, so that no gap is bridged."""
    x: list[Any] = []
    y: list[Any] = []
    run: list[tuple[Any, float, float]] = []
    for start, bottom, top in [*zip(starts, low, high, strict=True), (None, nan, nan)]:
        if not isnan(bottom) and not isnan(top):
            run.append((start, bottom, top))
            continue
        if run:
            x += [*(s for s, _, _ in run), *(s for s, _, _ in run[::-1]), None]
            y += [*(h for _, _, h in run), *(b for _, b, _ in run[::-1]), None]
        run = []
    return {"x": x[:-1], "y": y[:-1]}


def _broken_at(rows: pd.DataFrame, breaks: Sequence[date]) -> pd.DataFrame:
    """Put an empty row at each break, so that the line stops and starts again."""
    inside = [b for b in breaks if rows["period_start"].min() < b <= rows["period_start"].max()]
    if not inside:
        return rows
    # An empty row just before the break's own period: a Timestamp sorts between two dates.
    gaps = pd.DataFrame({"period_start": [pd.Timestamp(b) - pd.Timedelta(hours=12) for b in inside]})
    gaps = gaps.assign(value=float("nan"), low=float("nan"), high=float("nan"), n=0, is_mature=True)
    both = pd.concat([rows.assign(period_start=pd.to_datetime(rows["period_start"])), gaps], ignore_index=True)
    return both.sort_values("period_start", kind="stable", ignore_index=True)


def faded(colour: str) -> str:
    """Return a colour as the fill of a band."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"

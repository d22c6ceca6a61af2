"""An observed series beside what was expected of it, with the events marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import Words

# A day's point stands at its midnight; the mark of an event reaches half a day to either side of it.
HALF_DAY = timedelta(hours=12)


def expected_band(
    frame: pd.DataFrame, words: Words, subtitle: str, *, events: Sequence[tuple[date, date, str]] = ()
) -> go.Figure:
    """Return the observed line, the expected line and its band; days outside an event are never coloured.

    Parameters
    ----------
    frame
        ``day``, ``observed``, ``expected``, ``low``, ``high``.
    words
        Titles and names.
    subtitle
        The scope in words.
    events
        First day, last day and what to write, for each event on this series.
    """
    fig = theme.figure(words.title, subtitle, x_title="day (UTC)", y_title=words.y_title, height=420)
    days = frame["day"]
    known = frame.dropna(subset=["low", "high"])
    fig.add_trace(
        go.Scatter(
            x=[*known["day"], *known["day"][::-1]],
            y=[*known["high"], *known["low"][::-1]],
            fill="toself",
            fillcolor="rgba(120,120,120,0.22)",
            line={"width": 0},
            name="expected range",
            hoverinfo="skip",
        )
    )
    fig.add_trace(
        go.Scatter(
            x=days,
            y=frame["expected"],
            name="expected",
            mode="lines",
            line={"color": theme.REST_COLOUR, "dash": "dash"},
        )
    )
    fig.add_trace(
        go.Scatter(
            x=days,
            y=frame["observed"],
            name="observed",
            mode="lines+markers",
            line={"color": theme.COLOURS[0], "width": 2},
            marker={"size": 5},
            customdata=frame[["expected", "low", "high"]].to_numpy(),
            hovertemplate=(
                f"%{{x|%Y-%m-%d}}: %{{y:{words.tick_format}}}<br>expected %{{customdata[0]:{words.tick_format}}}"
                f" (%{{customdata[1]:{words.tick_format}}} to %{{customdata[2]:{words.tick_format}}})<extra></extra>"
            ),
        )
    )
    for start, end, text in events:
        fig.add_vrect(
            x0=_edge(start, -HALF_DAY),
            x1=_edge(end, HALF_DAY),
            fillcolor=theme.COLOURS[1],
            opacity=0.25,
            line_width=1,
            line_color=theme.COLOURS[1],
            annotation_text=text,
            annotation_position="top left",
        )
    fig.update_yaxes(**words.axis())
    fig.update_layout(legend={"orientation": "h", "yanchor": "top", "y": -0.22, "x": 0})
    return fig


def _edge(day: date, shift: timedelta) -> str:
    return (datetime(day.year, day.month, day.day) + shift).isoformat()

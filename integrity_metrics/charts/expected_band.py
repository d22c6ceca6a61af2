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
    known = frame.dropna(subset=["low", "high"])
    edge, low, high = known["day"].tolist(), known["low"].tolist(), known["high"].tolist()
    band = {
        "type": "scatter",
        "x": [*edge, *edge[::-1]],
        "y": [*high, *low[::-1]],
        "fill": "toself",
        "fillcolor": "rgba(120,120,120,0.22)",
        "line": {"width": 0},
        "name": "expected range",
        "hoverinfo": "skip",
    }
    expected = {
        "type": "scatter",
        "x": frame["day"].tolist(),
        "y": frame["expected"].tolist(),
        "name": "expected",
        "mode": "lines",
        "line": {"color": theme.REST_COLOUR, "dash": "dash"},
    }
    observed = {
        "type": "scatter",
        "x": frame["day"].tolist(),
        "y": frame["observed"].tolist(),
        "name": "observed",
        "mode": "lines+markers",
        "line": {"color": theme.COLOURS[0], "width": 2},
        "marker": {"size": 5},
        "customdata": frame[["expected", "low", "high"]].to_numpy().tolist(),
        "hovertemplate": (
            f"%{{x|%Y-%m-%d}}: %{{y:{words.tick_format}}}<br>expected %{{customdata[0]:{words.tick_format}}}"
            f" (%{{customdata[1]:{words.tick_format}}} to %{{customdata[2]:{words.tick_format}}})<extra></extra>"
        ),
    }
    fig = theme.figure(
        [band, expected, observed],
        words.title,
        subtitle,
        x_title="day (UTC)",
        y_title=words.y_title,
        height=420,
        legend={"orientation": "h", "yanchor": "top", "y": -0.22, "x": 0},
        y_axis=words.axis(),
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
    return fig


def _edge(day: date, shift: timedelta) -> str:
    return (datetime(day.year, day.month, day.day) + shift).isoformat()

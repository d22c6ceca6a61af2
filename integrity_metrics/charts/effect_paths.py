"""What was seen around a change and what each method says would have been, and the gap between the two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme

OBSERVED_WIDTH = 2.6


def effect_paths(
    series: pd.DataFrame, change: date, title: str, subtitle: str, *, y_title: str, tick_format: str
) -> go.Figure:
    """Return the observed line and one line a method: what would have been without the change.

    Parameters
    ----------
    series
        ``method``, ``period_start``, ``observed`` and ``without_change``, as drawn.
    change
        First day in force, drawn as a vertical line.
    title, subtitle, y_title, tick_format
        Words and d3 format of the value axis.
    """
    first = series[series["method"] == series["method"].iloc[0]]
    traces = [_line(first["period_start"], first["observed"], "observed", 0, width=OBSERVED_WIDTH, symbol=True)]
    traces += [
        _line(rows["period_start"], rows["without_change"], f"without the change: {method}", position)
        for position, (method, rows) in enumerate(series.groupby("method", sort=False), start=1)
    ]
    return _figure(traces, change, title, subtitle, y_title, tick_format, rangemode="tozero")


def effect_gaps(
    series: pd.DataFrame, change: date, title: str, subtitle: str, *, y_title: str, tick_format: str
) -> go.Figure:
    """Return observed minus what would have been, one line a method: before the change it should stay around zero.

    Parameters
    ----------
    series, change, title, subtitle, y_title, tick_format
        As in `effect_paths`.
    """
    traces = [
        _line(rows["period_start"], rows["observed"] - rows["without_change"], str(method), position)
        for position, (method, rows) in enumerate(series.groupby("method", sort=False), start=1)
    ]
    fig = _figure(traces, change, title, subtitle, y_title, tick_format, rangemode="normal")
    fig.add_hline(y=0, line={"dash": "dot", "width": 1.5, "color": theme.BREAK_COLOUR})
    return fig


def _line(
    starts: pd.Series, values: pd.Series, name: str, position: int, *, width: float = 1.6, symbol: bool = False
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": starts.tolist(),
        "y": values.tolist(),
        "name": name,
        "mode": "lines+markers" if symbol else "lines",
        "line": {
            "color": theme.COLOURS[position % len(theme.COLOURS)],
            "width": width,
            "dash": theme.DASHES[position % len(theme.DASHES)],
        },
        "marker": {"size": 5},
        "hovertemplate": f"<b>{name}</b><br>%{{x|%Y-%m-%d}}: %{{y}}<extra></extra>",
    }


def _figure(
    traces: list[dict[str, Any]],
    change: date,
    title: str,
    subtitle: str,
    y_title: str,
    tick_format: str,
    *,
    rangemode: str,
) -> go.Figure:
    fig = theme.figure(
        traces,
        title,
        subtitle,
        y_title=y_title,
        height=360,
        half=True,
        legend={"orientation": "h", "y": -0.12, "yanchor": "top"},
        x_axis={"type": "date"},
        y_axis={"tickformat": tick_format, "hoverformat": tick_format, "rangemode": rangemode},
    )
    theme.mark_break(fig, change.isoformat(), "change")
    return fig

"""Named rows as points with intervals against a reference: methods of a study, ratios of markets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from integrity_metrics.charts import theme

ROW_PIXELS = 26


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One row: name, value and limits as drawn, words for the hover; hollow where it is not plainly ok."""

    name: str
    value: float
    low: float
    high: float
    said: str
    is_hollow: bool = False
    is_far: bool = False


def interval_rows(
    rows: Sequence[IntervalRow],
    title: str,
    subtitle: str,
    *,
    x_title: str,
    reference: float,
    tick_format: str = "",
    logarithmic: bool = False,
    half: bool = True,
) -> go.Figure:
    """Return rows from top to bottom as points with their intervals, and a dotted line at the reference.

    Parameters
    ----------
    rows
        In drawing order, the first on top. Rows that are `is_far` are drawn in the second colour, as squares.
    title, subtitle
        What is drawn and its scope, in words.
    x_title
        Name of the value axis with its unit.
    reference
        No effect, or no difference.
    tick_format
        d3 format of the value axis.
    logarithmic
        Value axis, for ratios.
    half
        Whether the chart stands beside another one.
    """
    shown = list(reversed(rows))
    points: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": [row.value for row in shown],
        "y": [row.name for row in shown],
        "marker": {
            "size": 9,
            "color": [theme.COLOURS[5] if row.is_far else theme.COLOURS[0] for row in shown],
            "symbol": [("square" if row.is_far else "circle") + ("-open" if row.is_hollow else "") for row in shown],
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [row.high - row.value for row in shown],
            "arrayminus": [row.value - row.low for row in shown],
            # One grey that is seen in both themes: with a colour a point, bars would fall back to black.
            "color": theme.BREAK_COLOUR,
            "thickness": 1.5,
            "width": 3,
        },
        "customdata": [row.said for row in shown],
        "hovertemplate": "<b>%{y}</b><br>%{customdata}<extra></extra>",
        "showlegend": False,
    }
    axis: dict[str, Any] = {"nticks": 7, "rangemode": "normal"}
    if tick_format:
        axis["tickformat"] = tick_format
    if logarithmic:
        axis |= {"type": "log"}
    fig = theme.figure(
        [points],
        title,
        subtitle,
        x_title=x_title,
        height=70 + ROW_PIXELS * max(len(rows), 4),
        half=half,
        x_axis=axis,
        y_axis={"type": "category", "rangemode": "normal"},
    )
    fig.add_vline(x=reference, line={"dash": "dot", "width": 1.5, "color": theme.BREAK_COLOUR})
    return fig

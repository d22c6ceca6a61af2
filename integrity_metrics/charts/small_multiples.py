"""Many outcomes under each other on one time axis, with what happened marked through all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import faded

PANEL_PIXELS = 118
# Share of the height of a panel that is left empty under it, for the title of the next.
GAP = 0.3


@dataclass(frozen=True, slots=True)
class Panel:
    """One outcome.

    Parameters
    ----------
    title
        Name and unit, written over the panel.
    frame
        ``period_start``, ``value``, ``low``, ``high`` as drawn; ``is_mature`` and ``said``, words for the hover.
    tick_format
        d3 format of its value axis.
    """

    title: str
    frame: pd.DataFrame
    tick_format: str


def small_multiples(
    panels: Sequence[Panel], title: str, subtitle: str, marks: Sequence[tuple[date, str]] = ()
) -> go.Figure:
    """Return the panels on one time axis; hollow points are not complete yet, bands are 95% intervals.

    Parameters
    ----------
    panels
        From top to bottom.
    title, subtitle
        What is drawn and its scope, in words.
    marks
        Day and text of what happened: numbered over the first panel, a thin line through all.
    """
    traces: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    size = 1 / max(len(panels), 1)
    for position, panel in enumerate(panels):
        name = "y" if position == 0 else f"y{position + 1}"
        top = 1 - position * size
        domain = [max(top - size * (1 - GAP / 2) + size * GAP / 4, 0), top - size * GAP]
        axes[f"yaxis{'' if position == 0 else position + 1}"] = {
            "domain": domain,
            "automargin": True,
            "rangemode": "tozero",
            "nticks": 4,
            "tickformat": panel.tick_format,
            "title": {"text": ""},
        }
        traces += _traces(panel, name, theme.COLOURS[0])
    fig = theme.figure(
        traces, title, subtitle, height=PANEL_PIXELS * max(len(panels), 1) + 30, x_axis={"anchor": "free"}
    )
    last = axes[list(axes)[-1]]["domain"][0] if axes else 0.0
    fig.update_layout(**axes, xaxis={"position": max(last - 0.005, 0.0), "type": "date"})
    for position, panel in enumerate(panels):
        fig.add_annotation(
            x=0,
            y=1 - position * size - size * GAP,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="bottom",
            text=panel.title,
            showarrow=False,
            font={"size": 12},
        )
    _mark(fig, marks)
    return fig


def _traces(panel: Panel, axis: str, colour: str) -> list[dict[str, Any]]:
    frame = panel.frame
    starts = frame["period_start"].tolist()
    line: dict[str, Any] = {
        "type": "scatter",
        "x": starts,
        "y": frame["value"].tolist(),
        "yaxis": axis,
        "mode": "lines+markers",
        "line": {"color": colour, "width": 1.6},
        "marker": {"size": 4, "symbol": ["circle" if whole else "circle-open" for whole in frame["is_mature"]]},
        "connectgaps": False,
        "customdata": frame["said"].tolist(),
        "hovertemplate": "%{x|%Y-%m-%d}: %{customdata}<extra></extra>",
        "showlegend": False,
    }
    held = frame.dropna(subset=["low", "high"])
    if held.empty or (held["low"] == held["high"]).all():
        return [line]
    band = {
        "type": "scatter",
        "x": [*held["period_start"].tolist(), *reversed(held["period_start"].tolist())],
        "y": [*held["high"].tolist(), *reversed(held["low"].tolist())],
        "yaxis": axis,
        "fill": "toself",
        "fillcolor": faded(colour),
        "line": {"width": 0},
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return [band, line]


def _mark(fig: go.Figure, marks: Sequence[tuple[date, str]]) -> None:
    for number, (day, text) in enumerate(marks, start=1):
        fig.add_shape(
            type="line",
            x0=day.isoformat(),
            x1=day.isoformat(),
            y0=0,
            y1=1,
            yref="paper",
            layer="below",
            line={"dash": "dot", "width": 1, "color": theme.BREAK_COLOUR},
        )
        fig.add_annotation(
            x=day.isoformat(),
            y=1,
            yref="paper",
            yanchor="bottom",
            text=str(number),
            hovertext=f"{day}<br>{text}",
            showarrow=False,
            font={"size": 9, "color": "#FFFFFF"},
            bgcolor=theme.BREAK_COLOUR,
            borderpad=2,
        )

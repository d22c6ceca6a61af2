"""Placebos of a study: the same method where nothing changed, against the effect it finds at the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from integrity_metrics.charts import theme


@dataclass(frozen=True, slots=True)
class PlaceboRow:
    """One method: its effect at the change, its effects at the placebos, and words for each placebo."""

    method: str
    effect: float
    placebos: tuple[float, ...]
    said: tuple[str, ...]


def placebo_strip(
    rows: Sequence[PlaceboRow], title: str, subtitle: str, *, x_title: str, tick_format: str
) -> go.Figure:
    """Return one strip a method: placebo effects as small rings, the effect at the change as a filled diamond.

    Parameters
    ----------
    rows
        In drawing order, the first on top.
    title, subtitle, x_title, tick_format
        Words and d3 format of the value axis.
    """
    shown = list(reversed(rows))
    rings: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "name": "placebo",
        "x": [value for row in shown for value in row.placebos],
        "y": [row.method for row in shown for _ in row.placebos],
        "marker": {"size": 8, "symbol": "circle-open", "color": theme.BREAK_COLOUR},
        "customdata": [text for row in shown for text in row.said],
        "hovertemplate": "<b>%{y}</b><br>%{customdata}: %{x}<extra></extra>",
    }
    own: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "name": "the change",
        "x": [row.effect for row in shown],
        "y": [row.method for row in shown],
        "marker": {"size": 12, "symbol": "diamond", "color": theme.COLOURS[5]},
        "hovertemplate": "<b>%{y}</b><br>the change: %{x}<extra></extra>",
    }
    fig = theme.figure(
        [rings, own],
        title,
        subtitle,
        x_title=x_title,
        height=110 + 44 * max(len(rows), 2),
        half=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        x_axis={"tickformat": tick_format, "hoverformat": tick_format, "rangemode": "normal", "nticks": 7},
        y_axis={"type": "category", "rangemode": "normal"},
    )
    fig.add_vline(x=0, line={"dash": "dot", "width": 1.5, "color": theme.BREAK_COLOUR})
    return fig

"""Precision and recall of a rule at every threshold, with the one it has and the one that is tried."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import faded

MEASURES = {"precision": "precision", "recall": "exposure recall"}
# Points drawn a line: more cannot be told apart on a screen, and the browser would take longer for each move.
MOST_POINTS = 100


def threshold_lines(
    curve: pd.DataFrame, title: str, subtitle: str, *, current: float | None, tried: float | None = None
) -> go.Figure:
    """Return precision and recall against the threshold, each with its band.

    Parameters
    ----------
    curve
        ``threshold``, and ``precision`` and ``recall`` with ``_low`` and ``_high``, lowest threshold first.
    title, subtitle
        What is drawn, and of what.
    current, tried
        Thresholds to mark; None marks nothing.
    """
    rows = curve.iloc[:: max(1, -(-len(curve) // MOST_POINTS))]
    traces: list[dict[str, Any]] = []
    for position, (measure, name) in enumerate(MEASURES.items()):
        known = rows[rows[[f"{measure}_low", f"{measure}_high"]].notna().all(axis=1)]
        colour = theme.COLOURS[position]
        edge = known["threshold"].tolist()
        traces += [
            {
                "type": "scatter",
                "x": [*edge, *edge[::-1]],
                "y": [*known[f"{measure}_high"], *known[f"{measure}_low"][::-1]],
                "fill": "toself",
                "fillcolor": faded(colour),
                "line": {"width": 0},
                "hoverinfo": "skip",
                "showlegend": False,
                "legendgroup": measure,
            },
            {
                "type": "scatter",
                "mode": "lines",
                "x": edge,
                "y": known[measure].tolist(),
                "name": name,
                "legendgroup": measure,
                "line": {"color": colour, "width": 2, "dash": theme.DASHES[position]},
                "customdata": known[[f"{measure}_low", f"{measure}_high", "hits"]].to_numpy().tolist(),
                "hovertemplate": f"threshold %{{x:.3f}}<br>{name} %{{y:.1%}}<br>95% interval %{{customdata[0]:.1%}} to "
                "%{customdata[1]:.1%}<br>%{customdata[2]:,} hits<extra></extra>",
            },
        ]
    fig = theme.figure(
        traces,
        title,
        subtitle,
        x_title="threshold (logged score)",
        y_title="share, with 95% interval",
        height=300,
        half=True,
        x_axis={"type": "linear"},
        y_axis={"tickformat": ".0%", "range": [0, 1.02]},
        legend={"orientation": "h", "yanchor": "top", "y": -0.22, "x": 0},
    )
    # Words at different heights, and on the side where there is room: both lines may lie on each other.
    for at, words, height in ((current, "now", 1.0), (tried, "tried", 0.9)):
        if at is not None:
            dash = "dot" if words == "now" else "solid"
            fig.add_vline(x=at, line={"dash": dash, "width": 1.5, "color": theme.BREAK_COLOUR})
            fig.add_annotation(x=at, y=height, yref="paper", text=words, showarrow=False, xanchor="left", xshift=4)
    return fig

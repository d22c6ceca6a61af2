"""Shares that grow to one, side by side: within how many days, or up to how many views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import faded


def curves(
    groups: Mapping[str, pd.DataFrame],
    title: str,
    subtitle: str,
    *,
    x_title: str,
    y_title: str,
    logarithmic: bool = False,
) -> go.Figure:
    """Return the curves with their bands.

    Parameters
    ----------
    groups
        Name -> ``x``, ``share``, and where known ``low`` and ``high``; in drawing order.
    title, subtitle, x_title, y_title
        In words.
    logarithmic
        The x axis.
    """
    traces: list[dict[str, Any]] = []
    for position, (name, rows) in enumerate(groups.items()):
        colour = theme.COLOURS[position % len(theme.COLOURS)]
        if "low" in rows and rows["low"].notna().any():
            edge = rows["x"].tolist()
            traces.append(
                {
                    "type": "scatter",
                    "x": [*edge, *edge[::-1]],
                    "y": [*rows["high"], *rows["low"][::-1]],
                    "fill": "toself",
                    "fillcolor": faded(colour),
                    "line": {"width": 0},
                    "hoverinfo": "skip",
                    "showlegend": False,
                    "legendgroup": name,
                }
            )
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": rows["x"].tolist(),
                "y": rows["share"].tolist(),
                "name": name,
                "legendgroup": name,
                "line": {"color": colour, "width": 2, "dash": theme.DASHES[position % len(theme.DASHES)]},
                "hovertemplate": f"<b>{name}</b><br>%{{x:,}}: %{{y:.1%}}<extra></extra>",
                "showlegend": len(groups) > 1,
            }
        )
    return theme.figure(
        traces,
        title,
        subtitle,
        x_title=x_title,
        y_title=y_title,
        half=True,
        x_axis={"type": "log" if logarithmic else "linear"},
        y_axis={"tickformat": ".0%", "range": [0, 1.02]},
        legend={"orientation": "h", "yanchor": "top", "y": -0.25, "x": 0},
    )

"""How a duration is distributed: the share done within a time, as steps."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import Words

HOURS_A_DAY = 24.0
TICK_DAYS = (0, 1, 3, 7, 30, 90, 365, 1095, 3650)


def share_within(groups: Mapping[str, pd.DataFrame], words: Words, subtitle: str) -> go.Figure:
    """Return the share of actions taken within a time, one stepped line a segment.

    Parameters
    ----------
    groups
        Segment -> ``hours`` (ascending), ``share`` (cumulative, 0 to 1), ``low``, ``high`` and ``n`` (its total).
    words
        Titles and names.
    subtitle
        The scope in words.
    """
    traces = []
    for position, (segment, rows) in enumerate(groups.items()):
        days = (rows["hours"] / HOURS_A_DAY).tolist()
        name = words.name_of(segment)
        line = {
            "shape": "hv",
            "color": theme.COLOURS[position % len(theme.COLOURS)],
            "width": 2,
            "dash": theme.DASHES[position % len(theme.DASHES)],
        }
        traces.append(
            {
                "type": "scatter",
                # The axis is log of (1 + days), so that the many actions of the same day stay visible.
                "x": [day + 1.0 for day in days],
                "y": rows["share"].tolist(),
                "name": f"{name} (n = {int(rows['n'].iloc[0]):,})",
                "mode": "lines+markers" if len(days) == 1 else "lines",
                "line": line,
                "customdata": list(zip(days, rows["low"].tolist(), rows["high"].tolist(), strict=True)),
                "hovertemplate": (
                    f"<b>{name}</b><br>within %{{customdata[0]:,.1f}} days: %{{y:.1%}}"
                    "<br>95% interval %{customdata[1]:.1%} to %{customdata[2]:.1%}<extra></extra>"
                ),
            }
        )
    ticks = {"tickvals": [d + 1 for d in TICK_DAYS], "ticktext": [f"{d:,}" for d in TICK_DAYS]}
    return theme.figure(
        traces,
        words.title,
        subtitle,
        x_title="days from creation to action, log scale after one day",
        y_title=words.y_title,
        half=True,
        legend={"orientation": "h", "yanchor": "top", "y": -0.28, "x": 0},
        x_axis={"type": "log", **ticks},
        y_axis={"tickformat": ".0%", "range": [0, 1.02]},
    )

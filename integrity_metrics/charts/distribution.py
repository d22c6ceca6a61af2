"""How a duration is distributed: the share done within a time, as steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import Words

HOURS_A_DAY = 24.0


def share_within(
    groups: Mapping[str, pd.DataFrame], words: Words, subtitle: str, *, landmarks: Sequence[tuple[float, str]] = ()
) -> go.Figure:
    """Return the share of actions taken within a time, one stepped line a segment.

    Parameters
    ----------
    groups
        Segment -> ``hours`` (ascending), ``share`` (cumulative, 0 to 1), ``low``, ``high`` and ``n`` (its total).
    words
        Titles and names.
    subtitle
        The scope in words.
    landmarks
        Days to mark on the time axis, with what to write there.
    """
    fig = theme.figure(
        words.title,
        subtitle,
        x_title="days from creation to action, log scale after one day",
        y_title=words.y_title,
        half=True,
    )
    for position, (segment, rows) in enumerate(groups.items()):
        colour = theme.COLOURS[position % len(theme.COLOURS)]
        fig.add_trace(
            go.Scatter(
                x=rows["hours"] / HOURS_A_DAY + 1.0,
                y=rows["share"],
                name=f"{words.name_of(segment)} (n = {int(rows['n'].iloc[0]):,})",
                mode="lines",
                line={"shape": "hv", "color": colour, "width": 2, "dash": theme.DASHES[position % len(theme.DASHES)]},
                customdata=list(zip(rows["hours"] / HOURS_A_DAY, rows["low"], rows["high"], strict=True)),
                hovertemplate=(
                    f"<b>{words.name_of(segment)}</b><br>within %{{customdata[0]:,.1f}} days: %{{y:.1%}}"
                    "<br>95% interval %{customdata[1]:.1%} to %{customdata[2]:.1%}<extra></extra>"
                ),
            )
        )
    # The axis is log of (1 + days), so that the many actions of the same day stay visible; ticks are in plain days.
    days = [0, 1, 3, 7, 30, 90, 365, 1095, 3650]
    fig.update_xaxes(type="log", tickvals=[d + 1 for d in days], ticktext=[f"{d:,}" for d in days])
    fig.update_yaxes(tickformat=".0%", range=[0, 1.02])
    fig.update_layout(legend={"orientation": "h", "yanchor": "top", "y": -0.28, "x": 0})
    for day, text in landmarks:
        theme.mark_break(fig, str(day + 1), text)
    return fig

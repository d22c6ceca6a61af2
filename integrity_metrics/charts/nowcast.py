"""What was found so far and what is still to be found: solid bars with the projected part hatched on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import Words


def nowcast_bars(
    frame: pd.DataFrame, words: Words, subtitle: str, *, x_title: str, marks: Sequence[tuple[date, str]] = ()
) -> go.Figure:
    """Return the bars; periods too young for a number are left out, and the hover says how complete each is.

    Parameters
    ----------
    frame
        ``period_start``, ``found``, ``final``, ``low``, ``high``, ``completeness``, ``status``, all in the unit drawn.
    words
        Titles and names.
    subtitle, x_title
        The scope in words; the name of the time axis.
    marks
        What happened, on which day.
    """
    shown = frame[frame["final"].notna()]
    days = shown["period_start"].tolist()
    said = [
        [words.say(low), words.say(high), f"{share:.1%}" if share == share else "unknown", str(status)]
        for low, high, share, status in zip(
            shown["low"], shown["high"], shown["completeness"], shown["status"], strict=True
        )
    ]
    hover = (
        "<br>95% interval %{customdata[0]} to %{customdata[1]}<br>%{customdata[2]} of it found, %{customdata[3]}"
        "<extra></extra>"
    )
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": days,
            "y": shown["found"].tolist(),
            "name": "found so far",
            "marker": {"color": theme.COLOURS[0]},
            "customdata": said,
            "hovertemplate": f"%{{x|%Y-%m-%d}}: found %{{y:{words.tick_format}}}" + hover,
        },
        {
            "type": "bar",
            "x": days,
            "y": (shown["final"] - shown["found"]).clip(lower=0).tolist(),
            "name": "still to be found (projected)",
            "marker": {"color": theme.COLOURS[0], "opacity": 0.45, "pattern": {"shape": "/"}},
            "error_y": {
                "type": "data",
                "symmetric": False,
                "array": (shown["high"] - shown["final"]).fillna(0).tolist(),
                "arrayminus": (shown["final"] - shown["low"]).fillna(0).tolist(),
                "thickness": 1,
                "width": 2,
            },
            "customdata": said,
            "hovertemplate": f"%{{x|%Y-%m-%d}}: still to come %{{y:{words.tick_format}}}" + hover,
        },
    ]
    fig = theme.figure(
        traces,
        words.title,
        subtitle,
        x_title=x_title,
        y_title=words.y_title,
        legend={"orientation": "h", "yanchor": "top", "y": -0.2, "x": 0},
        y_axis=words.axis(),
    )
    theme.mark_happenings(fig, [(day.isoformat(), text) for day, text in marks])
    return fig

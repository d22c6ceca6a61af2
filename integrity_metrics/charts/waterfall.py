"""A change taken apart: from the value before to the value after, step by step."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import Words


def waterfall(
    steps: Sequence[tuple[str, float, str]], before: tuple[str, float], after: tuple[str, float], words: Words,
    subtitle: str,
) -> go.Figure:  # fmt: skip
    """Return the waterfall of a change.

    Parameters
    ----------
    steps
        Name, size (in the metric's unit as kept) and hover text of each step; they add up to after - before.
    before, after
        Name and value of both ends.
    words
        Titles and names.
    subtitle
        Both periods in words.
    """
    scale = words.scale
    names = [before[0], *(name for name, _, _ in steps), after[0]]
    sizes = [before[1] * scale, *(size * scale for _, size, _ in steps), after[1] * scale]
    told = [_short(before[1], words), *(_signed(size, words) for _, size, _ in steps), _short(after[1], words)]
    trace = {
        "type": "waterfall",
        "orientation": "v",
        "measure": ["absolute", *["relative"] * len(steps), "total"],
        "x": names,
        "y": sizes,
        "text": told,
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": ["", *(text for _, _, text in steps), ""],
        "hovertemplate": "<b>%{x}</b><br>%{text}<br>%{customdata}<extra></extra>",
        "increasing": {"marker": {"color": theme.COLOURS[1]}},
        "decreasing": {"marker": {"color": theme.COLOURS[4]}},
        "totals": {"marker": {"color": theme.COLOURS[0]}},
        "connector": {"line": {"width": 1, "color": theme.BREAK_COLOUR}},
        "showlegend": False,
    }
    running, top = before[1] * scale, [before[1] * scale]
    for _, size, _ in steps:
        running += size * scale
        top.append(running)
    return theme.figure(
        [trace],
        words.title,
        subtitle,
        y_title=words.y_title,
        height=380,
        half=True,
        x_axis={"type": "category", "tickangle": -30},
        y_axis={**words.axis(), "range": [min(0.0, *top) * 1.15, max(0.0, *top) * 1.15]},
    )


def _short(value: float, words: Words) -> str:
    """Return a number without its unit, which the axis names."""
    return words.say(value).partition(" ")[0]


def _signed(size: float, words: Words) -> str:
    return f"{'+' if size >= 0 else '−'}{_short(abs(size), words)}"

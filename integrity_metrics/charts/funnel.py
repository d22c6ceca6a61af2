"""Funnel plot: the rate of every segment against its size, within the limits chance and ordinary spread allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme

# Points of the curves of the limits.
CURVE_POINTS = 80
# More names than this would cover each other.
MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class FunnelLines:
    """What the limits are made of.

    Parameters
    ----------
    target
        Rate everybody is held against.
    between_variance
        Variance between segments beyond chance.
    quantiles
        Standard normal quantile and name of each pair of limits, the inner first.
    """

    target: float
    between_variance: float
    quantiles: tuple[tuple[float, str], ...]


def funnel(
    rows: pd.DataFrame, lines: FunnelLines, title: str, subtitle: str, *, x_title: str, y_title: str
) -> go.Figure:
    """Return the funnel; segments outside the outer limits are filled squares with their names.

    Parameters
    ----------
    rows
        ``name``, ``n``, ``rate``, ``is_outside`` and ``said``, words for the hover; suppressed segments left out.
    lines
        The centre and the limits.
    title, subtitle, x_title, y_title
        Words.
    """
    outside = rows["is_outside"].to_numpy(dtype=bool)
    named = set(rows.loc[outside].assign(far=(rows["rate"] - lines.target).abs()).nlargest(MOST_NAMES, "far")["name"])
    points: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers+text",
        "x": rows["n"].tolist(),
        "y": rows["rate"].tolist(),
        "text": [name if name in named else "" for name in rows["name"]],
        "textposition": "top center",
        "textfont": {"size": 11},
        "marker": {
            "size": 9,
            "symbol": ["square" if far else "circle-open" for far in outside],
            "color": [theme.COLOURS[5] if far else theme.COLOURS[0] for far in outside],
        },
        "customdata": [[name, said] for name, said in zip(rows["name"], rows["said"], strict=True)],
        "hovertemplate": "<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
        "showlegend": False,
    }
    fig = theme.figure(
        [*_limits(rows["n"].to_numpy(dtype=float), lines), points],
        title,
        subtitle,
        x_title=x_title,
        y_title=y_title,
        height=380,
        half=True,
        legend={"orientation": "h", "y": -0.22, "yanchor": "top"},
        x_axis={"type": "log", "rangemode": "normal", **_ticks(rows["n"].to_numpy(dtype=float))},
        y_axis={"tickformat": ".0%", "rangemode": "normal"},
    )
    fig.add_hline(y=lines.target, line={"dash": "dot", "width": 1.5, "color": theme.BREAK_COLOUR})
    return fig


def _ticks(sizes: np.ndarray) -> dict[str, Any]:
    """Return ticks at 1, 2 and 5 of each power of ten: Plotly's own lose their powers on a narrow log axis."""
    if not len(sizes):
        return {}
    powers = range(int(np.floor(np.log10(sizes.min()))), int(np.ceil(np.log10(sizes.max()))) + 1)
    values = [step * 10**power for power in powers for step in (1, 2, 5)]
    return {"tickvals": values, "ticktext": [f"{value:,}" for value in values]}


def _limits(sizes: np.ndarray, lines: FunnelLines) -> list[dict[str, Any]]:
    if not len(sizes):
        return []
    n = np.geomspace(max(sizes.min() * 0.8, 1.0), sizes.max() * 1.25, CURVE_POINTS)
    deviation = np.sqrt(lines.target * (1 - lines.target) / n + lines.between_variance)
    traces: list[dict[str, Any]] = []
    for position, (quantile, name) in enumerate(lines.quantiles):
        traces += [
            {
                "type": "scatter",
                "mode": "lines",
                "x": n.tolist(),
                "y": np.clip(lines.target + side * quantile * deviation, 0, 1).tolist(),
                "name": name,
                "legendgroup": name,
                "showlegend": side == 1,
                "line": {"color": theme.BREAK_COLOUR, "width": 1.3, "dash": theme.DASHES[position + 1]},
                "hoverinfo": "skip",
            }
            for side in (-1, 1)
        ]
    return traces

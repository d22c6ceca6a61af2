"""Pairs as a grid: of what one has, the share that the other has too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.heat_map import SCALE

ROW_PIXELS = 22


def pair_matrix(
    shares: Mapping[tuple[str, str], tuple[float, int]], names: Sequence[str], title: str, subtitle: str
) -> go.Figure:
    """Return the grid; the diagonal, and pairs without anything in common, are empty.

    Parameters
    ----------
    shares
        (row, column) -> the share of the row's contents that the column has too, and how many.
    names
        Rows and columns, in drawing order.
    title, subtitle
        What is drawn, and of what.

    Examples
    --------
    >>> figure = pair_matrix({("a", "b"): (0.5, 10)}, ["a", "b"], "Pairs", "all")
    >>> [list(row) for row in figure.data[0].z]
    [[None, 0.5], [None, None]]
    """
    blank = (None, 0)
    cells = [[shares.get((row, column), blank) for column in names] for row in names]
    trace = {
        "type": "heatmap",
        "z": [[share for share, _ in line] for line in cells],
        "x": list(names),
        "y": list(names),
        "text": [["" if share is None else f"{share:.0%}" for share, _ in line] for line in cells],
        "texttemplate": "%{text}" if len(names) <= 16 else "",
        "textfont": {"size": 10},
        "customdata": [[both for _, both in line] for line in cells],
        "hovertemplate": "%{z:.1%} of the hits of <b>%{y}</b> are hit by <b>%{x}</b> too"
        "<br>%{customdata:,} contents<extra></extra>",
        "hoverongaps": False,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [list(step) for step in SCALE],
        "colorbar": {
            "title": {"text": "share of the row's hits", "side": "right"},
            "thickness": 12,
            "tickformat": ".0%",
        },
        "xgap": 1,
        "ygap": 1,
    }
    return theme.figure(
        [trace],
        title,
        subtitle,
        height=150 + ROW_PIXELS * max(len(names), 3),
        x_axis={"type": "category", "tickangle": -60, "tickfont": {"size": 10}},
        y_axis={"type": "category", "autorange": "reversed", "rangemode": "normal", "tickfont": {"size": 10}},
    )

"""Two break-downs at once as a grid of colours: each cell with its number, its interval on hover, its worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import Words
from integrity_metrics.estimates import Estimates

ROW_PIXELS = 28
# From pale to dark in lightness, so that it can be read without colour too.
SCALE = ((0.0, "#F1F5FA"), (0.25, "#BFD4EA"), (0.5, "#7FAFD8"), (0.75, "#2F7EB8"), (1.0, "#08406F"))
# What a cell without a number says instead.
SIGNS = {"suppressed": "·", "undefined": "·", "upper_bound_only": "≤"}


def heat_map(answer: Estimates, words: Words, rows: Sequence[str], columns: Sequence[str]) -> go.Figure:
    """Return the heat map of an answer broken down by two dimensions; suppressed cells are empty with a dot.

    Parameters
    ----------
    answer
        One row a pair (`Grain.TOTAL`); the first dimension goes down, the second across.
    words
        Titles and names.
    rows, columns
        Segments in drawing order, the first on top and on the left.
    """
    down, across = answer.scope.by
    cells = answer.frame.set_index([down, across])
    drawn = words.drawn(answer.frame).set_index([down, across])
    grid = [[_cell(cells, drawn, words, row, column) for column in columns] for row in rows]
    values = np.array([[cell[0] for cell in line] for line in grid], dtype=float)
    trace = {
        "type": "heatmap",
        "z": [[None if np.isnan(v) else v for v in line] for line in values.tolist()],
        "x": [words.name_of(c) for c in columns],
        "y": [words.name_of(r) for r in rows],
        "text": [[cell[1] for cell in line] for line in grid],
        "texttemplate": "%{text}",
        "textfont": {"size": 11},
        "customdata": [[[cell[2], row, column] for cell, column in zip(line, columns, strict=True)]
                       for line, row in zip(grid, rows, strict=True)],
        "hovertemplate": "<b>%{y} · %{x}</b><br>%{customdata[0]}<extra></extra>",
        "hoverongaps": True,
        "colorscale": [list(step) for step in SCALE],
        "colorbar": {"title": {"text": words.y_title, "side": "right"}, "thickness": 12},
        "xgap": 1,
        "ygap": 1,
    }  # fmt: skip
    return theme.figure(
        [trace],
        words.title,
        answer.scope.in_words(),
        height=90 + ROW_PIXELS * max(len(rows), 3),
        x_axis={"type": "category", "side": "bottom", "tickangle": -45},
        y_axis={"type": "category", "autorange": "reversed", "rangemode": "normal"},
    )


def _cell(cells: pd.DataFrame, drawn: pd.DataFrame, words: Words, row: str, column: str) -> tuple[float, str, str]:
    """Return what a cell is coloured by, what it shows and what its hover says."""
    if (row, column) not in cells.index:
        return float("nan"), "", "no impressions"
    cell, scaled = cells.loc[[(row, column)]].iloc[0], drawn.loc[[(row, column)]].iloc[0]
    status = str(cell["status"])
    n = f"n = {int(cell['n']):,}"
    if status in SIGNS and pd.isna(cell["value"]):
        bound = f"at most {words.say(float(cell['high']))}<br>" if pd.notna(cell["high"]) else ""
        return float("nan"), SIGNS[status], f"{bound}{n}<br>{cell['reason'] or status.replace('_', ' ')}"
    value = float(scaled["value"])
    limits = f"95% interval {words.say(float(cell['low']))} to {words.say(float(cell['high']))}"
    reason = f"<br>{cell['reason']}" if cell["reason"] else ""
    # A number that is to be read with its interval only is written in brackets.
    shown = f"{value:.0f}" if value >= 10 else f"{value:.1f}"
    shown = shown if status == "ok" else f"({shown})"
    return value, shown, f"{words.say(float(cell['value']))}<br>{limits}<br>{n}{reason}"

"""Segments side by side as points with their intervals, worst on top: which differ, and which only seem to."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import Words
from integrity_metrics.estimates import Estimates

ROW_PIXELS = 24


def forest(answer: Estimates, words: Words, *, most: int, reference: float | None = None) -> go.Figure:
    """Return the segments of an answer as points with intervals; upper bounds as arrows, hollow where not plainly ok.

    Parameters
    ----------
    answer
        One row a segment (`Grain.TOTAL`), broken down by one dimension.
    words
        Titles and names.
    most
        How many segments; the largest values are kept.
    reference
        The total's value, drawn as a line.
    """
    dimension = answer.scope.by[0]
    frame = words.drawn(answer.frame)
    size = frame["value"].fillna(frame["high"])
    rows = frame.assign(size=size).dropna(subset=["size"]).nlargest(most, "size", keep="first").iloc[::-1]
    names = [words.name_of(str(s)) for s in rows[dimension]]
    known = rows["value"].notna()
    spots = rows["value"].where(known, rows["high"])
    points: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": spots.tolist(),
        "y": names,
        "marker": {
            "size": 9,
            "color": theme.COLOURS[0],
            "symbol": [_symbol(bool(k), str(s)) for k, s in zip(known, rows["status"], strict=True)],
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": (rows["high"] - spots).fillna(0).tolist(),
            "arrayminus": (spots - rows["low"]).fillna(0).tolist(),
            "thickness": 1.5,
            "width": 3,
        },
        "customdata": [[segment, _said(row, words)] for segment, row in zip(rows[dimension], _rows(rows), strict=True)],
        "hovertemplate": "<b>%{y}</b><br>%{customdata[1]}<extra></extra>",
        "showlegend": False,
    }
    fig = theme.figure(
        [points],
        words.title,
        answer.scope.in_words(),
        x_title=words.y_title,
        height=70 + ROW_PIXELS * max(len(rows), 4),
        half=True,
        x_axis={**words.axis(), "rangemode": "tozero", "nticks": 6},
        y_axis={"type": "category", "rangemode": "normal"},
    )
    if reference is not None:
        fig.add_vline(x=reference * words.scale, line={"dash": "dot", "width": 1.5, "color": theme.BREAK_COLOUR})
    return fig


def _rows(rows: pd.DataFrame) -> list[pd.Series]:
    return [row for _, row in rows.iterrows()]


def _symbol(known: bool, status: str) -> str:
    if not known:
        return "triangle-left-open"
    return "circle" if status == "ok" else "circle-open"


def _said(row: pd.Series, words: Words) -> str:
    scale = words.scale
    limits = f"95% interval {words.say(row['low'] / scale)} to {words.say(row['high'] / scale)}"
    value = words.say(row["value"] / scale) if pd.notna(row["value"]) else "upper bound only"
    reason = f"<br>{row['reason']}" if row["reason"] else ""
    return f"{value}<br>{limits}<br>n = {int(row['n']):,}, {str(row['status']).replace('_', ' ')}{reason}"

"""The one look of every chart: colours, margins, titles that carry the scope, hover and number formats."""

from __future__ import annotations

import textwrap
from typing import Any

import plotly.graph_objects as go

# Okabe and Ito (2008), told apart by people with any colour vision; dashes and markers repeat the distinction.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8C6BB1", "#B59F00", "#6E6E6E")
REST_COLOUR = "#9A9A9A"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash", "dot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star", "triangle-down", "pentagon")
BREAK_COLOUR = "#8A8A8A"
# Characters that fit on a line of the title and of the subtitle, for a chart as wide as the page and for half of it.
FULL_WIDTH = (80, 120)
HALF_WIDTH = (34, 62)

# One image button, always there; the file carries the title and the scope because the figure does.
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": True,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "zoom2d", "zoomIn2d", "zoomOut2d", "autoScale2d", "pan2d"],
    "toImageButtonOptions": {"format": "png", "scale": 2, "width": 1200, "height": 600},
}


def config(file_name: str) -> dict[str, Any]:
    """Return the Plotly configuration whose image button saves `file_name`.png."""
    return {**CONFIG, "toImageButtonOptions": {**CONFIG["toImageButtonOptions"], "filename": file_name}}


def figure(
    title: str, subtitle: str, *, x_title: str = "", y_title: str = "", height: int = 400, half: bool = False
) -> go.Figure:
    """Return an empty figure with the shared look.

    Parameters
    ----------
    title
        What is drawn, in words.
    subtitle
        The scope in words: an exported image must say what it is of.
    x_title, y_title
        Axis names, with units.
    height
        Pixels, without what long titles add.
    half
        Whether the chart stands beside another one, so that its words must be broken earlier.
    """
    title_width, subtitle_width = HALF_WIDTH if half else FULL_WIDTH
    title_lines = textwrap.wrap(title, title_width)
    lines = textwrap.wrap(subtitle, subtitle_width)[:4]
    above = 24 + 21 * len(title_lines) + 16 * len(lines)
    fig = go.Figure()
    fig.update_layout(
        title={
            "text": "<br>".join(title_lines),
            "subtitle": {"text": "<br>".join(lines), "font": {"size": 12}},
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "pad": {"t": 12},
            "font": {"size": 16},
        },
        height=height + above,
        margin={"l": 8, "r": 8, "t": above, "b": 8},
        legend={"title": {"text": ""}, "traceorder": "normal"},
        hovermode="closest",
        hoverlabel={"align": "left", "namelength": -1},
        xaxis={"title": {"text": x_title}, "automargin": True},
        yaxis={"title": {"text": y_title}, "automargin": True, "rangemode": "tozero"},
        bargap=0.15,
    )
    return fig


def mark_break(fig: go.Figure, day: str, text: str) -> None:
    """Draw a definition break as a vertical line with its words."""
    fig.add_vline(x=day, line={"dash": "dash", "width": 1.5, "color": BREAK_COLOUR})
    fig.add_annotation(
        x=day,
        y=1,
        yref="paper",
        text=text,
        showarrow=False,
        xanchor="right",
        yanchor="top",
        font={"size": 11},
        xshift=-4,
    )

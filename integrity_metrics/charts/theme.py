"""The one look of every chart: colours, margins, titles that carry the scope, hover and number formats."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
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


class Figure(go.Figure):  # type: ignore[misc]  # Plotly has no types
    """A figure that is turned into plain values once, however many visitors it is sent to."""

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as plain values; do not change them, nor the figure after the first call."""
        if (found := self.__dict__.get("_plain")) is None:
            found = self.__dict__["_plain"] = super().to_dict()
        return found  # type: ignore[no-any-return]


def figure(
    traces: Iterable[dict[str, Any]],
    title: str,
    subtitle: str,
    *,
    x_title: str = "",
    y_title: str = "",
    height: int = 400,
    half: bool = False,
    legend: dict[str, Any] | None = None,
    x_axis: dict[str, Any] | None = None,
    y_axis: dict[str, Any] | None = None,
) -> go.Figure:
    """Return a figure with the shared look.

    Parameters
    ----------
    traces
        Plotly traces as dictionaries, each with its ``type``.
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
    legend, x_axis, y_axis
        What differs from the shared look.
    """
    title_width, subtitle_width = HALF_WIDTH if half else FULL_WIDTH
    title_lines = textwrap.wrap(title, title_width)
    lines = textwrap.wrap(subtitle, subtitle_width)[:4]
    above = 24 + 21 * len(title_lines) + 16 * len(lines)
    # One dictionary: Plotly checks each later change anew, which takes longer than drawing.
    layout = {
        "title": {
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
        "height": height + above,
        "margin": {"l": 8, "r": 8, "t": above, "b": 8},
        "legend": {"title": {"text": ""}, "traceorder": "normal", **(legend or {})},
        "hovermode": "closest",
        "hoverlabel": {"align": "left", "namelength": -1},
        "xaxis": {"title": {"text": x_title}, "automargin": True, **(x_axis or {})},
        "yaxis": {"title": {"text": y_title}, "automargin": True, "rangemode": "tozero", **(y_axis or {})},
        "bargap": 0.15,
        "barmode": "stack",
    }
    return Figure(data=list(traces), layout=layout)


def mark_happenings(fig: go.Figure, marks: Iterable[tuple[str, str]]) -> None:
    """Mark what happened: a small numbered sign at the top of the day, with its words on hover.

    Parameters
    ----------
    fig
        A chart whose x axis is days.
    marks
        Day (ISO) and text of each, in time order.
    """
    told = list(marks)
    if not told:
        return
    fig.add_trace(
        {
            "type": "scatter",
            "x": [day for day, _ in told],
            "y": [1.0] * len(told),
            "yaxis": "y2",
            "mode": "markers+text",
            "text": [str(i) for i in range(1, len(told) + 1)],
            "textposition": "middle center",
            "textfont": {"size": 9, "color": "#FFFFFF"},
            "marker": {"symbol": "square", "size": 14, "color": BREAK_COLOUR},
            "customdata": [text for _, text in told],
            "hovertemplate": "%{x|%Y-%m-%d}<br>%{customdata}<extra></extra>",
            "showlegend": False,
        }
    )
    fig.update_layout(yaxis2={"overlaying": "y", "range": [0, 1.04], "visible": False, "fixedrange": True})


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

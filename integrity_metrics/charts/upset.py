"""Sets of rules that hit the same contents: bars of how many, over a matrix of dots that says which rules."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from integrity_metrics.charts import theme

ROW_PIXELS = 20
BAR_PIXELS = 190
EMPTY_COLOUR = "rgba(140, 140, 140, 0.25)"


def upset(sets: Sequence[tuple[Sequence[str], int]], title: str, subtitle: str, *, what: str = "contents") -> go.Figure:
    """Return the bars and the dots of sets.

    Parameters
    ----------
    sets
        The members of each set and its size: what is in exactly these members and no other; drawn in this order.
    title, subtitle
        What is drawn, and of what.
    what
        What is counted.

    References
    ----------
    Lex et al. (2014), UpSet: visualization of intersecting sets, IEEE TVCG 20(12).

    Examples
    --------
    >>> figure = upset([(("a", "b"), 12), (("b", "c"), 3)], "Sets", "all")
    >>> list(figure.data[0].y), [list(line.x) for line in figure.data[3:]]
    ([12, 3], [[0, 0], [1, 1]])
    """
    appears: dict[str, int] = {}
    for members, size in sets:
        for member in members:
            appears[member] = appears.get(member, 0) + size
    names = sorted(appears, key=lambda name: (appears[name], name))
    row = {name: i for i, name in enumerate(names)}
    told = [" + ".join(members) for members, _ in sets]
    columns = list(range(len(sets)))
    inside = [(column, member) for column, (members, _) in enumerate(sets) for member in members]
    # Rows of dots are as high as text needs, whatever the number of rules.
    height = BAR_PIXELS + ROW_PIXELS * max(len(names), 2)
    split = ROW_PIXELS * max(len(names), 2) / height
    traces = [
        {
            "type": "bar",
            "x": columns,
            "y": [size for _, size in sets],
            "marker": {"color": theme.COLOURS[0]},
            "customdata": told,
            "hovertemplate": f"<b>%{{customdata}}</b><br>%{{y:,}} {what}<extra></extra>",
            "showlegend": False,
        },
        _dots([c for c in columns for _ in names], [row[n] for _ in columns for n in names], EMPTY_COLOUR),
        {
            **_dots([c for c, _ in inside], [row[m] for _, m in inside], theme.COLOURS[0]),
            "customdata": [told[c] for c, _ in inside],
            "hoverinfo": None,
            "hovertemplate": "<b>%{customdata}</b><extra></extra>",
        },
        *(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [column, column],
                "y": [min(row[m] for m in members), max(row[m] for m in members)],
                "yaxis": "y2",
                "line": {"color": theme.COLOURS[0], "width": 2},
                "hoverinfo": "skip",
                "showlegend": False,
            }
            for column, (members, _) in enumerate(sets)
        ),
    ]
    fig = theme.figure(
        traces,
        title,
        subtitle,
        y_title=what,
        height=height,
        x_axis={"showticklabels": False, "showgrid": False, "zeroline": False, "range": [-0.6, len(sets) - 0.4]},
        y_axis={"domain": [split + 0.03, 1], "nticks": 5},
    )
    fig.update_layout(
        yaxis2={
            "domain": [0, split],
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "range": [-0.6, len(names) - 0.4],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "anchor": "x",
        },
        xaxis={"anchor": "y2"},
    )
    return fig


def _dots(x: list[int], y: list[int], colour: str) -> dict[str, object]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "yaxis": "y2",
        "marker": {"size": 9, "color": colour},
        "hoverinfo": "skip",
        "showlegend": False,
    }

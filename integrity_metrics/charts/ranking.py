"""Segments compared at one time: bars by size, and bars of change between two periods."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from integrity_metrics.charts import theme
from integrity_metrics.charts.trend import Words
from integrity_metrics.estimates import Estimates

BAR_PIXELS = 26
FRAME_PIXELS = 70
# Share of the value axis kept free for the words at the end of the bars.
ROOM_FOR_TEXT = 0.34


def ranking(answer: Estimates, words: Words, *, most: int, logarithmic: bool = False) -> go.Figure:
    """Return the `most` largest segments as horizontal bars, largest on top, each with its value written out.

    Parameters
    ----------
    answer
        One row a segment (`Grain.TOTAL`), broken down by one dimension.
    words
        Titles and names.
    most
        How many bars.
    logarithmic
        Value axis; bars then start at 1, which the axis says.
    """
    dimension = answer.scope.by[0]
    rows = answer.frame.dropna(subset=["value"]).nlargest(most, "value", keep="first").iloc[::-1]
    fig = theme.figure(
        words.title,
        answer.scope.in_words(),
        x_title=words.y_title,
        height=FRAME_PIXELS + BAR_PIXELS * max(len(rows), 3),
    )
    names = [words.name_of(str(s)) for s in rows[dimension]]
    fig.add_trace(
        go.Bar(
            x=rows["value"],
            y=names,
            orientation="h",
            marker={"color": theme.COLOURS[0]},
            customdata=list(zip(rows[dimension], rows["n"], strict=True)),
            text=[words.say(v) for v in rows["value"]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate=f"<b>%{{y}}</b><br>%{{x:{words.tick_format}}}<br>n = %{{customdata[1]:,}}<extra></extra>",
        )
    )
    fig.update_xaxes(**words.axis(), type="log" if logarithmic else "linear", nticks=5)
    if not logarithmic:
        fig.update_xaxes(range=[0, float(rows["value"].max()) * (1 + ROOM_FOR_TEXT)] if len(rows) else None)
    fig.update_yaxes(rangemode="normal", type="category")
    fig.update_layout(showlegend=False)
    return fig


def change_bars(frame: pd.DataFrame, dimension: str, words: Words, subtitle: str, *, most: int) -> go.Figure:
    """Return the segments that changed most as bars to the left (fall) and right (rise) of zero.

    Parameters
    ----------
    frame
        Columns: `dimension`, ``now``, ``before``, ``change``, ``ratio``; largest change first.
    dimension
        The segment column.
    words
        Titles and names.
    subtitle
        Both periods in words.
    most
        How many bars.
    """
    rows = frame.head(most).iloc[::-1]
    fig = theme.figure(
        words.title, subtitle, x_title=words.y_title, height=FRAME_PIXELS + BAR_PIXELS * max(len(rows), 3)
    )
    rising = [c >= 0 for c in rows["change"]]
    told = [
        f"{'new' if before == 0 and now > 0 else 'gone' if now == 0 else f'{ratio:,.2f} times'}"
        for now, before, ratio in zip(rows["now"], rows["before"], rows["ratio"], strict=True)
    ]
    fig.add_trace(
        go.Bar(
            x=rows["change"],
            y=[words.name_of(str(s)) for s in rows[dimension]],
            orientation="h",
            marker={
                "color": [theme.COLOURS[0] if up else theme.COLOURS[1] for up in rising],
                "pattern": {"shape": ["" if up else "/" for up in rising]},
            },
            customdata=list(zip(rows[dimension], rows["before"], rows["now"], strict=True)),
            text=told,
            textposition="outside",
            cliponaxis=False,
            hovertemplate=(
                f"<b>%{{y}}</b><br>before %{{customdata[1]:{words.tick_format}}}"
                f"<br>now %{{customdata[2]:{words.tick_format}}}<br>change %{{x:{words.tick_format}}}<extra></extra>"
            ),
        )
    )
    lowest, highest = min(0.0, float(rows["change"].min())), max(0.0, float(rows["change"].max()))
    room = ROOM_FOR_TEXT * (highest - lowest)
    fig.update_xaxes(**words.axis(), zeroline=True, zerolinewidth=2, nticks=5, range=[lowest - room, highest + room])
    fig.update_yaxes(rangemode="normal", type="category")
    fig.update_layout(showlegend=False)
    return fig

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
        Value axis.
    """
    dimension = answer.scope.by[0]
    rows = answer.frame.dropna(subset=["value"]).nlargest(most, "value", keep="first").iloc[::-1]
    values = (rows["value"] * words.scale).tolist()
    bars = {
        "type": "bar",
        "x": values,
        "y": [words.name_of(str(s)) for s in rows[dimension]],
        "orientation": "h",
        "marker": {"color": theme.COLOURS[0]},
        "customdata": list(zip(rows[dimension].tolist(), rows["n"].tolist(), strict=True)),
        "text": [words.say(v) for v in rows["value"]],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": f"<b>%{{y}}</b><br>%{{x:{words.tick_format}}}<br>n = %{{customdata[1]:,}}<extra></extra>",
        "showlegend": False,
    }
    reach = {"range": [0, max(values) * (1 + ROOM_FOR_TEXT)]} if values and not logarithmic else {}
    return theme.figure(
        [bars],
        words.title,
        answer.scope.in_words(),
        x_title=f"{words.y_title}, log scale" if logarithmic else words.y_title,
        height=_height(len(rows)),
        half=True,
        x_axis={**words.axis(), "type": "log" if logarithmic else "linear", "nticks": 5, **reach},
        y_axis={"rangemode": "normal", "type": "category"},
    )


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
    changes = rows["change"].tolist()
    told = [
        "new" if before == 0 and now > 0 else "gone" if now == 0 else f"{ratio:,.2f} times"
        for now, before, ratio in zip(rows["now"], rows["before"], rows["ratio"], strict=True)
    ]
    bars = {
        "type": "bar",
        "x": changes,
        "y": [words.name_of(str(s)) for s in rows[dimension]],
        "orientation": "h",
        "marker": {
            "color": [theme.COLOURS[0] if c >= 0 else theme.COLOURS[1] for c in changes],
            "pattern": {"shape": ["" if c >= 0 else "/" for c in changes]},
        },
        "customdata": list(zip(rows[dimension].tolist(), rows["before"].tolist(), rows["now"].tolist(), strict=True)),
        "text": told,
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": (
            f"<b>%{{y}}</b><br>before %{{customdata[1]:{words.tick_format}}}"
            f"<br>now %{{customdata[2]:{words.tick_format}}}<br>change %{{x:{words.tick_format}}}<extra></extra>"
        ),
        "showlegend": False,
    }
    lowest, highest = min([0.0, *changes]), max([0.0, *changes])
    room = ROOM_FOR_TEXT * (highest - lowest)
    span = {"range": [lowest - room, highest + room], "zeroline": True, "zerolinewidth": 2, "nticks": 5}
    return theme.figure(
        [bars],
        words.title,
        subtitle,
        x_title=words.y_title,
        height=_height(len(rows)),
        half=True,
        x_axis={**words.axis(), **span},
        y_axis={"rangemode": "normal", "type": "category"},
    )


def _height(bars: int) -> int:
    return FRAME_PIXELS + BAR_PIXELS * max(bars, 3)

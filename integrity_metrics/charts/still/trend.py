"""A metric over time with its interval, for a report: what is not complete is hatched, what happened is numbered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from integrity_metrics.charts.still import canvas
from integrity_metrics.charts.still.image import StillImage
from integrity_metrics.charts.still.time_axis import Mark, day_number, day_numbers, dress, footer, half_step
from integrity_metrics.charts.theme import COLOURS

PLOT_INCHES = 3.1
NEEDED = ("period_start", "value", "low", "high", "is_mature")


def trend(
    frame: pd.DataFrame,
    *,
    y_title: str,
    tick: Callable[[float], str],
    x_title: str = "week (UTC)",
    title: str = "",
    subtitle: str = "",
    marks: Sequence[Mark] = (),
    target: tuple[float, str] | None = None,
) -> StillImage:
    """Return one line with its ribbon.

    Parameters
    ----------
    frame
        ``period_start``, ``value``, ``low``, ``high`` (NaN where there is no number), ``is_mature``; one row a period.
    y_title, x_title
        Axis titles with units.
    tick
        Value -> short words for the value axis.
    title, subtitle
        What is drawn and its scope, for an image that travels alone.
    marks
        What happened.
    target
        A value to reach and what to call it.
    """
    rows = canvas.needed(frame, NEEDED, "trend").sort_values("period_start", kind="stable")
    with canvas.drawing():
        figure, axes = canvas.sheet(title, subtitle, PLOT_INCHES, footer(marks))
        if rows.empty or rows["value"].isna().all():
            canvas.say_empty(axes, "No number in this period")
            return canvas.finished(figure)
        x = day_numbers(rows["period_start"])
        value, low, high = (rows[c].to_numpy(dtype=float) for c in ("value", "low", "high"))
        mature = rows["is_mature"].to_numpy(dtype=bool)
        reach = half_step(x)
        breaks = [day_number(mark.day) for mark in marks if mark.is_break]
        pieces = np.split(np.arange(len(x)), np.searchsorted(x, sorted(breaks)))
        for number, piece in enumerate(p for p in pieces if len(p)):
            named = number == 0
            axes.fill_between(
                x[piece],
                low[piece],
                high[piece],
                color=COLOURS[0],
                alpha=0.16,
                linewidth=0,
                label="95% interval" if named else None,
            )
            # The dashed part starts at the last complete point, so that the line does not stop before it.
            axes.plot(x[piece], value[piece], color=COLOURS[0], linewidth=1.3, linestyle=(0, (3, 2)))
            whole = np.where(mature[piece], value[piece], np.nan)
            axes.plot(x[piece], whole, color=COLOURS[0], linewidth=2.0, label="estimate" if named else None)
        for fill, part in ((COLOURS[0], mature), (canvas.PAPER, ~mature)):
            axes.plot(
                x[part], value[part], "o", markersize=4.2, markerfacecolor=fill, markeredgecolor=COLOURS[0], zorder=3
            )
        for number, centre in enumerate(x[~mature]):
            axes.axvspan(
                centre - reach,
                centre + reach,
                facecolor="none",
                edgecolor=canvas.GRID,
                hatch="////",
                linewidth=0,
                zorder=0,
                label="not complete yet" if number == 0 else None,
            )
        drawn = [value, low, high]
        if target is not None:
            axes.axhline(target[0], color=COLOURS[5], linewidth=1.2, linestyle=(0, (6, 3)), label=target[1])
            drawn.append(np.array([target[0]]))
        dress(axes, x, drawn, marks, x_title=x_title, y_title=y_title, tick=tick)
        return canvas.finished(figure)

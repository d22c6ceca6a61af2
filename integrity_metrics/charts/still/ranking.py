"""Segments by size for a report: one bar each, the largest on top, its value written out."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from integrity_metrics.charts.still import canvas
from integrity_metrics.charts.still.image import StillImage
from integrity_metrics.charts.theme import COLOURS

NEEDED = ("name", "value", "said")
BAR_INCHES, FRAME_INCHES = 0.3, 0.75
NAME_CHARACTERS = 38
# Share of the value axis kept free for the words at the end of the bars.
ROOM_FOR_TEXT = 0.3


def ranking(
    frame: pd.DataFrame, *, x_title: str, tick: Callable[[float], str], title: str = "", subtitle: str = ""
) -> StillImage:
    """Return horizontal bars; negative values go to the left and are hatched.

    Parameters
    ----------
    frame
        ``name`` and ``said`` (words), ``value``, and, if there are intervals, ``low`` and ``high``; one row a bar.
        Rows without a value are left out.
    x_title
        Value axis title with its unit.
    tick
        Value -> short words for the value axis.
    title, subtitle
        What is drawn and its scope, for an image that travels alone.
    """
    canvas.needed(frame, NEEDED, "ranking")
    rows = frame.dropna(subset=["value"]).sort_values("value", kind="stable")
    plot_inches = FRAME_INCHES + BAR_INCHES * max(len(rows), 3)
    with canvas.drawing():
        figure, axes = canvas.sheet(title, subtitle, plot_inches)
        if rows.empty:
            canvas.say_empty(axes, "No segment has a number")
            return canvas.finished(figure)
        value = rows["value"].to_numpy(dtype=float)
        low, high = (rows[c].to_numpy(dtype=float) if c in rows else value for c in ("low", "high"))
        bars = axes.barh(
            np.arange(len(value)), value, height=0.66, color=[COLOURS[0] if v >= 0 else COLOURS[1] for v in value]
        )
        for bar, size in zip(bars, value, strict=True):
            if size < 0:
                bar.set(hatch="////", edgecolor=canvas.PAPER)
        if "low" in rows and "high" in rows:
            axes.hlines(np.arange(len(value)), low, high, color=canvas.INK, linewidth=1.1)
        ends = np.concatenate([[0.0], value, low[np.isfinite(low)], high[np.isfinite(high)]])
        lowest, highest = float(ends.min()), float(ends.max())
        span = (highest - lowest) or 1.0
        room = ROOM_FOR_TEXT * span
        axes.set_xlim(lowest - (room if lowest < 0 else 0.0), highest + (room if highest > 0 or lowest == 0 else 0.0))
        for position, (size, start, end, said) in enumerate(zip(value, low, high, rows["said"], strict=True)):
            right = size >= 0
            edge = float(np.nanmax([size, end]) if right else np.nanmin([size, start]))
            axes.text(
                edge + 0.012 * span * (1 if right else -1),
                position,
                str(said),
                ha="left" if right else "right",
                va="center",
                size=9.5,
            )
        names = [textwrap.shorten(str(name), NAME_CHARACTERS, placeholder=" …") for name in rows["name"]]
        axes.set_yticks(np.arange(len(value)), names, color=canvas.INK)
        axes.set_ylim(-0.6, max(len(value), 3) - 0.4)
        axes.set_xlabel(x_title)
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda number, _: tick(number)))
        axes.grid(visible=True, axis="x")
        axes.spines[["bottom", "left"]].set_visible(False)
        axes.axvline(0.0, color=canvas.MUTED, linewidth=1.0)
        return canvas.finished(figure)

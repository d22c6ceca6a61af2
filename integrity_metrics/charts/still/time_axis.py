"""What charts over time share: the axis of dates, and numbered marks for what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.ticker import FuncFormatter, MaxNLocator

from integrity_metrics.charts.still.canvas import INK, MUTED, PAPER

# Share of the value axis kept free above the data, where the numbers of the marks stand.
HEADROOM = 0.16
# Marks closer than this share of the axis are numbered at different heights.
TOO_CLOSE = 0.025
LEVELS = (0.955, 0.875, 0.795)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day: a policy change, a launch, an incident.

    Parameters
    ----------
    day
        When (UTC).
    text
        What, in words.
    is_break
        Whether the metric is defined differently from this day on: lines are not drawn across.
    """

    day: date
    text: str
    is_break: bool = False


def in_order(marks: Sequence[Mark]) -> list[Mark]:
    """Return the marks in the order they are numbered."""
    return sorted(marks, key=lambda mark: (mark.day, mark.text))


def footer(marks: Sequence[Mark]) -> list[str]:
    """Return what stands below the chart: number, day and words of each mark.

    Examples
    --------
    >>> footer([Mark(date(2026, 3, 12), "Spam policy tightened")])
    ['1 · 2026-03-12 · Spam policy tightened']
    """
    return [f"{number} · {mark.day.isoformat()} · {mark.text}" for number, mark in enumerate(in_order(marks), 1)]


def draw_marks(axes: Axes, marks: Sequence[Mark]) -> None:
    """Draw a line and a number for each mark; call after the axis has its limits."""
    left, right = axes.get_xlim()
    last, level = float("-inf"), 0
    for number, mark in enumerate(in_order(marks), 1):
        x = day_number(mark.day)
        level = (level + 1) % len(LEVELS) if x - last < TOO_CLOSE * (right - left) else 0
        last = x
        axes.axvline(x, color=MUTED, linewidth=1.4 if mark.is_break else 0.9, linestyle="--" if mark.is_break else ":")
        axes.text(
            x,
            LEVELS[level],
            str(number),
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="center",
            size=7.5,
            weight="bold",
            color=PAPER,
            bbox={"boxstyle": "circle,pad=0.28", "facecolor": INK, "edgecolor": "none"},
        )


def day_number(day: date | pd.Timestamp) -> float:
    """Return a day as Matplotlib counts it."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


def day_numbers(days: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """Return days as Matplotlib counts them, shape (n,)."""
    return np.asarray(date2num(pd.to_datetime(days).to_numpy()), dtype=np.float64)  # type: ignore[no-untyped-call]


def half_step(x: npt.NDArray[np.float64]) -> float:
    """Return half the usual distance of periods, in days; half a day for a single one."""
    return float(np.median(np.diff(x))) / 2 if len(x) > 1 else timedelta(hours=12) / timedelta(days=1)


def dress(
    axes: Axes,
    x: npt.NDArray[np.float64],
    values: Sequence[npt.NDArray[np.float64]],
    marks: Sequence[Mark],
    *,
    x_title: str,
    y_title: str,
    tick: Callable[[float], str],
) -> None:
    """Give axes their limits, titles, dates and value ticks, and draw the marks.

    Parameters
    ----------
    axes
        With everything drawn but the marks.
    x
        Days of the points.
    values
        All that the value axis must hold.
    marks
        What happened; the axis is widened to hold them all.
    x_title, y_title
        Axis titles with units.
    tick
        Value -> short words for the value axis.
    """
    days = [*x.tolist(), *(day_number(mark.day) for mark in marks)]
    reach = half_step(x)
    axes.set_xlim(min(days) - reach, max(days) + reach)
    known = np.concatenate(values)
    known = known[np.isfinite(known)]
    low = min(0.0, float(known.min())) if len(known) else 0.0
    high = max(0.0, float(known.max())) if len(known) else 1.0
    high = high if high > low else low + 1.0
    axes.set_ylim(low - (0.04 if low < 0 else 0.0) * (high - low), high + HEADROOM * (high - low))
    axes.set_xlabel(x_title)
    axes.set_ylabel(y_title)
    locator = AutoDateLocator(minticks=4, maxticks=10)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    axes.grid(visible=True, axis="y")
    axes.spines["left"].set_visible(False)
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=5, borderaxespad=0.2, handlelength=2.2)
    draw_marks(axes, marks)

"""One event for a message or an incident report: what was observed, what was expected, and when it left the band."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pandas as pd

from integrity_metrics.charts.still import canvas
from integrity_metrics.charts.still.image import StillImage
from integrity_metrics.charts.still.time_axis import Mark, day_number, day_numbers, dress, footer
from integrity_metrics.charts.theme import COLOURS, REST_COLOUR

PLOT_INCHES = 3.3
NEEDED = ("day", "observed", "expected", "low", "high")


def expected_band(
    frame: pd.DataFrame,
    *,
    y_title: str,
    tick: Callable[[float], str],
    event: tuple[date, date] | None = None,
    title: str = "",
    subtitle: str = "",
    marks: Sequence[Mark] = (),
) -> StillImage:
    """Return the observed line, the expected line and its band, the event's days shaded.

    Parameters
    ----------
    frame
        ``day``, ``observed``, ``expected``, ``low``, ``high``; NaN where there is no number.
    y_title
        Value axis title with its unit.
    tick
        Value -> short words for the value axis.
    event
        First and last day of the event, both within it.
    title, subtitle
        What is drawn and its scope, for an image that travels alone.
    marks
        What happened, for example a rule that went silent.
    """
    if event is not None and event[0] > event[1]:
        raise ValueError(f"event begins on {event[0]} and ends before, on {event[1]}; exchange the two days.")
    rows = canvas.needed(frame, NEEDED, "expected_band").sort_values("day", kind="stable")
    with canvas.drawing():
        figure, axes = canvas.sheet(title, subtitle, PLOT_INCHES, footer(marks))
        if rows.empty or rows["observed"].isna().all():
            canvas.say_empty(axes, "Nothing was observed in this period")
            return canvas.finished(figure)
        x = day_numbers(rows["day"])
        observed, expected, low, high = (rows[c].to_numpy(dtype=float) for c in NEEDED[1:])
        axes.fill_between(x, low, high, color=REST_COLOUR, alpha=0.25, linewidth=0, label="expected range")
        axes.plot(x, expected, color=REST_COLOUR, linewidth=1.4, linestyle=(0, (4, 2)), label="expected")
        axes.plot(x, observed, color=COLOURS[0], linewidth=1.8, marker="o", markersize=3.2, label="observed")
        if event is not None:
            # A day's point stands at its midnight; the shade reaches half a day to either side.
            axes.axvspan(
                day_number(event[0]) - 0.5,
                day_number(event[1]) + 0.5,
                facecolor=COLOURS[1],
                edgecolor=COLOURS[1],
                alpha=0.28,
                linewidth=1.0,
                zorder=0,
                label="event",
            )
        dress(axes, x, [observed, expected, low, high], marks, x_title="day (UTC)", y_title=y_title, tick=tick)
        return canvas.finished(figure)

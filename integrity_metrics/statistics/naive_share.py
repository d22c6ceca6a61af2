"""Shares within a time limit as usually printed: biased, kept only to be shown beside Kaplan–Meier as a warning."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_floats, as_non_negative, check_same_length, refuse


def share_of_closed_within(durations: ArrayLike, events: ArrayLike, at: ArrayLike) -> FloatArray:
    """Share of *closed* cases closed by each age: too fast, since slow cases are still open; NaN without closed cases.

    Parameters
    ----------
    durations, events
        Age at the end, and 1 actioned or 0 still open, shape (cases,).
    at
        Ages, shape (times,).

    Examples
    --------
    >>> share_of_closed_within([2, 30, 40], [1, 1, 0], at=[24]).tolist()
    [0.5]
    """
    within, events_seen = _within(durations, events, at)
    closed = float(events_seen.sum())
    return within / closed if closed else np.full(within.shape, np.nan)


def share_of_all_within(durations: ArrayLike, events: ArrayLike, at: ArrayLike) -> FloatArray:
    """Share of *all* cases closed by each age: too slow, since a young open case counts as a failure.

    Parameters and shapes as in `share_of_closed_within`; NaN without cases.

    Examples
    --------
    >>> share_of_all_within([2, 30, 40, 1], [1, 1, 0, 0], at=[24]).tolist()
    [0.25]
    """
    within, events_seen = _within(durations, events, at)
    return within / len(events_seen) if len(events_seen) else np.full(within.shape, np.nan)


def _within(durations: ArrayLike, events: ArrayLike, at: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Count closed cases by each age, and return the event indicator."""
    duration, is_event = as_non_negative("durations", durations), as_non_negative("events", events)
    refuse("events", is_event, (is_event != 0) & (is_event != 1), "events must be 1 (actioned) or 0 (still open)")
    check_same_length(durations=duration, events=is_event)
    times = np.atleast_1d(as_floats("at", at))
    return ((duration[:, None] <= times) * is_event[:, None]).sum(axis=0), is_event

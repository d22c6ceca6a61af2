"""Placebo in time: the same method at dates where nothing happened, which is the alarm rate a reader can believe."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from integrity_metrics.statistics.causal.inputs import MIN_BEFORE
from integrity_metrics.statistics.causal.result import CausalEffect, TimePlacebos
from integrity_metrics.statistics.causal.study import ChangeStudy


def placebo_changes(study: ChangeStudy, count: int) -> tuple[tuple[int, int], ...]:
    """Choose placebo changes inside the history: pairs of (change, end of the data used).

    The window after each is as long as the real one, but at most a third of the history; at least two fifths of the
    history, and enough for the calendar terms, come before the first.

    Examples
    --------
    >>> from integrity_metrics.statistics.causal.study import change_study
    >>> days = np.arange("2026-01-01", "2026-04-11", dtype="datetime64[D]")
    >>> study = change_study(np.zeros((1, 100)), days=days, change=days[80], treated=["DE"], units=["DE"])
    >>> placebo_changes(study, 3)
    ((32, 52), (46, 66), (60, 80))
    """
    if count < 0:
        raise ValueError(f"placebo_dates is {count}; it must not be negative")
    window = min(study.n_after, study.change // 3)
    first = max(int(0.4 * study.change), MIN_BEFORE + study.calendar.shape[1] + 4)
    last = study.change - window
    if count == 0 or window < 1 or last < first:
        return ()
    chosen = np.unique(np.linspace(first, last, count).round().astype(int))
    return tuple((int(change), int(change) + window) for change in chosen)


def time_placebos(
    run: Callable[[ChangeStudy], CausalEffect],
    study: ChangeStudy,
    changes: tuple[tuple[int, int], ...],
    level: float,
) -> TimePlacebos | None:
    """Run a method at each placebo change, seeing only data before the real one; None when no date is usable."""
    placed = []
    for change, end in changes:
        result = run(study.moved(change, end))
        if result.effect is not None and result.p_value is not None:
            placed.append((change, result.effect, result.p_value))
    if not placed:
        return None
    positions, effects, p_values = zip(*placed, strict=True)
    return TimePlacebos(positions, effects, p_values, level)

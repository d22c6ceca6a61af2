"""Who was still open, and who left how, at every event time: the table behind Kaplan–Meier and Aalen–Johansen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import (
    FloatArray,
    as_floats,
    as_non_negative,
    check_same_length,
    refuse,
)
from integrity_metrics.statistics.groups import IntArray, as_codes, positions, running


@dataclass(frozen=True, slots=True, eq=False)
class RiskTable:
    """Event times of every group, ordered by group and time; a row is one group and one distinct event time.

    Attributes
    ----------
    groups
        Number of groups.
    group, time, position
        Group code, event time and position within the group of each row, shape (rows,).
    at_risk, events
        Weight open just before the time, shape (rows,), and weight leaving at it by cause, shape (rows, causes).
    empties
        Whether everybody still open leaves at this time (decided on counts, so rounding of weights cannot blur it).
    duration, entry, weight, cause, code
        The cases themselves, by group and duration, shape (cases,); `cause` 0 is still open, 1, 2 ... the way out.
    exit_row, entry_row
        Last row at or before the case's end and entry; -1 for none. A case is at risk in the rows between.
    """

    groups: int
    group: IntArray
    time: FloatArray
    position: IntArray
    at_risk: FloatArray
    events: FloatArray
    empties: np.typing.NDArray[np.bool_]
    duration: FloatArray
    entry: FloatArray
    weight: FloatArray
    cause: IntArray
    code: IntArray
    exit_row: IntArray
    entry_row: IntArray

    def row_at(self, code: IntArray, time: FloatArray) -> IntArray:
        """Last row of group `code` at or before `time`; -1 where there is none (elementwise)."""
        return _row_at(self.group, self.time, code, time)

    def rows_at(self, at: FloatArray) -> IntArray:
        """Last row at or before each time of `at` in every group, shape (groups, times); -1 for none."""
        code, time = np.meshgrid(np.arange(self.groups), at, indexing="ij")
        return self.row_at(code.ravel(), time.ravel()).reshape(code.shape)

    def open_at(self, at: FloatArray) -> FloatArray:
        """Weight open just before each time of `at`, shape (groups, times): entered before it, not yet left."""
        return np.stack(
            [
                np.bincount(self.code, self.weight * ((self.duration >= t) & (self.entry < t)), minlength=self.groups)
                for t in at
            ],
            axis=1,
        )

    def total(self, values: FloatArray) -> FloatArray:
        """Sum a per-case value by group, shape (groups,)."""
        return np.bincount(self.code, values, minlength=self.groups).astype(np.float64)


def build_risk_table(
    durations: ArrayLike,
    causes: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    n_causes: int | None = None,
) -> RiskTable:
    """Count who is at risk and who leaves at every event time of every group.

    Parameters
    ----------
    durations
        Age at the event or at the data cut-off, shape (cases,), any unit of time.
    causes
        0 still open, 1, 2 ... the way out, shape (cases,).
    entry
        Age at which a case came into view (left truncation); None for age 0. A case is at risk for entry < t.
    weights
        Weight of each case, for example its impressions; None for equal weights. Cases of weight 0 are left out.
    groups
        Group code 0, 1, 2 ... of each case; None for one group.
    n_causes
        How many ways out there are, when the data may not show all of them.

    Examples
    --------
    >>> table = build_risk_table([2, 3, 3, 5], [1, 1, 0, 0])
    >>> table.time.tolist(), table.at_risk.tolist(), table.events[:, 0].tolist()
    ([2.0, 3.0], [4.0, 3.0], [1.0, 1.0])
    """
    duration = as_non_negative("durations", durations)
    cause_values = as_non_negative("causes", causes)
    refuse("causes", cause_values, cause_values != np.floor(cause_values), "causes must be 0 (open), 1, 2 ...")
    start = np.full(duration.shape, -np.inf) if entry is None else as_floats("entry", entry)
    weight = np.ones_like(duration) if weights is None else as_non_negative("weights", weights)
    check_same_length(durations=duration, causes=cause_values, entry=start, weights=weight)
    refuse("entry", start, start >= duration, "a case must enter before it ends; drop it or correct its age")
    code = as_codes("groups", groups, len(duration))
    count = int(code.max(initial=0)) + 1
    # Sorted once, so that every later look-up walks the table in order instead of jumping about in it. A case of weight
    # 0 (no impressions) changes nothing, but could leave a time with nothing at risk.
    order = np.lexsort((duration, code))
    order = order[weight[order] > 0]
    duration, start, weight, code = duration[order], start[order], weight[order], code[order]
    cause = cause_values[order].astype(np.intp)
    causes_seen = int(cause.max(initial=1))
    ways_out = causes_seen if n_causes is None else n_causes
    if ways_out < causes_seen:
        raise ValueError(f"causes has {causes_seen} ways out but n_causes is {n_causes}; raise n_causes")

    is_event = cause > 0
    event_group, event_time = code[is_event], duration[is_event]
    is_new = np.ones(len(event_time), dtype=bool)
    is_new[1:] = (event_group[1:] != event_group[:-1]) | (event_time[1:] != event_time[:-1])
    group, time = event_group[is_new], event_time[is_new]
    rows = len(group)
    position = positions(group)

    exit_row = _row_at(group, time, code, duration)
    entry_row = np.full(len(code), -1, dtype=np.intp) if entry is None else _row_at(group, time, code, start)
    counts = np.ones_like(weight)
    at_risk = _open_in_rows(weight, exit_row, entry_row, rows, position)
    count_at_risk = at_risk if weights is None else _open_in_rows(counts, exit_row, entry_row, rows, position)
    count_events = np.bincount(exit_row[is_event], minlength=rows)
    events = np.zeros((rows, ways_out))
    np.add.at(events, (exit_row[is_event], cause[is_event] - 1), weight[is_event])
    return RiskTable(
        groups=count,
        group=group,
        time=time,
        position=position,
        at_risk=at_risk,
        events=events,
        empties=count_events == count_at_risk,
        duration=duration,
        entry=start,
        weight=weight,
        cause=cause,
        code=code,
        exit_row=exit_row,
        entry_row=entry_row,
    )


def from_here_on(values: FloatArray, rows: IntArray, count: int, position: IntArray) -> FloatArray:
    """Sum per-case values whose row is at or after each row of the same group, shape (count,)."""
    placed = np.bincount(rows[rows >= 0], values[rows >= 0], minlength=count).astype(np.float64)
    return running(np.add, placed[::-1], _reversed_position(position))[::-1]


def _open_in_rows(
    values: FloatArray, exit_row: IntArray, entry_row: IntArray, count: int, position: IntArray
) -> FloatArray:
    """Sum per-case values over the cases at risk in each row."""
    still_there = from_here_on(values, exit_row, count, position)
    if (entry_row < 0).all():
        return still_there
    return still_there - from_here_on(values, entry_row, count, position)


def _reversed_position(position: IntArray) -> IntArray:
    """Positions counted from the end of each group, for a table read backwards."""
    is_last = np.append(position[1:] == 0, True) if len(position) else np.zeros(0, dtype=bool)
    return positions(np.cumsum(is_last[::-1]))


def _row_at(group: IntArray, time: FloatArray, code: IntArray, when: FloatArray) -> IntArray:
    """Last row of group `code` at or before `when`; -1 for none."""
    distinct = np.unique(time)
    stride = len(distinct) + 1
    row_key = group * stride + np.searchsorted(distinct, time) + 1
    key = code * stride + np.searchsorted(distinct, when, side="right")
    row = np.searchsorted(row_key, key, side="right") - 1
    first = np.searchsorted(group, np.arange(code.max(initial=0) + 1))
    return np.where(row >= first[code], row, -1).astype(np.intp)

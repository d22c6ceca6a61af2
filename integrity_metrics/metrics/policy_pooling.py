"""Weeks taken together where single ones hold too few records, so that no period is hidden and none is made up."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from integrity_metrics.metrics.policy_outcomes import FEWEST_RECORDS, Outcome, first_monday_from
from integrity_metrics.scope import Grain, Period

RUNS = (1, 2, 3, 4, 6, 8)
WEEK = timedelta(days=7)

FloatArray = NDArray[np.float64]


def shortest_run(
    frame: pd.DataFrame, units: tuple[str, ...], outcome: Outcome, day: date, window: Period
) -> int | None:
    """Return the fewest weeks a period needs so that every period of `units` can be shown; None where none will do.

    Parameters
    ----------
    frame
        From `policy_outcomes.weekly`, of the window.
    units
        The units that must have a value in every period.
    outcome, day, window
        As in `pool_weeks`.
    """
    for run in RUNS:
        values, thin = pool_weeks(frame, units, outcome, day, window, run)
        if values.shape[1] and not thin:
            return run
    return None


def pool_weeks(
    frame: pd.DataFrame, units: tuple[str, ...], outcome: Outcome, day: date, window: Period, run: int
) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return units x periods of `run` weeks, counted from the change both ways, and the units too thin to use.

    Shares are sums over sums; counts and rates of views are means a week. The week a change fell into is
    left out unless it was on a Monday: it is neither before nor after.

    Parameters
    ----------
    frame
        ``week``, ``unit``, ``raw``, ``n``; a week without any row at all is left out.
    units
        Rows wanted, in order.
    outcome
        A week without a row is a count of 0, and a share or rate that is missing.
    day
        First day the change was in force.
    window
        Days to use; its start and end are Mondays.
    run
        Weeks a period.

    Returns
    -------
    DataFrame
        Index the units, columns the first day of each period.
    frozenset
        Units with a period of fewer than 10 records, or without a value.
    """
    start = Grain.WEEK.start_of(window.since)
    spanned = (start + i * WEEK for i in range((window.until - start).days // 7))
    held = set(frame["week"])
    weeks = [week for week in spanned if week in held]
    raw, n = (
        frame.pivot_table(index="unit", columns="week", values=name, aggfunc="first").reindex(
            index=list(units), columns=weeks
        )
        for name in ("raw", "n")
    )
    n = n.fillna(0)
    if outcome.unit == "count":
        raw = raw.fillna(0.0)
    before, after = _periods(weeks, day, run)
    chosen = [*before, *after]
    columns, values, records = [], [], []
    for period in chosen:
        part, weights = raw[period].to_numpy(dtype=float), n[period].to_numpy(dtype=float)
        values.append(_pooled(part, weights, outcome))
        records.append(weights.sum(axis=1))
        columns.append(period[0])
    if not columns:
        return pd.DataFrame(index=list(units)), frozenset(units)
    table = pd.DataFrame(np.column_stack(values), index=list(units), columns=columns)
    counted = np.column_stack(records)
    # A count needs its records on the whole, a share or rate in every period.
    small = counted.mean(axis=1) < FEWEST_RECORDS if outcome.unit == "count" else (counted < FEWEST_RECORDS).any(axis=1)
    bad = small | table.isna().any(axis=1).to_numpy()
    return table, frozenset(unit for unit, is_bad in zip(units, bad, strict=True) if is_bad)


def _pooled(values: FloatArray, records: FloatArray, outcome: Outcome) -> FloatArray:
    """Return the value of a period: weeks weigh by their records in a share, alike otherwise."""
    if not outcome.is_share:
        return np.asarray(values.mean(axis=1))
    total = records.sum(axis=1)
    held = np.nansum(values * records, axis=1)
    share: FloatArray = np.divide(held, total, out=np.full(len(total), np.nan), where=total > 0)
    return share


def _periods(weeks: list[date], day: date, run: int) -> tuple[list[list[date]], list[list[date]]]:
    """Cut the weeks before and after into runs that end or begin at the change; what is left over is not used."""
    first = first_monday_from(day)
    earlier, later = [w for w in weeks if w + WEEK <= day], [w for w in weeks if w >= first]
    spare = len(earlier) % run
    before = [earlier[i : i + run] for i in range(spare, len(earlier), run)]
    after = [later[i : i + run] for i in range(0, len(later) - run + 1, run)]
    return before, after

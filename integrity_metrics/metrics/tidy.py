"""Small steps every subject shares: naming segments, marking partial periods, complete counts, shares and means."""

from __future__ import annotations

import numpy as np
import pandas as pd

from integrity_metrics.estimates import MEASURES
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.statistics.status import Status


def named_segments(frame: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """Return `frame` with ``segment_1 ...`` renamed to the scope's dimensions and ``period_start`` as dates."""
    names = {f"segment_{i}": dimension for i, dimension in enumerate(scope.by, start=1)}
    renamed = frame.rename(columns=names)
    starts = pd.to_datetime(renamed["period_start"]).dt.date
    segments = {d: renamed[d].astype(object).where(renamed[d].notna(), "unknown") for d in scope.by}
    return renamed.assign(period_start=starts, **segments)


def is_whole(starts: pd.Series, scope: Scope, data: Period) -> np.ndarray:
    """Return, per row, whether the period lies wholly inside both the scope and the data.

    A partial first or last period is never comparable with a whole one, so charts draw it apart.
    """
    if scope.grain is Grain.TOTAL:
        return np.full(len(starts), scope.period.since >= data.since and scope.period.until <= data.until)
    first, last = max(scope.period.since, data.since), min(scope.period.until, data.until)
    # A week or month that began before the scope is labelled with a start outside it.
    whole = {s: s >= first and scope.grain.end_of(s) <= last for s in set(starts)}
    return np.array([whole[s] for s in starts], dtype=bool)


def complete(frame: pd.DataFrame, scope: Scope, data: Period, *, minimum_n: int, method: str) -> pd.DataFrame:
    """Return the answer frame of a figure computed from every record, not from a sample.

    Such a figure has no sampling error, so ``low == high == value``; rows under `minimum_n` are suppressed.

    Parameters
    ----------
    frame
        ``period_start``, the scope's dimensions, ``value`` and ``n``.
    scope, data
        What was asked, and the days the data cover.
    minimum_n
        The smallest `n` a value may be shown for.
    method
        What to call it, for example ``complete count``.
    """
    whole = is_whole(frame["period_start"], scope, data)
    enough = frame["n"].to_numpy() >= minimum_n
    value = np.where(enough, frame["value"].to_numpy(dtype=float), np.nan)
    status = np.where(enough, np.where(whole, Status.OK.value, Status.IMMATURE.value), Status.SUPPRESSED.value)
    answered = frame.assign(value=value, low=value, high=value, method=method, status=status, is_mature=whole)
    ordered = answered.sort_values(["period_start", *scope.by], kind="stable", ignore_index=True)
    return ordered[["period_start", *scope.by, *MEASURES]]

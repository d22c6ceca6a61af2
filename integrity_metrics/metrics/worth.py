"""What each row of an answer is worth: too small, not complete yet, or as good as its estimator says; and why."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from integrity_metrics.estimates import MEASURES, REASON
from integrity_metrics.metrics.catalogue import Metric
from integrity_metrics.metrics.tidy import is_whole
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

HIDDEN = (Status.SUPPRESSED.value, Status.UNDEFINED.value)


def with_worth(estimated: pd.DataFrame, metric: Metric, scope: Scope, data: Period) -> pd.DataFrame:
    """Return the answer frame of estimates that have limits of their own.

    Parameters
    ----------
    estimated
        ``period_start``, the scope's dimensions, ``value``, ``low``, ``high``, ``n``, ``method`` and ``status`` as the
        estimator gave it.
    metric
        Its ``minimum_n``, ``maturity_days`` and ``grain`` (what one record is).
    scope, data
        What was asked, and the days the data cover.

    Returns
    -------
    DataFrame
        The columns of `Estimates`, ordered; no number where the status is ``suppressed`` or ``undefined``.
    """
    rows = estimated.reset_index(drop=True)
    whole = is_whole(rows["period_start"], scope, data)
    waits = np.array([days_to_maturity(s, scope, data, metric.maturity_days) for s in rows["period_start"]], dtype=int)
    told = [
        _told(str(status), int(n), metric, is_whole=bool(w), days=int(d))
        for status, n, w, d in zip(rows["status"], rows["n"], whole, waits, strict=True)
    ]
    status = [t[0] for t in told]
    answered = rows.assign(status=status, is_mature=whole & (waits == 0), **{REASON: [t[1] for t in told]})
    answered.loc[answered["status"].isin(HIDDEN), ["value", "low", "high"]] = np.nan
    ordered = answered.sort_values(["period_start", *scope.by], kind="stable", ignore_index=True)
    return ordered[["period_start", *scope.by, *MEASURES, REASON]]


def days_to_maturity(start: date, scope: Scope, data: Period, maturity_days: int) -> int:
    """Return how many more days of data the period of `scope` that starts on `start` needs; 0 where it is mature."""
    end = scope.period.until if scope.grain is Grain.TOTAL else min(scope.grain.end_of(start), scope.period.until)
    if maturity_days == 0:
        return 0
    return max(0, (end + timedelta(days=maturity_days) - data.until).days)


def _told(status: str, n: int, metric: Metric, *, is_whole: bool, days: int) -> tuple[str, str]:
    if n < metric.minimum_n:
        return Status.SUPPRESSED.value, f"Too few {metric.grain}s: {metric.minimum_n - n} more needed."
    if status == Status.UNDEFINED:
        return status, Reason(ReasonCode.NO_HISTORY).sentence
    reasons = []
    if status == Status.UPPER_BOUND_ONLY:
        reasons.append(Reason(ReasonCode.ZERO_POSITIVES).sentence)
    if not is_whole:
        reasons.append("The period is only partly inside the data or the scope.")
    if days:
        reasons.append(Reason(ReasonCode.IMMATURE_PERIOD, needed=days).sentence)
    return (status if is_whole and not days else Status.IMMATURE.value), " ".join(reasons)

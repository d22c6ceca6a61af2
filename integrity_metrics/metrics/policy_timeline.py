"""Every outcome of one policy on one time axis: what the small multiples of the Policies page draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.policy_outcomes import FEWEST_RECORDS, Outcome, outcomes, weekly
from integrity_metrics.metrics.policy_pooling import RUNS
from integrity_metrics.scope import Period
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.failures import MissingTableError

# Share of the points of a line that must be shown; below it more weeks are taken together.
SHOWN_FROM = 0.8


@dataclass(frozen=True, slots=True)
class TimelinePart:
    """One outcome of the policy.

    Parameters
    ----------
    outcome
        Which.
    frame
        ``period_start``, ``value``, ``low``, ``high``, ``n``, ``status``, ``is_mature``, ``reason``; one row a period.
    weeks
        Weeks in a period.
    executed
        The statements behind it.
    missing
        Why there is nothing, in a sentence; empty when there is.
    """

    outcome: Outcome
    frame: pd.DataFrame
    weeks: int
    executed: tuple[Executed, ...]
    missing: str = ""


def policy_timeline(
    warehouse: Warehouse, policy: str, period: Period, heartbeat: Heartbeat | None = None
) -> tuple[TimelinePart, ...]:
    """Return every outcome of a policy inside a period; an outcome whose tables are missing says so."""
    return tuple(_part(warehouse, outcome, policy, period, heartbeat) for outcome in outcomes().values())


def _part(
    warehouse: Warehouse, outcome: Outcome, policy: str, period: Period, heartbeat: Heartbeat | None
) -> TimelinePart:
    columns = ["period_start", "value", "low", "high", "n", "status", "is_mature", "reason"]
    try:
        told = weekly(warehouse, outcome.key, "policy", heartbeat=heartbeat)
    except (ScopeError, MissingTableError) as error:
        return TimelinePart(outcome, pd.DataFrame(columns=columns), 1, (), str(error))
    frame = told.frame
    inside = (frame["unit"] == policy) & frame["week"].between(period.since, period.last_day)
    own = frame[inside].sort_values("week", ignore_index=True)
    run = 1
    if outcome.is_share and len(own):
        pooled = [_pooled(own, weeks) for weeks in RUNS]
        good = [i for i, p in enumerate(pooled) if (p["n"] >= FEWEST_RECORDS).mean() >= SHOWN_FROM]
        chosen = good[0] if good else len(RUNS) - 1
        run, own = RUNS[chosen], pooled[chosen]
    missing = "" if len(own) else f"There is no {outcome.title.lower()} of this policy in the period."
    drawn = own.rename(columns={"week": "period_start"})[columns].reset_index(drop=True)
    return TimelinePart(outcome, drawn, run, told.executed, missing)


def _pooled(own: pd.DataFrame, run: int) -> pd.DataFrame:
    """Add up shares over runs of weeks counted back from the newest mature one; younger weeks stay alone."""
    if run == 1:
        return own
    young = ~own["is_mature"].astype(bool)
    mature = own[~young]
    if mature.empty:
        return own
    newest = mature["week"].max()
    turn = [(newest - week).days // 7 // run for week in mature["week"]]
    sums = (
        mature.assign(turn=turn, positives=mature["raw"] * mature["n"])
        .groupby("turn", as_index=False)
        .agg(week=("week", "min"), positives=("positives", "sum"), n=("n", "sum"))
    )
    interval = wilson(sums["positives"].round().to_numpy(), sums["n"].to_numpy())
    small = sums["n"].to_numpy() < FEWEST_RECORDS
    points = {
        name: np.where(small, np.nan, values)
        for name, values in (("value", interval.estimate), ("low", interval.low), ("high", interval.high))
    }
    told = sums.assign(
        **points,
        status=np.where(small, Status.SUPPRESSED.value, interval.status),
        is_mature=True,
        reason=np.where(small, f"Fewer than {FEWEST_RECORDS} records.", f"{run} weeks taken together."),
    )
    return pd.concat([told, own[young]], ignore_index=True).sort_values("week", ignore_index=True)

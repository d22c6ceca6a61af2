"""What a change may have moved, week by week and by policy or market: one grouped question an outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics import enforcement, promises
from integrity_metrics.metrics.ask import ask, data_period
from integrity_metrics.metrics.catalogue import Metric, Unit, metric
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.metrics.worth import with_worth
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

UNITS_COMPARED = ("policy", "market")
DISAGREEMENT = "reviewer_disagreement"
# Fewest records behind a share that is drawn or compared.
FEWEST_RECORDS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a change.

    Parameters
    ----------
    key
        Its name in links; the catalogue's key where it has one.
    title, noun
        What people read, and what one record behind it is.
    unit
        How its values are told.
    mind
        What to mind when reading an effect on it; may be empty.
    """

    key: str
    title: str
    noun: str
    unit: Unit
    mind: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it is told in points; counts and rates per 10,000 views are told relative to their level before."""
        return self.unit == "share"


@dataclass(frozen=True, slots=True)
class Weekly:
    """An outcome by week and unit.

    Parameters
    ----------
    frame
        ``week`` (Monday), ``unit``, ``value``, ``low``, ``high``, ``n``, ``status``, ``is_mature``, ``reason``, and
        ``raw``: the value before small numbers are hidden, for sums over weeks only, never to be drawn.
    data
        The days there are data for.
    executed
        The statements behind it.
    """

    frame: pd.DataFrame
    data: Period
    executed: tuple[Executed, ...]


def outcomes() -> dict[str, Outcome]:
    """Return the outcomes a change can be judged by, in the order pages show them."""
    counts = "Counts of actions say what was done, not what people saw."
    told = [
        _of("prevalence", "label", ""),
        _of("unwanted_impressions", "view", "Only what was found is in it: finding more also raises it."),
        _of("actions", "action", counts),
        _of("appeal_rate", "action", ""),
        _of("overturn_rate", "decided appeal", ""),
        Outcome(
            DISAGREEMENT,
            "Reviewer disagreement",
            "second review",
            "share",
            "Of decisions that found a violation and were reviewed again, blind: share decided otherwise.",
        ),
    ]
    return {outcome.key: outcome for outcome in told}


def weekly(
    warehouse: Warehouse, key: str, by: str, *, policy: str | None = None, heartbeat: Heartbeat | None = None
) -> Weekly:
    """Return an outcome of every policy (or of one policy in every market), week by week, over all the data.

    Parameters
    ----------
    key
        One of `outcomes`.
    by
        ``policy`` or ``market``.
    policy
        The policy to keep to; needed when `by` is ``market``.

    Raises
    ------
    ScopeError
        For an unknown outcome or unit, or data that are missing.
    """
    if key not in outcomes():
        raise ScopeError(f"{key!r} is no outcome of a change; known: {', '.join(outcomes())}.")
    if by not in UNITS_COMPARED:
        raise ScopeError(f"Outcomes are compared by {' or '.join(UNITS_COMPARED)}, not by {by!r}.")
    return remembered(
        ("policy outcome", warehouse.version, key, by, policy),
        lambda: _asked(warehouse, key, by, policy, heartbeat),
    )


def _of(key: str, noun: str, mind: str) -> Outcome:
    entry = metric(key)
    return Outcome(key, entry.title, noun, entry.unit, mind)


def _asked(warehouse: Warehouse, key: str, by: str, policy: str | None, heartbeat: Heartbeat | None) -> Weekly:
    data = promises.extent(warehouse)[0] if key == DISAGREEMENT else data_period(warehouse, key)
    filters = () if policy is None else (Filter("policy", (policy,)),)
    scope = Scope(data, Grain.WEEK, filters, (by,))
    ask_it = SHARES.get(key)
    frame, executed = (
        _rates(warehouse, key, scope, heartbeat) if ask_it is None else ask_it(warehouse, scope, heartbeat)
    )
    told = frame.rename(columns={"period_start": "week", by: "unit"})
    columns = ["week", "unit", "value", "low", "high", "n", "status", "is_mature", "reason", "raw"]
    return Weekly(told[columns].reset_index(drop=True), data, executed)


def _rates(
    warehouse: Warehouse, key: str, scope: Scope, heartbeat: Heartbeat | None
) -> tuple[pd.DataFrame, tuple[Executed, ...]]:
    """Return counts and rates of views as the metric answers them; no positive at all counts as a rate of 0."""
    answer = ask(warehouse, key, scope, heartbeat=heartbeat)
    none_found = answer.frame["status"] == Status.UPPER_BOUND_ONLY.value
    raw = answer.frame["value"].mask(none_found & answer.frame["value"].isna(), 0.0)
    return answer.frame.assign(raw=raw.astype(float)), answer.executed


def _share(key: str) -> Callable[[Warehouse, Scope, Heartbeat | None], tuple[pd.DataFrame, tuple[Executed, ...]]]:
    def asked(
        warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None
    ) -> tuple[pd.DataFrame, tuple[Executed, ...]]:
        entry = metric(key)
        counts, executed = promises.share_counts(warehouse, entry, scope, heartbeat)
        return _worth(counts, entry, scope, promises.extent(warehouse)[0]), (executed,)

    return asked


def _disagreement(
    warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None
) -> tuple[pd.DataFrame, tuple[Executed, ...]]:
    # The mart calls every dimension but policy `value`.
    (unit,) = scope.by
    statement = warehouse.shape(
        load_query("metrics/review_disagreement"),
        {
            "since": scope.period.since,
            "until": scope.period.until,
            "dimension": "all" if unit == "policy" else unit,
        },
        grain=scope.grain,
        by=("policy" if unit == "policy" else "value",),
        filters=scope.filters,
    )
    result = warehouse.run(statement, heartbeat=heartbeat)
    # Decisions that found nothing have no policy: they are no outcome of one.
    found = named_segments(result.frame.dropna(subset=["segment_1"]), scope)
    counts = found[["period_start", *scope.by]].assign(
        positives=found["disagreed"].astype(np.int64), n=found["compared"].astype(np.int64)
    )
    entry = metric("overturn_rate").model_copy(update={"grain": "decision", "minimum_n": FEWEST_RECORDS})
    return _worth(counts.reset_index(drop=True), entry, scope, promises.extent(warehouse)[0]), (result.executed,)


def _worth(counts: pd.DataFrame, entry: Metric, scope: Scope, data: Period) -> pd.DataFrame:
    interval = wilson(counts["positives"].to_numpy(), counts["n"].to_numpy())
    estimated = counts.assign(
        value=interval.estimate,
        low=interval.low,
        high=interval.high,
        method=interval.method.value,
        status=interval.status,
    )
    frame = with_worth(estimated.drop(columns="positives"), entry, scope, data)
    raw = counts.assign(raw=counts["positives"] / counts["n"])[["period_start", *scope.by, "raw"]]
    return frame.merge(raw, on=["period_start", *scope.by])


def known_units(warehouse: Warehouse, by: str) -> tuple[str, ...]:
    """Return the policies or markets there are actions of, most first."""
    return enforcement.choices(warehouse).get(by, ())


def first_monday_from(day: date) -> date:
    """Return the first Monday on or after a day: the first whole week of a change.

    Examples
    --------
    >>> first_monday_from(date(2025, 1, 11)), first_monday_from(date(2025, 1, 13))
    (datetime.date(2025, 1, 13), datetime.date(2025, 1, 13))
    """
    start = Grain.WEEK.start_of(day)
    return start if start == day else Grain.WEEK.end_of(start)


SHARES: dict[str, Callable[[Warehouse, Scope, Heartbeat | None], tuple[pd.DataFrame, tuple[Executed, ...]]]] = {
    "appeal_rate": _share("appeal_rate"),
    "overturn_rate": _share("overturn_rate"),
    DISAGREEMENT: _disagreement,
}

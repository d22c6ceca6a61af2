"""What was abnormal lately: every platform by category series of the EU DSA data, scanned with the detector."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from integrity_metrics.detection.detector import detect
from integrity_metrics.detection.robust_baseline import HISTORY_DAYS
from integrity_metrics.detection.series import Scan, SeriesSet
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics import industry
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

METRIC = "dsa_statements"
DIMENSIONS = ("platform", "category")
WATCHED_DAYS = 60


@dataclass(frozen=True, slots=True)
class Watch:
    """A scan of every series, ready for a page.

    Parameters
    ----------
    period
        The days watched.
    events
        One row an event, largest absolute excess first: ``platform``, ``category``, ``type``, ``start``, ``peak``,
        ``end`` (dates), ``observed``, ``expected``, ``excess``, ``excess_low``, ``excess_high``, ``score``,
        ``recent`` (the watched days as a list, for a sparkline) and ``series`` (row of `series`).
    series, scan
        What the detector read and said.
    executed
        The statements behind it.
    """

    period: Period
    events: pd.DataFrame
    series: SeriesSet
    scan: Scan
    executed: tuple[Executed, ...]

    def band(self, row: int) -> pd.DataFrame:
        """Return one series as ``day, observed, expected, low, high`` over the watched days."""
        kept = slice(len(self.series.days) - self.period.days, None)
        return pd.DataFrame(
            {
                "day": self.series.days[kept],
                "observed": self.series.observed[row, kept],
                "expected": self.scan.expected[row, kept],
                "low": self.scan.low[row, kept],
                "high": self.scan.high[row, kept],
            }
        )


def watch(warehouse: Warehouse, *, days: int = WATCHED_DAYS, heartbeat: Heartbeat | None = None) -> Watch:
    """Return the scan of the last `days` days of data, with the history each of them is judged by."""
    return remembered(("watch", warehouse.version, days), lambda: _watch(warehouse, days, heartbeat))


def _watch(warehouse: Warehouse, days: int, heartbeat: Heartbeat | None) -> Watch:
    data, _, _ = industry.extent(warehouse)
    first = max(data.since, data.until - timedelta(days=days + HISTORY_DAYS))
    # Asked past the memory of answers: tens of thousands of rows, of which only the matrix below is kept.
    scope = Scope(Period(first, data.until), Grain.DAY, by=DIMENSIONS)
    answer = industry.statements(warehouse, metric(METRIC), scope, heartbeat)
    series = series_of(answer.frame, DIMENSIONS, Period(first, data.until))
    watched = min(days, len(series.days))
    scan = detect(series, last_days=watched)
    kept = series.observed[:, -watched:]
    days_of = series.days.astype("datetime64[D]").astype(object)
    rows = [
        {
            **dict(zip(DIMENSIONS, series.keys[e.series], strict=True)),
            "type": e.type.value,
            "start": days_of[e.start],
            "peak": days_of[e.peak],
            "end": days_of[e.end],
            "observed": e.observed,
            "expected": e.expected,
            "excess": e.excess,
            "excess_low": e.excess_low,
            "excess_high": e.excess_high,
            "score": e.score,
            "recent": kept[e.series].tolist(),
            "series": e.series,
        }
        for e in scan.events
    ]
    period = Period(data.until - timedelta(days=watched), data.until)
    return Watch(period, pd.DataFrame(rows), series, scan, answer.executed)


def series_of(frame: pd.DataFrame, dimensions: tuple[str, ...], period: Period) -> SeriesSet:
    """Return an answer's daily counts as a `SeriesSet`.

    A day without a row is a day on which nothing was filed: the database has a dump for every day, so it is zero, not
    missing. Before a series' first row it is missing, because the platform may not have reported yet.
    """
    wide = frame.pivot_table(index=list(dimensions), columns="period_start", values="value", aggfunc="sum", sort=True)
    all_days = [period.since + timedelta(days=i) for i in range(period.days)]
    wide = wide.reindex(columns=all_days)
    observed = wide.to_numpy(dtype=np.float64)
    begun = np.maximum.accumulate(np.isfinite(observed), axis=1)
    observed = np.where(np.isnan(observed) & begun, 0.0, observed)
    keys = tuple(tuple(str(part) for part in key) for key in wide.index)
    return SeriesSet(keys, np.array(all_days, dtype="datetime64[D]"), observed)


def events_on(found: pd.DataFrame, row: int) -> list[tuple[date, date, str]]:
    """Return the events of one series as first day, last day and type, for a chart."""
    mine = found[found["series"] == row]
    return list(zip(mine["start"], mine["end"], mine["type"], strict=True))

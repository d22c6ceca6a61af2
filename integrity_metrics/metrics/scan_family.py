"""What a scan reads: the daily series of one metric by one break-down, laid out for the detector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from integrity_metrics.detection.market_holidays import market_holidays
from integrity_metrics.detection.series import SeriesSet
from integrity_metrics.estimates import Executed
from integrity_metrics.scope import Period

Segment = tuple[tuple[str, str], ...]
# First days of new definitions of a segment's series.
Restarts = Callable[[Segment], Sequence[date]]
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Family:
    """The series of one metric by one break-down.

    Parameters
    ----------
    metric
        Its key in the catalogue.
    dimensions
        The break-down; none is the total.
    series
        Keys in the order of `dimensions`.
    counted
        What is counted, in words: ``actions``.
    lag_days
        The newest days that are not complete, and so not judged.
    executed
        The statements behind it.
    """

    metric: str
    dimensions: tuple[str, ...]
    series: SeriesSet
    counted: str
    lag_days: int = 0
    executed: tuple[Executed, ...] = ()

    def segment(self, row: int) -> Segment:
        """Return the segment of one series."""
        return tuple(zip(self.dimensions, self.series.keys[row], strict=True))


@dataclass(frozen=True, slots=True)
class Layout:
    """How rows become series.

    Parameters
    ----------
    period
        The days of the matrix.
    markets
        Whose holidays count for series that are of no market.
    restarts
        See `Restarts`.
    empty_days_are_zero
        Whether a day on which the whole table has no row is zero; otherwise such a day was lost, and is missing.
    """

    period: Period
    markets: tuple[str, ...]
    restarts: Restarts
    empty_days_are_zero: bool = False

    @property
    def days(self) -> NDArray[np.datetime64]:
        """All days, consecutive."""
        return np.arange(np.datetime64(self.period.since, "D"), np.datetime64(self.period.until, "D"))


def lay_out(
    layout: Layout,
    metric: str,
    dimensions: tuple[str, ...],
    rows: pd.DataFrame,
    *,
    counted: str,
    lag_days: int = 0,
    executed: tuple[Executed, ...] = (),
) -> Family:
    """Return daily rows as series; a segment without a row on a day that others have rows for counted zero.

    Parameters
    ----------
    layout
        Days, holidays, restarts.
    rows
        ``day``, the dimensions, ``observed`` and, for rates, ``denominator``; finer rows are added up.
    """
    observed = _matrix(rows, dimensions, "observed", layout)
    keys = tuple(tuple(str(part) for part in np.atleast_1d(key)[:-1]) for key in observed.index.to_flat_index())
    counts = observed.to_numpy(dtype=np.float64)
    known = np.isfinite(counts)
    has_rows = np.ones(len(layout.days), dtype=bool) if layout.empty_days_are_zero else known.any(axis=0)
    begun = np.maximum.accumulate(known, axis=1)
    counts = np.where(~known & begun & has_rows, 0.0, counts)
    denominator = None
    if "denominator" in rows.columns:
        out_of = _matrix(rows, dimensions, "denominator", layout).to_numpy(dtype=np.float64)
        denominator = np.where(np.isfinite(counts) & np.isnan(out_of), 0.0, out_of)
    mature = np.ones(counts.shape, dtype=bool)
    if lag_days:
        mature[:, -lag_days:] = False
    segments = [tuple(zip(dimensions, key, strict=True)) for key in keys]
    series = SeriesSet(
        keys,
        layout.days,
        counts,
        denominator,
        _holidays(layout, segments),
        mature,
        _restarts(layout, segments),
    )
    return Family(metric, dimensions, series, counted, lag_days, executed)


def with_numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with sums as floats: databases add whole numbers up to decimals, which pandas keeps as objects."""
    decimals = [
        str(name)
        for name, kind in rows.dtypes.items()
        if kind == np.dtype("O") and any(isinstance(value, Decimal) for value in rows[name])
    ]
    return rows.astype(dict.fromkeys(decimals, "float64"))


def _matrix(rows: pd.DataFrame, dimensions: tuple[str, ...], column: str, layout: Layout) -> pd.DataFrame:
    """Return one row a segment and one column a day; NaN where there are no rows."""
    named = rows.assign(**{d: rows[d].astype(object).where(rows[d].notna(), UNKNOWN) for d in dimensions})
    named["day"] = pd.to_datetime(named["day"])
    keys = [*dimensions, "total"]
    summed = named.assign(total="").groupby([*keys, "day"], as_index=False)[column].sum(min_count=1)
    wide: pd.DataFrame = summed.pivot_table(index=keys, columns="day", values=column, aggfunc="first")
    return wide.reindex(columns=pd.DatetimeIndex(layout.days))


def _holidays(layout: Layout, segments: Sequence[Segment]) -> NDArray[np.bool_]:
    """Return the holidays of each series, with one day more than there are: the day after is known beforehand."""
    days = np.arange(np.datetime64(layout.period.since, "D"), np.datetime64(layout.period.until, "D") + 1)
    found: dict[tuple[str, ...], NDArray[np.bool_]] = {}
    rows = []
    for segment in segments:
        own = tuple(value for dimension, value in segment if dimension == "market")
        markets = own or layout.markets
        if markets not in found:
            found[markets] = market_holidays(markets, days)
        rows.append(found[markets])
    return np.array(rows).reshape(len(segments), len(days))


def _restarts(layout: Layout, segments: Sequence[Segment]) -> NDArray[np.bool_]:
    days = layout.days
    matrix = np.zeros((len(segments), len(days)), dtype=bool)
    for row, segment in enumerate(segments):
        for day in layout.restarts(segment):
            matrix[row] |= days == np.datetime64(day, "D")
    return matrix

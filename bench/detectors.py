"""The product's detector behind the benchmark's interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from integrity_metrics.detection.detector import detect
from integrity_metrics.detection.series import SeriesSet

if TYPE_CHECKING:
    from integrity_bench import Bench


def ours(bench: Bench) -> pd.DataFrame:
    """Return a score per day and series, higher is stranger; a row uses the rows up to it, and the calendar."""
    series = series_of(bench)
    return pd.DataFrame(detect(series).score.T, index=bench.dates, columns=[key[0] for key in series.keys])


def series_of(bench: Bench) -> SeriesSet:
    """Return the benchmark's numerators, denominators and calendar as the product's `SeriesSet`."""
    names = bench.meta["series_id"]
    observed, denominator, holiday = (bench.wide(column)[names].to_numpy().T for column in ("num", "den", "is_holiday"))
    days = bench.dates.to_numpy().astype("datetime64[D]")
    return SeriesSet(tuple((name,) for name in names), days, observed, denominator, holiday.astype(np.bool_))

"""Detectors anybody would write first, for comparison: causal, higher is stranger, shape ``(days, series)``."""

from __future__ import annotations

import numpy as np
import pandas as pd
from integrity_bench import Bench


def z_score_28(bench: Bench) -> pd.DataFrame:
    """Return how many standard deviations of the 28 days before it a day is from their mean."""
    value = bench.wide()
    before = value.shift(1).rolling(28, min_periods=14)
    return ((value - before.mean()) / before.std()).abs()


def week_over_week(bench: Bench) -> pd.DataFrame:
    """Return the relative change on the same weekday a week before."""
    value = bench.wide()
    return (value / value.shift(7).clip(lower=1e-9) - 1).abs()


def holt_winters_scan(bench: Bench) -> pd.DataFrame:
    """Return the largest mean residual of additive Holt-Winters on the log scale over windows of 1 to 28 days."""
    value = bench.wide()
    rates = (bench.meta.set_index("series_id")["kind"] == "rate").reindex(value.columns).to_numpy()
    logged = np.where(rates, np.log(value.clip(1e-4, 1 - 1e-4) / (1 - value.clip(1e-4, 1 - 1e-4))), np.log(value + 0.5))
    residual = pd.DataFrame(_one_step_residuals(logged), index=value.index, columns=value.columns)
    spread = residual.abs().shift(1).rolling(120, min_periods=40).median() * 1.4826
    z = (residual / spread).clip(-4, 4)
    windows = [(z.rolling(w, min_periods=max(w // 2, 1)).mean() * np.sqrt(w)).abs() for w in (1, 3, 7, 14, 28)]
    return pd.DataFrame(np.nanmax(np.stack(windows), axis=0), index=value.index, columns=value.columns)


def _one_step_residuals(logged: np.ndarray) -> np.ndarray:
    level_gain, season_gain, limit = 0.05, 0.1, 3.0
    start = logged[:28]
    level = np.nanmedian(start, axis=0)
    season = [np.nanmedian(start[weekday::7], axis=0) - level for weekday in range(7)]
    scale = np.nanstd(start, axis=0) + 1e-6
    residual = np.full_like(logged, np.nan)
    for day in range(28, len(logged)):
        miss = logged[day] - level - season[day % 7]
        residual[day] = miss
        seen = np.nan_to_num(np.clip(miss, -limit * scale, limit * scale))
        scale = np.where(np.isnan(miss), scale, 0.98 * scale + 0.02 * 1.25 * np.abs(seen))
        level = level + level_gain * seen
        season[day % 7] = season[day % 7] + season_gain * seen
    return residual

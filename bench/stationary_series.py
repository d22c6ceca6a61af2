"""Series in which nothing happens, for calibration: stationary ones, and ones that change as metrics do."""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from integrity_metrics.detection.series import SeriesSet

FIRST_DAY = np.datetime64("2023-01-02")
# Days of the year, as in a calendar with a dozen holidays.
HOLIDAYS = (0, 47, 75, 98, 120, 184, 246, 303, 327, 357, 358, 364)


def stationary_series(seed: int, series: int, days: int) -> SeriesSet:
    """Return half counts, half rates: levels 8 to 20,000 a day, log-scale noise to 8%, correlation to 0.6 a day."""
    rng = np.random.default_rng(seed)
    curve = _weekdays(rng, series)[:, np.arange(days) % 7]
    return _observe(rng, curve, np.zeros((series, days), dtype=bool))


def ordinary_series(seed: int, series: int, days: int) -> SeriesSet:
    """Return series without events that are not stationary: bending slopes, annual wave, holidays, drifting weeks."""
    rng = np.random.default_rng(seed)
    day = np.arange(days)
    drift = 1 + np.outer(rng.uniform(-0.2, 0.25, series), day / days)
    curve = _weekdays(rng, series)[:, day % 7] * drift
    bend = rng.uniform(0.2, 0.8, (series, 1)) * days
    before, after = rng.uniform(-0.4, 0.6, (2, series, 1)) / 365
    curve += before * np.minimum(day, bend) + after * np.maximum(day - bend, 0)
    curve += rng.uniform(0, 0.15, (series, 1)) * np.sin(2 * np.pi * (day / 365 + rng.uniform(0, 1, (series, 1))))
    holiday = np.isin(day % 365, HOLIDAYS)
    effect = np.where(rng.uniform(size=series) < 0.6, rng.normal(-0.35, 0.25, series), 0.0)[:, None]
    each = (effect + (effect != 0) * rng.normal(0, 0.1, (series, days))) * holiday
    beside = np.where(rng.uniform(size=(series, 1)) < 0.5, 0.3, 0.0) * ~holiday
    curve += each + beside * (np.roll(each, 1, axis=1) + np.roll(each, -1, axis=1))
    return _observe(rng, curve, np.broadcast_to(holiday, (series, days)).copy())


def _weekdays(rng: np.random.Generator, series: int) -> np.ndarray:
    week = rng.normal(0, 0.06, (series, 7))
    week[:, 5:] -= rng.uniform(0, 0.6, (series, 1))
    return week


def _observe(rng: np.random.Generator, curve: np.ndarray, holiday: np.ndarray) -> SeriesSet:
    """Return counts and rates around a curve on the log or logit scale; rates move less."""
    series, days = curve.shape
    is_rate = np.arange(series) % 2 == 1
    latent = _autoregressive(rng, rng.uniform(0, 0.6, series), rng.uniform(0.0, 0.08, series), days)
    predictor = curve * np.where(is_rate, 0.4, 1.0)[:, None] + latent
    dispersion = rng.uniform(0.001, 0.08, series) ** 2
    mean = 10 ** rng.uniform(0.9, 4.3, (series, 1)) * np.exp(predictor)
    counts = rng.poisson(rng.gamma(1 / dispersion[:, None], mean * dispersion[:, None]))
    size = rng.poisson(np.broadcast_to(10 ** rng.uniform(2.3, 5, (series, 1)), (series, days)))
    base = 10 ** rng.uniform(-2.0, -0.3, (series, 1))
    share = 1 / (1 + np.exp(-(np.log(base / (1 - base)) + predictor)))
    total = 10 ** rng.uniform(3, 5, (series, 1)) - 1
    numerators = rng.binomial(size, rng.beta(share * total, (1 - share) * total))
    observed = np.where(is_rate[:, None], numerators, counts).astype(float)
    denominator = np.where(is_rate[:, None], size, np.nan)
    keys = tuple((f"s{i:04d}",) for i in range(series))
    return SeriesSet(keys, FIRST_DAY + np.arange(days), observed, denominator, holiday)


def _autoregressive(rng: np.random.Generator, correlation: np.ndarray, deviation: np.ndarray, days: int) -> np.ndarray:
    warm = 30
    shocks = rng.normal(0, 1, (len(correlation), days + warm)) * (deviation * np.sqrt(1 - correlation**2))[:, None]
    rows = (lfilter([1.0], [1.0, -c], row) for c, row in zip(correlation, shocks, strict=True))
    return np.stack(list(rows))[:, warm:]

"""Measure the tables of integrity_metrics/detection/calibration.py on series in which nothing happens, and print them.

Each statistic's table is measured on ordinary series, so that none of them uses up the alarms by mistaking a bending
trend for an event; what the best of them means is measured on stationary series (the last line printed: COMBINED).

Run: python bench/calibrate_detection.py --series 2000 --days 540
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from stationary_series import ordinary_series, stationary_series

from integrity_metrics.detection import baseline, calibration
from integrity_metrics.detection.departures import FAMILIES
from integrity_metrics.detection.series import SeriesSet

# Seed of the simulation that made the tables; the benchmark's own seeds and data take no part.
SEED = 20_260_101
FIRST_JUDGED = 60
COOLDOWN = 7
Simulation = Callable[[int, int, int], SeriesSet]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=2000)
    parser.add_argument("--days", type=int, default=540)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    asked = (arguments.seed, arguments.series, arguments.days)
    statistics = recorded(ordinary_series, *asked)
    years = statistics.shape[1] * statistics.shape[2] / 365
    table = np.array([levels_at(one, years, calibration.RATES) for one in statistics[: calibration.MEASURED]])
    for name, row in zip(FAMILIES, table, strict=False):
        print(f"        [{', '.join(f'{x:.2f}' for x in row)}],  # {name}")
    calibration.TABLE[: calibration.MEASURED] = table
    nominal = -np.log10(calibration.RATES)
    for simulation in (ordinary_series, stationary_series):
        statistics = recorded(simulation, *asked)
        best = np.stack([calibration.nominal_score(day) for day in np.moveaxis(statistics, 2, 0)], axis=1)
        print(simulation.__name__, "alarms a year:", [round(alarms(best >= x) / years, 3) for x in nominal])


def recorded(simulation: Simulation, seed: int, series: int, days: int) -> np.ndarray:
    """Return every statistic of every judged day, shape ``(family, series, days)``."""
    kept: list[np.ndarray] = []
    original = calibration.score

    def remember(statistics: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        kept.append(statistics)
        return original(statistics)

    baseline.score = remember
    try:
        parts = []
        for first in range(0, series, baseline.SERIES_AT_ONCE):
            kept.clear()
            baseline.fit(simulation(seed + first, min(baseline.SERIES_AT_ONCE, series - first), days))
            parts.append(np.stack(kept, axis=2)[:, :, FIRST_JUDGED - days :])
    finally:
        baseline.score = original
    return np.concatenate(parts, axis=1)


def levels_at(statistic: np.ndarray, years: float, rates: np.ndarray) -> list[float]:
    """Return the values above which the statistic alarms at the given rates a year, by bisection."""
    levels = []
    for rate in rates:
        low, high = 0.0, float(statistic.max()) + 1.0
        for _ in range(30):
            middle = (low + high) / 2
            low, high = (middle, high) if alarms(statistic >= middle) > rate * years else (low, middle)
        levels.append(high)
    return levels


def alarms(strange: np.ndarray) -> int:
    """Return the number of alarms; days within a week of an alarm belong to it."""
    total, quiet_until = 0, np.zeros(len(strange), dtype=int)
    for day in np.flatnonzero(strange.any(axis=0)):
        new = strange[:, day] & (day >= quiet_until)
        quiet_until[new] = day + COOLDOWN
        total += int(new.sum())
    return total


if __name__ == "__main__":
    main()

"""Measure the detector: recall and delay on the labelled benchmark, speed, and false alarms on stationary series.

Run: python bench/detect.py            the whole table, some minutes
     python bench/detect.py --quick    one seed, a tenth of the series
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from calibrate_detection import alarms
from detectors import ours
from integrity_bench import HORIZON, Bench, evaluate, make_bench
from simple_detectors import holt_winters_scan, week_over_week, z_score_28
from stationary_series import stationary_series

from integrity_metrics.detection.baseline import fit
from integrity_metrics.detection.detector import detect, score_day
from integrity_metrics.detection.series import SeriesSet

SEEDS = (7, 1, 2, 3, 4, 11)
BUDGETS = (1.0, 0.25)
DETECTORS: dict[str, Callable[[Bench], pd.DataFrame]] = {
    "ours": ours,
    "Holt-Winters + scan": holt_winters_scan,
    "28-day z-score": z_score_28,
    "week over week": week_over_week,
}
SPEED_SERIES, SPEED_DAYS = 10_000, 400
CALIBRATION_SEEDS = (5, 6)
FIRST_JUDGED = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one seed, fewer series")
    quick = parser.parse_args().quick
    seeds, divisor = (SEEDS[:1], 10) if quick else (SEEDS, 1)
    table = pd.DataFrame([row for seed in seeds for row in recall_rows(seed)])
    columns = [column for column in table if column not in ("detector", "missing", "budget", "seed")]
    print(table.round(3).to_string(index=False))
    print(table.groupby(["detector", "missing", "budget"], sort=False)[columns].mean().round(3).to_string())
    print(speed(SPEED_SERIES // divisor).round(2).to_string())
    print(pd.DataFrame([calibration_row(seed, 1000 // divisor) for seed in CALIBRATION_SEEDS]).round(3).to_string())


def recall_rows(seed: int) -> list[dict[str, float | str]]:
    """Return one row per detector, share of missing days and budget."""
    rows: list[dict[str, float | str]] = []
    for missing in (0.0, 0.03):
        bench = make_bench(seed, missing=missing)
        for name, detector in DETECTORS.items():
            scores = detector(bench)
            for budget in BUDGETS:
                found = evaluate(bench, scores, budget)
                shown = {key: found[key] for key in ("recall", "value", "precision", "ttd")}
                by_event = {
                    f"{what}_{event}": found[f"{what}_{event}"] for event in HORIZON for what in ("recall", "ttd")
                }
                rows.append({"detector": name, "missing": missing, "budget": budget, "seed": seed, **shown, **by_event})
    return rows


def speed(series: int) -> pd.Series:
    """Return seconds for a causal pass over all days, for a fit, and for one new day after it."""
    everything = stationary_series(0, series, SPEED_DAYS + 1)
    history, today = (_days(everything, part) for part in (slice(None, -1), slice(-1, None)))
    begun = time.perf_counter()
    detect(history)
    scanned = time.perf_counter()
    baseline = fit(history)
    fitted = time.perf_counter()
    score_day(baseline, today)
    return pd.Series(
        {
            "series": series,
            "back_test_s": scanned - begun,
            "fit_s": fitted - scanned,
            "one_day_s": time.perf_counter() - fitted,
        }
    )


def _days(series: SeriesSet, part: slice) -> SeriesSet:
    denominator = None if series.denominator is None else series.denominator[:, part]
    return SeriesSet(series.keys, series.days[part], series.observed[:, part], denominator)


def calibration_row(seed: int, series: int) -> dict[str, float]:
    """Return realised over promised false alarms at several scores."""
    days = 540
    score = np.nan_to_num(detect(stationary_series(seed, series, days)).score[:, FIRST_JUDGED:], nan=-np.inf)
    years = series * (days - FIRST_JUDGED) / 365
    promised = (1.0, 0.5, 0.25, 0.1)
    return {f"at {rate} a year": alarms(score >= -np.log10(rate)) / years / rate for rate in promised}


if __name__ == "__main__":
    main()

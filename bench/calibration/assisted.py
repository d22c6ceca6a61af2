"""Machine scores beside few human labels: PPI++ above and below its gate of 30 human positives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from calibration.tally import Coverage, Promise, coverage, seeded
from integrity_metrics.statistics.assisted_prevalence import estimate_assisted_prevalence
from integrity_metrics.statistics.prediction_powered import prediction_powered_mean

QUESTION = "level"
UNLABELLED = 20_000
# (rate, labels, distance of the scores of violating from those of benign impressions in standard deviations)
SITUATIONS = [(0.1, 1000, 2.0), (0.1, 1000, 0.5), (0.05, 2000, 2.0), (0.02, 2000, 2.0), (0.005, 2000, 2.0)]


def scored_labels(runs: int) -> Iterator[Coverage]:
    """Ask the front door, and read PPI++ as it would be without the gate."""
    for rate, labels, signal in SITUATIONS:
        situation = f"rate {rate:g}, {labels:,} labels, {UNLABELLED:,} scored, signal {signal:g} sd"
        generator = seeded(situation)
        low, high, low_all, high_all = np.full((4, runs), np.nan)
        status = np.empty(runs, dtype="<U16")
        for run in range(runs):
            violates = generator.random(labels + UNLABELLED) < rate
            # A calibrated-looking score in (0, 1); PPI++ needs no calibration.
            score = 1 / (1 + np.exp(3 - signal * violates - generator.standard_normal(len(violates))))
            told = violates[:labels].astype(np.float64), score[:labels], score[labels:]
            shown = estimate_assisted_prevalence(*told)
            status[run] = shown.status.value
            if shown.low is not None and shown.high is not None:
                low[run], high[run] = shown.low, shown.high
            ungated = prediction_powered_mean(*told)
            low_all[run], high_all[run] = ungated.low[0], ungated.high[0]
        positives = rate * labels
        text = f"{situation} ({positives:g} human positives to expect)"
        promise = Promise.COVERAGE if rate >= 0.005 else Promise.RARE
        yield coverage((text, QUESTION, "PPI++"), promise, rate, low, high, status)
        if positives < 50:
            yield coverage(
                (text, QUESTION, "PPI++ without the gate"),
                Promise.CONTRAST,
                rate,
                low_all,
                high_all,
                np.full(runs, "ok"),
            )

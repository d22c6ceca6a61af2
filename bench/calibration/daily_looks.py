"""A constant rate looked at every day for 30 days: how often is it left out at least once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from calibration.tally import Alarms, Promise, alarms, seeded
from integrity_metrics.statistics.confidence_sequence import prior_posterior_ratio
from integrity_metrics.statistics.wilson import wilson

DAYS = 30
# (rate, labels a day)
SITUATIONS = [(0.2, 100), (0.02, 500), (0.002, 500)]


def daily_looks(runs: int) -> Iterator[Alarms]:
    """Follow the confidence sequence, and the daily 95% interval on all labels so far."""
    for rate, labels in SITUATIONS:
        situation = f"rate {rate:g}, {labels} labels a day, {DAYS} looks"
        positives = seeded(situation).binomial(labels, rate, (runs, DAYS)).cumsum(axis=1)
        so_far = np.broadcast_to(labels * np.arange(1, DAYS + 1), positives.shape)
        for name, method, promise in (
            ("confidence sequence", prior_posterior_ratio, Promise.EVER),
            ("Wilson every day", wilson, Promise.CONTRAST),
        ):
            found = method(positives, so_far)
            yield alarms((situation, name), promise, np.any((found.low > rate) | (found.high < rate), axis=1))

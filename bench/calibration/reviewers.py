"""Do reviewers agree: bootstrap limits of Krippendorff's alpha against the alpha of a million items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calibration.tally import Coverage, Promise, coverage, seeded
from integrity_metrics.statistics.agreement import estimate_agreement
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.krippendorff import Scale, krippendorff_alpha

ITEMS_OF_TRUTH = 1_000_000
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Panel:
    """Reviewers and items: `rate` of violating items, `missing` share of judgements not made."""

    items: int
    reviewers: int
    rate: float
    scale: Scale
    missing: float = 0.0


PANELS = [
    Panel(200, 2, 0.3, Scale.NOMINAL),
    Panel(400, 3, 0.1, Scale.NOMINAL, 0.3),
    Panel(1000, 2, 0.03, Scale.NOMINAL),
    Panel(60, 3, 0.3, Scale.NOMINAL),
    Panel(200, 3, 0.4, Scale.ORDINAL, 0.3),
    Panel(200, 3, 0.4, Scale.INTERVAL, 0.3),
]


def judgements(generator: np.random.Generator, panel: Panel, items: int) -> FloatArray:
    """Reviewers see how grave an item is with an error of their own; table of reviewers x items."""
    gravity = generator.standard_normal(items) + np.where(generator.random(items) < panel.rate, 2.0, -1.0)
    seen = gravity + 0.7 * generator.standard_normal((panel.reviewers, items))
    # Two values, or four grades of gravity above nothing.
    marks = (seen > 1.0).astype(np.float64) if panel.scale is Scale.NOMINAL else np.clip(np.ceil(seen), 0.0, 4.0)
    return np.where(generator.random(marks.shape) < panel.missing, np.nan, marks)


def reviewer_panels(runs: int) -> Iterator[Coverage]:
    """Every scale, common and rare positives, few items."""
    for panel in PANELS:
        situation = (
            f"{panel.items:,} items, {panel.reviewers} reviewers, {panel.rate:.0%} violating"
            f"{f', {panel.missing:.0%} not judged' if panel.missing else ''}, {panel.scale.value}"
        )
        generator = seeded(situation)
        truth = float(krippendorff_alpha(judgements(generator, panel, ITEMS_OF_TRUTH), panel.scale)[0])
        low, high = np.full((2, runs), np.nan)
        status = np.empty(runs, dtype="<U16")
        for run in range(runs):
            found = estimate_agreement(
                judgements(generator, panel, panel.items),
                panel.scale,
                positive=(1.0, 2.0, 3.0, 4.0),
                resamples=RESAMPLES,
                seed=run,
            )
            status[run] = found.status.value
            if found.low is not None and found.high is not None:
                low[run], high[run] = found.low, found.high
        yield coverage(
            (f"{situation} (alpha {truth:.2f})", "agreement", "alpha, bootstrap by item"),
            Promise.COVERAGE,
            truth,
            low,
            high,
            status,
        )

"""What share of views this week, from independent draws: simple random samples and samples drawn by score."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from calibration.front_door import answer_counts
from calibration.tally import Coverage, Promise, coverage, seeded
from integrity_metrics.statistics.allocation import allocate

QUESTION = "level"
# Rates below this are rare: few positives in any budget, so limits must be wider than their level says.
RARE_BELOW = 0.005
# Only counts are drawn in a simple sample, so ten times the runs cost nothing.
MORE_RUNS = 10
SIMPLE = [(0.2, 1000), (0.2, 4000), (0.02, 1000), (0.02, 4000), (0.002, 4000), (0.002, 20_000), (1e-4, 4000)]
SIMPLE_LARGE = [(1e-4, 100_000), (1e-4, 400_000)]
# Impressions per stratum of score, from low to high, and what share of each violates.
POPULATIONS = [9.0e7, 7.0e6, 2.5e6, 5.0e5]
RATES = {
    "2%": [0.0087, 0.06, 0.2, 0.6],
    "0.2%": [5e-4, 4e-3, 0.02, 0.15],
    "1e-4": [2e-5, 1e-4, 1e-3, 0.01],
}
LABELS = 4000


def simple_samples(runs: int) -> Iterator[Coverage]:
    """Draw simple random samples, down to rates no budget of labels can see."""
    for rate, labels in SIMPLE + SIMPLE_LARGE:
        situation = f"simple random, rate {rate:g}, {labels:,} labels"
        positives = seeded(situation).binomial(labels, rate, (runs * MORE_RUNS, 1))
        found = answer_counts(positives, [labels], [1e9])
        yield coverage(
            (situation, QUESTION, found.methods), promise_of(rate), rate, found.low, found.high, found.status
        )


def stratified_samples(runs: int) -> Iterator[Coverage]:
    """Draw from strata by a score, with as many labels each or the Neyman allocation; beside it the normal limits."""
    shares = np.array(POPULATIONS) / sum(POPULATIONS)
    for name, rates in RATES.items():
        truth = float(shares @ rates)
        optimal = [int(n) for n in allocate(POPULATIONS, rates, LABELS, floor=30).labels]
        for design, labels in (("equal", [LABELS // 4] * 4), ("Neyman", optimal)):
            situation = f"by score, {design}, rate {name}, {LABELS:,} labels"
            positives = seeded(situation).binomial(labels, rates, (runs, 4))
            found = answer_counts(positives, labels, POPULATIONS)
            yield coverage(
                (situation, QUESTION, found.methods), promise_of(truth), truth, found.low, found.high, found.status
            )
            # What most tools print: the same weighted rate and SE, taken as normal.
            reach = 1.96 * found.se_design
            yield coverage(
                (situation, QUESTION, "weighted rate -+ 1.96 SE"),
                Promise.CONTRAST,
                truth,
                found.value - reach,
                found.value + reach,
                found.status,
            )


def promise_of(rate: float) -> Promise:
    """Say what is promised at a rate."""
    return Promise.RARE if rate < RARE_BELOW else Promise.COVERAGE

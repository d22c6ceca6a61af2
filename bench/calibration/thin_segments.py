"""Many thin segments shrunk towards what they share; coverage is the average over segments."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from calibration.tally import Coverage, Promise, coverage, seeded
from integrity_metrics.statistics.beta_binomial import beta_binomial
from integrity_metrics.statistics.fay_herriot import fay_herriot

# (segments, mean rate, prior counts, labels from, labels to)
PRIORS = [(60, 0.05, 60.0, 50, 800), (20, 0.05, 60.0, 50, 800), (60, 0.01, 200.0, 50, 800)]
# (segments, standard deviation between segments, largest sampling standard error)
AREAS = [(50, 0.02, 0.03), (15, 0.02, 0.03), (50, 0.005, 0.03)]


def shrunk_rates(runs: int) -> Iterator[Coverage]:
    """Beta-binomial empirical Bayes on counts."""
    for segments, mean, size, least, most in PRIORS:
        situation = f"{segments} segments, mean rate {mean:g}, {least} to {most} labels each"
        generator = seeded(situation)
        truth, low, high = (np.empty((runs, segments)) for _ in range(3))
        status = np.empty((runs, segments), dtype="<U16")
        for run in range(runs):
            truth[run] = generator.beta(mean * size, (1 - mean) * size, segments)
            labels = generator.integers(least, most, segments)
            fit = beta_binomial(generator.binomial(labels, truth[run]), labels)
            low[run], high[run], status[run] = fit.low, fit.high, fit.status.value
        yield coverage(
            (situation, "rate of each segment", "beta-binomial EB"), Promise.COVERAGE, truth, low, high, status
        )


def shrunk_estimates(runs: int) -> Iterator[Coverage]:
    """Fay-Herriot on direct estimates with a covariate."""
    for segments, between, largest in AREAS:
        situation = f"{segments} segments, {between:g} between them, sampling errors 0.005 to {largest:g}"
        generator = seeded(situation)
        truth, low, high = (np.empty((runs, segments)) for _ in range(3))
        status = np.empty((runs, segments), dtype="<U16")
        for run in range(runs):
            covariate = generator.standard_normal(segments)
            truth[run] = 0.1 + 0.02 * covariate + between * generator.standard_normal(segments)
            error = generator.uniform(0.005, largest, segments)
            fit = fay_herriot(truth[run] + error * generator.standard_normal(segments), error**2, covariate)
            low[run], high[run], status[run] = fit.low, fit.high, fit.status.value
        yield coverage(
            (situation, "value of each segment", "Fay-Herriot, REML"), Promise.COVERAGE, truth, low, high, status
        )

"""Confidence sequence tuned to be tightest near a chosen number of labels, for a monitor with a planned look."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, xlog1py

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.confidence_sequence import ConfidenceSequence, lower_root
from integrity_metrics.statistics.counts import binomial_counts

TUNED_FOR_LEVEL = 0.95
SMALLEST_SHARE = 1e-290  # still has a finite log gamma


def mixture_sequence(
    positives: ArrayLike, labels: ArrayLike, tightest_at: float, level: float = 0.95
) -> ConfidenceSequence:
    """Limits of a rate from counts so far, valid at all looks, tightest near `tightest_at` labels.

    The rates p with ``B(R p + k, R (1 - p) + n - k) / B(R p, R (1 - p)) / (p^k (1 - p)^(n - k)) < 1 / (1 - level)``: a
    beta mixture centred on the rate under test, of size
    ``R = tightest_at / (2 log(20) + log(1 + 2 log(20))) - 1``. Tighter than `prior_posterior_ratio` around the planned
    number of labels, wider far from it.

    Parameters
    ----------
    positives, labels
        Counts so far, at any looks of any streams.
    tightest_at
        The number of labels to tune for, fixed before the first label.

    References
    ----------
    Robbins (1970), Ann Math Stat 41:1397; Howard, Ramdas, McAuliffe and Sekhon (2021), Ann Stat 49:1055.

    Examples
    --------
    >>> looks = mixture_sequence([6, 14], [50, 400], tightest_at=500)
    >>> looks.low.round(4).tolist(), looks.high.round(4).tolist()
    ([0.0182, 0.0132], [0.3718, 0.0696])
    """
    if not tightest_at > 0:
        raise ValueError(f"tightest_at is {tightest_at}; it must be a number of labels above 0")
    counts = binomial_counts(positives, labels)
    k, n = counts.positives, counts.labels
    surprise = -2 * np.log1p(-TUNED_FOR_LEVEL)
    size = max(tightest_at / (surprise + np.log1p(surprise)) - 1, 1e-3)

    def evidence(successes: FloatArray) -> Callable[[FloatArray], FloatArray]:
        failures = n - successes

        def against(log_rate: FloatArray) -> FloatArray:
            rate = np.maximum(np.exp(log_rate), SMALLEST_SHARE)
            # At a rate of exactly 1 the mixture has no second count; it is approached, not reached.
            a, b = size * rate, size * np.maximum(1 - rate, SMALLEST_SHARE)
            ratio = betaln(a + successes, b + failures) - betaln(a, b)
            return np.asarray(ratio - successes * log_rate - xlog1py(failures, -rate))

        return against

    threshold = -np.log1p(-check_level(level))
    return ConfidenceSequence(
        positives=k,
        labels=n,
        low=lower_root(k, n, evidence(k), threshold),
        high=1 - lower_root(n - k, n, evidence(n - k), threshold),
        level=level,
    )

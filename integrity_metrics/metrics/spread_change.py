"""Whether a metric without a sampling design moved: against how much it moves from week to week anyway."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from integrity_metrics.metrics.change import Change, no_verdict
from integrity_metrics.statistics.change_estimate import Verdict

LEVEL, POWER = 0.95, 0.8
# Differences of consecutive weeks below which their spread is not known.
FEWEST_STEPS = 8
# Of normal data, the median absolute value is this part of the standard deviation.
MEDIAN_OF_NORMAL = 0.6745


def spread_change(
    before: float | None, after: float | None, history: ArrayLike, *, own_error: float = 0.0, noun: str = "week"
) -> Change:
    """Return the change between two periods, with limits from the changes between consecutive periods before.

    sd = max(median |d_i| / 0.6745, own error), d_i the differences of consecutive periods of the history: robust, so
    that one event of the past does not hide the next. Limits are Student t on their number less 1 (Rousseeuw and
    Croux 1993, JASA 88, for the median absolute deviation).

    Parameters
    ----------
    before, after
        The two values; None where there is no number.
    history
        Values of consecutive mature periods up to the earlier one, oldest first; NaN where there was none.
    own_error
        Standard error of the difference itself, for example of the part that is projected.
    noun
        What a period is called, for the reason.

    Examples
    --------
    >>> change = spread_change(10.0, 16.0, [10, 11, 10, 9, 10, 11, 10, 9, 10, 11, 10])
    >>> change.verdict.value, round(change.low, 1), round(change.high, 1)
    ('detectable_rise', 1.5, 10.5)
    """
    if before is None or after is None or np.isnan(before) or np.isnan(after):
        return no_verdict(f"No number in one of the {noun}s.")
    steps = np.diff(np.asarray(history, dtype=np.float64))
    steps = steps[np.isfinite(steps)]
    difference = float(after - before)
    if len(steps) < FEWEST_STEPS:
        return Change(
            difference,
            None,
            None,
            None,
            Verdict.TOO_LITTLE_DATA,
            f"Only {len(steps)} {noun}s of history to compare with: {FEWEST_STEPS - len(steps)} more needed.",
        )
    error = max(float(np.median(np.abs(steps))) / MEDIAN_OF_NORMAL, own_error)
    # The median of n absolute values is about 37% efficient: as good as a standard deviation of that many.
    quantile = float(stdtrit(max(0.37 * (len(steps) - 1), 1.0), (1 + LEVEL) / 2))
    low, high = difference - quantile * error, difference + quantile * error
    verdict = Verdict.RISE if low > 0 else Verdict.FALL if high < 0 else Verdict.NONE
    return Change(difference, low, high, (quantile + float(ndtri(POWER))) * error, verdict)

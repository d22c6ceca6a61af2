"""Did the mix change? Sibling series as shares of their sum, which the detector judges like any other rate."""

from __future__ import annotations

import numpy as np

from integrity_metrics.detection.series import SeriesSet


def as_shares(siblings: SeriesSet) -> SeriesSet:
    """Return sibling counts as numerators over their common total, ready for `detect`.

    A day on which any sibling is missing has no total, and is missing for all. What raises all siblings alike leaves
    their shares unmoved, so events in the answer are shifts of the mix.

    Examples
    --------
    >>> days = np.array(["2025-01-01"], dtype="datetime64[D]")
    >>> as_shares(SeriesSet((("a",), ("b",)), days, np.array([[1.0], [3.0]]))).denominator
    array([[4.],
           [4.]])
    """
    if siblings.denominator is not None:
        raise ValueError("siblings have denominators; shares are of counts, so pass the counts alone")
    total = np.broadcast_to(siblings.observed.sum(axis=0), siblings.observed.shape)
    observed = np.where(np.isfinite(total), siblings.observed, np.nan)
    calendar = (siblings.holiday, siblings.mature, siblings.restarts)
    return SeriesSet(siblings.keys, siblings.days, observed, np.array(total), *calendar)

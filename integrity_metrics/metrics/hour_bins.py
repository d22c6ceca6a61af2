"""How wide the bins are in which the marts count times to action: an hour, from 100 hours on a tenth at most."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray

# As in queries/marts/staged/aged_actions.sql; a test compares the two.
_EDGES = np.array([100.0, 1_000.0, 10_000.0])
_WIDTHS = np.array([1.0, 10.0, 100.0, 1_000.0])


def bin_widths(hours: ArrayLike) -> FloatArray:
    """Return the width in hours of the bin that starts at each of `hours`; the same shape.

    Examples
    --------
    >>> bin_widths([0, 99, 100, 990, 1_000, 12_000]).tolist()
    [1.0, 1.0, 10.0, 10.0, 100.0, 1000.0]
    """
    widths: FloatArray = _WIDTHS[np.searchsorted(_EDGES, np.asarray(hours, dtype=float), side="right")]
    return widths

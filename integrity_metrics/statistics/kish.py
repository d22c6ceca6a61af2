"""Kish's effective sample size: what unequal weights cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import FloatArray, as_non_negative
from integrity_metrics.statistics.group_sums import group_sums
from integrity_metrics.statistics.groups import as_codes


def kish_effective_size(weights: ArrayLike, segments: ArrayLike | None = None) -> FloatArray:
    """Effective number of labels, (sum w)^2 / sum w^2, per segment: shown beside every weighted number.

    Parameters
    ----------
    weights
        Weight of each row, shape (rows,).
    segments
        Segment codes 0, 1, 2 ... of each row; None is one segment.

    Returns
    -------
    FloatArray
        Shape (segments,); 0 where a segment has no weight.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> kish_effective_size([1, 1, 1, 5]).tolist()
    [2.2857142857142856]
    """
    w = as_non_negative("weights", weights)
    if w.ndim != 1:
        raise ValueError(f"weights has shape {w.shape}; it must be one row of values, with segments as codes")
    codes = as_codes("segments", segments, len(w))
    count = int(codes.max(initial=0)) + 1
    total, squares = group_sums(codes, w, count), group_sums(codes, w**2, count)
    return np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0)

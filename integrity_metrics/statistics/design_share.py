"""A share with its design standard error: what every survey estimator returns and every survey interval reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.interval import StatusArray
from integrity_metrics.statistics.student import student_quantile


@dataclass(frozen=True, slots=True, eq=False)
class DesignShare:
    """A weighted share per segment; every array has the shape of the segments.

    Parameters
    ----------
    estimate
        The share; NaN where a part of the population was not sampled.
    standard_error
        NaN where the design leaves no degree of freedom for it.
    labels
        Labels (rows) behind it.
    degrees_of_freedom
        Independent draws less strata.
    status
        `undefined`, `interval_only` (no standard error, or no negatives), `upper_bound_only` (no positives) or `ok`.
    """

    estimate: FloatArray
    standard_error: FloatArray
    labels: FloatArray
    degrees_of_freedom: FloatArray
    status: StatusArray

    def effective_size(self, level: float) -> FloatArray:
        """Labels a simple random sample would need for this standard error, with Korn and Graubard's t correction.

        p(1-p) / SE^2 x (t_{n-1} / t_df)^2; infinite where SE is 0, NaN where it is unknown. At an estimate of 0 or 1
        the SE is 0 by arithmetic, not by evidence: the labels stand in for p(1-p) / SE^2.
        """
        square = self.standard_error**2
        spread = self.estimate * (1 - self.estimate)
        size = np.divide(spread, square, out=np.where(np.isnan(square), np.nan, np.inf), where=square > 0)
        size = np.where((spread == 0) & (square == 0), self.labels, size)
        ratio = student_quantile(self.labels - 1, level) / student_quantile(self.degrees_of_freedom, level)
        return np.asarray(size * ratio**2)

"""Student's t: the quantile the survey intervals share."""

from __future__ import annotations

import numpy as np
from scipy import special

from integrity_metrics.statistics.checks import FloatArray


def student_quantile(degrees_of_freedom: FloatArray, level: float) -> FloatArray:
    """Two-sided Student t quantile; NaN where there is not one degree of freedom.

    References
    ----------
    Student (1908), Biometrika 6, 1-25.

    Examples
    --------
    >>> student_quantile(np.array([9.0, 0.0]), 0.95).round(4).tolist()
    [2.2622, nan]
    """
    known = np.where(degrees_of_freedom >= 1, degrees_of_freedom, np.nan)
    return np.asarray(special.stdtrit(known, (1 + level) / 2), dtype=np.float64)

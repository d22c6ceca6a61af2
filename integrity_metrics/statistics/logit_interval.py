"""Logit interval of a weighted share: only where every stratum has plenty of positives."""

from __future__ import annotations

import numpy as np
from scipy import special

from integrity_metrics.statistics.checks import check_level
from integrity_metrics.statistics.design_share import DesignShare
from integrity_metrics.statistics.interval import Interval, IntervalMethod, status_where
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.student import student_quantile


def logit_interval(share: DesignShare, level: float = 0.95) -> Interval:
    """T interval on the logit scale, for weighted shares with at least 10 positives in every stratum.

    Below that it under-covers badly (simulated worst case 1% at a nominal 95%): use `fay_feuer_gamma`.

    Returns
    -------
    Interval
        expit(logit p -+ t_df SE / (p(1-p))); shapes as `share`; `undefined` where there is no standard error or the
        estimate is 0 or 1.

    References
    ----------
    Korn and Graubard (1999), Analysis of Health Surveys, section 3.2.

    Examples
    --------
    >>> from integrity_metrics.statistics.stratified_proportion import stratified_proportion
    >>> interval = logit_interval(stratified_proportion([25, 100], [500, 500], [0.9, 0.1]))
    >>> round(float(interval.low), 4), round(float(interval.high), 4)
    (0.0495, 0.085)
    """
    level = check_level(level)
    p = share.estimate
    inner = np.where((p > 0) & (p < 1), p, np.nan)
    half_width = student_quantile(share.degrees_of_freedom, level) * share.standard_error / (inner * (1 - inner))
    low, high = special.expit(special.logit(inner) - half_width), special.expit(special.logit(inner) + half_width)
    status = status_where(np.isnan(half_width), Status.UNDEFINED, share.status)
    return Interval(p, low, high, level, IntervalMethod.LOGIT, status)

"""Korn-Graubard interval: Clopper-Pearson on the effective sample size of a weighted share."""

from __future__ import annotations

import numpy as np

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.clopper_pearson import exact_limits
from integrity_metrics.statistics.design_share import DesignShare
from integrity_metrics.statistics.interval import Interval, IntervalMethod, StatusArray, status_where
from integrity_metrics.statistics.status import Status


def korn_graubard(share: DesignShare, level: float = 0.95) -> Interval:
    """Exact binomial limits on the effective size, for weighted shares with at least 10 positives in every stratum.

    Returns
    -------
    Interval
        Beta quantiles at k = p n_eff of n_eff = p(1-p)/SE^2 (t_{n-1}/t_df)^2, not cut at n; shapes as `share`;
        `undefined` where the standard error is 0 or unknown (the effective size would be infinite).

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201.

    Examples
    --------
    >>> from integrity_metrics.statistics.stratified_proportion import stratified_proportion
    >>> interval = korn_graubard(stratified_proportion([25, 100], [500, 500], [0.9, 0.1]))
    >>> round(float(interval.low), 4), round(float(interval.high), 4)
    (0.0485, 0.085)
    """
    level = check_level(level)
    size = share.effective_size(level)
    size = np.where((share.standard_error > 0) & np.isfinite(size), size, np.nan)
    low, high, status = _limits(share, size, level)
    return Interval(share.estimate, low, high, level, IntervalMethod.KORN_GRAUBARD, status)


def korn_graubard_truncated(share: DesignShare, level: float = 0.95) -> Interval:
    """Korn-Graubard limits with the effective size cut at the labels, the form of the NCHS presentation standards.

    Without positives the effective size is the number of labels (t correction included). That is **not** a safe upper
    bound when strata are sampled at different rates: use `zero_positive_bound`.

    Returns
    -------
    Interval
        Shapes as `share`; `undefined` where the standard error is unknown.

    References
    ----------
    Parker et al. (2017), National Center for Health Statistics data presentation standards for proportions.

    Examples
    --------
    >>> from integrity_metrics.statistics.stratified_proportion import stratified_proportion
    >>> interval = korn_graubard_truncated(stratified_proportion([0, 18], [400, 200], [0.7, 0.3]))
    >>> round(float(interval.low), 4), round(float(interval.high), 4)
    (0.0156, 0.0434)
    """
    level = check_level(level)
    size = np.where(np.isnan(share.estimate), np.nan, np.minimum(share.effective_size(level), share.labels))
    low, high, status = _limits(share, size, level)
    return Interval(share.estimate, low, high, level, IntervalMethod.KORN_GRAUBARD_TRUNCATED, status)


def _limits(share: DesignShare, size: FloatArray, level: float) -> tuple[FloatArray, FloatArray, StatusArray]:
    positives = np.where(np.isnan(size), np.nan, share.estimate * size)
    low, high = exact_limits(positives, size, np.asarray((1 - level) / 2))
    return low, high, status_where(np.isnan(high), Status.UNDEFINED, share.status)

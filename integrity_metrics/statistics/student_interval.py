"""Student t interval of a weighted share: for shares far from 0 and 1 only."""

from __future__ import annotations

from integrity_metrics.statistics.checks import check_level
from integrity_metrics.statistics.design_share import DesignShare
from integrity_metrics.statistics.interval import Interval, IntervalMethod, status_where
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.student import student_quantile


def student_interval(share: DesignShare, level: float = 0.95) -> Interval:
    """P -+ t_df SE, for comparison with other tools: it may leave [0, 1] and fails at rare rates.

    Returns
    -------
    Interval
        Shapes as `share`; `undefined` where there is no standard error, or it is 0.

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd edition, section 5.4.

    Examples
    --------
    >>> from integrity_metrics.statistics.stratified_proportion import stratified_proportion
    >>> interval = student_interval(stratified_proportion([25, 100], [500, 500], [0.9, 0.1]))
    >>> round(float(interval.low), 4), round(float(interval.high), 4)
    (0.0474, 0.0826)
    """
    level = check_level(level)
    half_width = student_quantile(share.degrees_of_freedom, level) * share.standard_error
    low, high = share.estimate - half_width, share.estimate + half_width
    # Without positives, or without negatives, the error is 0: other tools print the point, but it is no interval.
    status = status_where(~(half_width > 0), Status.UNDEFINED, share.status)
    return Interval(share.estimate, low, high, level, IntervalMethod.STUDENT_T, status)

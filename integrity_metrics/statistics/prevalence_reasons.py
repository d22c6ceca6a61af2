"""Status of each segment's prevalence, with reasons that say the next step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.interval import StatusArray, status_where
from integrity_metrics.statistics.prevalence_cells import WeighedCells
from integrity_metrics.statistics.prevalence_sample import SamplingFrame
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

# Labels below which nothing is shown, positives below which the interval is read instead of the point.
FEWEST_LABELS = 30
FEWEST_POSITIVES = 10

Reasons = tuple[tuple[Reason, ...], ...]


def judge(
    weighed: WeighedCells, frame: SamplingFrame, standard_error: FloatArray, fewest_labels: int
) -> tuple[StatusArray, Reasons]:
    """Return status and reasons per segment, the most restrictive rule winning the status.

    Parameters
    ----------
    weighed, frame
        The sample and where it came from.
    standard_error
        The one the question calls for; NaN where it does not exist.
    fewest_labels
        Labels below which a segment is suppressed.
    """
    n, k = weighed.labels.sum(axis=1), weighed.positives.sum(axis=1)
    single = (weighed.labels == 1) & (weighed.shares > 0)
    unsampled = (weighed.labels == 0) & (weighed.shares > 0)
    no_error = np.isnan(standard_error) & ~single.any(axis=1)
    rules: list[tuple[NDArray[np.bool_], Status, Callable[[int], tuple[Reason, ...]]]] = [
        (no_error, Status.INTERVAL_ONLY, lambda s: (Reason(ReasonCode.FEW_CLUSTERS, None, _where(frame, s)),)),
        (
            single.any(axis=1),
            Status.INTERVAL_ONLY,
            lambda s: _per_stratum(ReasonCode.ONE_LABEL_IN_STRATUM, 1, frame, s, single),
        ),
        (
            (k < FEWEST_POSITIVES) & (k > 0),
            Status.INTERVAL_ONLY,
            lambda s: _more_positives(weighed, frame, s, FEWEST_POSITIVES - int(k[s])),
        ),
        (k == 0, Status.UPPER_BOUND_ONLY, lambda s: (Reason(ReasonCode.ZERO_POSITIVES, None, _where(frame, s)),)),
        (
            unsampled.any(axis=1),
            Status.INTERVAL_ONLY,
            lambda s: _per_stratum(ReasonCode.UNSAMPLED_STRATUM, None, frame, s, unsampled),
        ),
        (
            n < fewest_labels,
            Status.SUPPRESSED,
            lambda s: (Reason(ReasonCode.TOO_FEW_LABELS, fewest_labels - int(n[s]), _heaviest(weighed, frame, s)),),
        ),
        (n == 0, Status.UNDEFINED, lambda s: (Reason(ReasonCode.NO_DATA, None, _where(frame, s)),)),
    ]
    status: StatusArray = np.full(n.shape, Status.OK.value, dtype="<U16")
    reasons: list[tuple[Reason, ...]] = [()] * len(n)
    for applies, outcome, explain in rules:
        status = status_where(applies, outcome, status)
        for s in np.flatnonzero(applies):
            # Without a label the finer reasons say nothing more.
            reasons[s] = explain(int(s)) if n[s] == 0 else (*explain(int(s)), *reasons[s])
    return status, tuple(reasons)


def _where(frame: SamplingFrame, segment: int, stratum: int | None = None) -> str:
    """Name a segment or one of its strata; the only segment needs no name."""
    several = np.ndim(frame.populations) > 1 and len(np.asarray(frame.populations)) > 1
    name = frame.segments[segment] if frame.segments else f"segment {segment}"
    if stratum is None:
        return name if several or frame.segments else ""
    place = f"stratum {frame.strata[stratum]}"
    return f"{place} of {name}" if several or frame.segments else place


def _per_stratum(
    code: ReasonCode, needed: int | None, frame: SamplingFrame, segment: int, strata: NDArray[np.bool_]
) -> tuple[Reason, ...]:
    return tuple(Reason(code, needed, _where(frame, segment, int(h))) for h in np.flatnonzero(strata[segment]))


def _more_positives(weighed: WeighedCells, frame: SamplingFrame, segment: int, missing: int) -> tuple[Reason, ...]:
    """Say how many positives are missing, and how many labels of the richest stratum would find them."""
    labels = weighed.labels[segment]
    rates = np.divide(weighed.positives[segment], labels, out=np.zeros_like(labels), where=labels > 0)
    richest = int(np.argmax(rates))
    labels_needed = int(np.ceil(missing / rates[richest]))
    return (
        Reason(ReasonCode.FEW_POSITIVES, missing, _where(frame, segment)),
        Reason(ReasonCode.TOO_FEW_LABELS, labels_needed, _where(frame, segment, richest)),
    )


def _heaviest(weighed: WeighedCells, frame: SamplingFrame, segment: int) -> str:
    """Name the stratum whose labels stand for most impressions: the next label does most there."""
    per_label = weighed.shares[segment] / np.maximum(weighed.labels[segment], 0.5)
    return _where(frame, segment, int(np.argmax(per_label)))

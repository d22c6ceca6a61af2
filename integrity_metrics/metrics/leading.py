"""Cuts an answer down to what a chart can show: the largest segments, the rest together where they may be added."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from integrity_metrics.estimates import MEASURES, REASON, Estimates

REST = "all others"


def leading(answer: Estimates, most: int) -> Estimates:
    """Return `answer` with its `most` largest segments; the others become one segment where values may be added.

    Counts add up. Shares and means of overlapping or unequal groups do not, so their smaller segments are dropped and
    the chart says so. The order of the segments is by total size (of `n` where values cannot be added).

    Parameters
    ----------
    answer
        An answer broken down by one dimension.
    most
        How many segments to keep by name.
    """
    if not answer.scope.by or answer.is_empty:
        return answer
    dimension = answer.scope.by[0]
    order = segment_order(answer)
    kept = order[:most]
    frame = answer.frame
    named = frame[frame[dimension].isin(kept)]
    if answer.unit != "count" or len(order) <= most:
        return replace(answer, frame=named.reset_index(drop=True))
    rest = frame[~frame[dimension].isin(kept)].groupby("period_start", as_index=False)
    together = rest.agg(value=("value", "sum"), n=("n", "sum"), is_mature=("is_mature", "all"))
    together = together.assign(
        **{dimension: REST},
        low=together["value"],
        high=together["value"],
        method=frame["method"].iloc[0],
        status=np.where(together["is_mature"], "ok", "immature"),
        reason="",
    )
    both = pd.concat([named, together[["period_start", *answer.scope.by, *MEASURES, REASON]]], ignore_index=True)
    return replace(answer, frame=both)


def segment_order(answer: Estimates) -> list[str]:
    """Return the segments of an answer's first dimension, largest first; equal ones by name."""
    measure = "n" if answer.unit == "days" else "value"
    sizes = answer.frame.groupby(answer.scope.by[0])[measure].sum().reset_index()
    ranked = sizes.sort_values([measure, answer.scope.by[0]], ascending=[False, True])
    return [str(v) for v in ranked[answer.scope.by[0]]]

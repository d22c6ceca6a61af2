"""Found views of each period and what they will come to: the numbers behind the solid and the hatched part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from integrity_metrics.metrics.exposure_found import FloatArray, FoundExposure
from integrity_metrics.metrics.exposure_scope import HORIZON_DAYS
from integrity_metrics.statistics.nowcast import FEWEST_DEGREES, HATCHED_FROM, SOLID_FROM, final_limits
from integrity_metrics.statistics.status import Reason, ReasonCode, Status
from integrity_metrics.statistics.triangle_sums import TriangleSums

COMPLETE = "complete count of content found within 60 days"
NOWCAST = "found so far + chain ladder, Mack error, log-normal limits"
# A triangle is half a megabyte a segment at work, and a question can have hundreds of segments.
SEGMENTS_AT_ONCE = 50
# What a count is before rounding errors of its completeness.
SLACK = 1e-12
# Columns of `project`, after the scope's dimensions.
PROJECTED = (
    "found", "undone", "seen", "final", "low", "high", "se", "completeness", "followed", "open_days", "wait_days",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """One period as a run of days of a `FoundExposure`: [first, end)."""

    start: date
    first: int
    end: int


def project(exposure: FoundExposure, spans: list[Span], level: float = 0.95) -> pd.DataFrame:
    """Return, per period and segment, what was found, what it will come to, and its limits, in views.

    Parameters
    ----------
    exposure
        From `fetch_found`.
    spans
        The periods.
    level
        Confidence level of the limits.

    Returns
    -------
    DataFrame
        ``period_start``, the segments' columns, then `PROJECTED`: ``undone`` is the part of ``found`` whose action was
        taken back, ``seen`` all views, ``final`` found + nowcast, ``se`` its error, ``completeness`` found / final
        (0..1), ``followed`` the degrees of freedom of the development of its newest day, ``open_days`` how many of
        its days can still grow, ``wait_days`` how long until even its newest day is 95% complete.
    """
    size, count = len(exposure.segments), len(spans)
    told = {name: np.zeros((count, size)) for name in (*PROJECTED, "degrees")}
    for first in range(0, size, SEGMENTS_AT_ONCE):
        rows = slice(first, first + SEGMENTS_AT_ONCE)
        sums = TriangleSums(exposure.triangle[rows]) if exposure.triangle.shape[1] else None
        for i, span in enumerate(spans):
            for name, values in _span(exposure, sums, rows, span).items():
                told[name][i, rows] = values
    told["low"], told["high"] = final_limits(told["found"], told["final"], told["se"], told.pop("degrees"), level)
    segments = exposure.segments.iloc[np.tile(np.arange(size), count)].reset_index(drop=True)
    starts = np.repeat(np.array([span.start for span in spans], dtype=object), size)
    frame = segments.assign(period_start=starts, **{name: told[name].ravel() for name in PROJECTED})
    return frame[["period_start", *exposure.segments.columns, *PROJECTED]]


def _span(exposure: FoundExposure, sums: TriangleSums | None, rows: slice, span: Span) -> dict[str, FloatArray | float]:
    """Sum one period over its days: what was found, what is still to come, and the error of that."""
    days = slice(span.first, span.end)
    found = exposure.found[rows, days].sum(axis=1)
    counted: dict[str, FloatArray | float] = {
        "found": found,
        "undone": exposure.undone[rows, days].sum(axis=1),
        "seen": exposure.seen[rows, days].sum(axis=1),
        "final": found,
        "completeness": 1.0,
        "followed": 1.0,
        "degrees": 1.0,
    }
    if sums is None:
        return counted
    newest = sums.cumulative.shape[-2]
    begins = exposure.days.days - newest
    first, end = max(span.first - begins, 0), span.end - begins
    # Days of the triangle older than the horizon are complete, and so are all days before the triangle.
    open_days = end - max(first, newest - HORIZON_DAYS)
    if open_days <= 0:
        return counted
    final = found + sums.done.still_to_come[..., first:end].sum(axis=-1)
    error, degrees = sums.of(first, end)
    usual = sums.done.completeness[..., first:end].mean(axis=-1)
    # Row by row back from the newest, completeness is that of age 0, 1, 2 ...
    solid = sums.done.completeness[..., ::-1] >= SOLID_FROM
    age = np.where(solid.any(axis=-1), solid.argmax(axis=-1), HORIZON_DAYS)
    return counted | {
        "final": final,
        "se": error,
        "degrees": degrees,
        "completeness": np.divide(found, final, out=usual, where=final > 0),
        "followed": sums.done.degrees_of_freedom[..., end - 1],
        "open_days": float(open_days),
        "wait_days": np.maximum(age - (newest - end), 0),
    }


def judge(projected: pd.DataFrame, whole: np.ndarray, minimum_n: int) -> tuple[list[str], list[str], np.ndarray]:
    """Return status, reason in words and maturity of each row of `project`.

    Parameters
    ----------
    projected
        From `project`.
    whole
        Whether the period lies wholly inside the scope and the data.
    minimum_n
        Found views below which a share is not shown.
    """
    status, reason = [], []
    for row, is_whole in zip(projected.itertuples(index=False), whole, strict=True):
        state, said = _judged(row, minimum_n)
        if not is_whole:
            said.append(Reason(ReasonCode.PARTIAL_PERIOD).sentence)
            state = Status.IMMATURE if state in (Status.OK, Status.INTERVAL_ONLY) else state
        status.append(state.value)
        reason.append(" ".join(said))
    complete = projected["completeness"].to_numpy(dtype=np.float64)
    return status, reason, whole & (np.nan_to_num(complete) >= SOLID_FROM - SLACK)


def _judged(row: Any, minimum_n: int) -> tuple[Status, list[str]]:
    """Judge one period: no views, no history, too young, too few, few days behind the error, or plainly ok."""
    if row.seen == 0:
        return Status.UNDEFINED, ["There were no impressions."]
    if np.isnan(row.final) or np.isnan(row.se):
        return Status.UNDEFINED, [Reason(ReasonCode.NO_HISTORY, needed=1 if np.isnan(row.final) else 2).sentence]
    if row.completeness < HATCHED_FROM - SLACK:
        return Status.SUPPRESSED, [_immature(row)]
    if row.found < minimum_n:
        return Status.SUPPRESSED, [f"Too few: {row.found:,.0f} views found, {minimum_n} are needed."]
    if row.completeness < SOLID_FROM - SLACK:
        return Status.IMMATURE, [_immature(row)]
    if row.se > 0 and row.followed < FEWEST_DEGREES:
        return Status.INTERVAL_ONLY, [Reason(ReasonCode.NO_HISTORY, needed=int(FEWEST_DEGREES - row.followed)).sentence]
    return Status.OK, []


def _immature(row: Any) -> str:
    share = min(row.completeness, SOLID_FROM - 0.001)
    wait = f"{row.wait_days:.0f} more day" + ("" if row.wait_days == 1 else "s")
    return (
        f"Enforcement is still to come: about {share:.0%} of what will be found is found so far; "
        f"{SOLID_FROM:.0%} in {wait}."
    )

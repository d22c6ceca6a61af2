"""The missed part: views of violating content that prevalence says there are and enforcement did not find in time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import REASON, Estimates, Executed
from integrity_metrics.metrics.exposure import ExposureTable
from integrity_metrics.metrics.exposure_precision import ViewPrecision
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.mover import Told, mover_difference, mover_product, mover_ratio
from integrity_metrics.statistics.status import Status

METHOD = "prevalence x views - found x precision, independent parts, MOVER interval (Zou and Donner 2008)"
UNADJUSTED = "prevalence x views - found, independent parts, MOVER interval (Zou and Donner 2008)"
NO_REVIEWS = (
    "Without second reviews of actions the precision may be anything: found views are all taken as violating, so the "
    "missed part is a lower bound and recall an upper bound; their intervals hold whatever the precision is."
)
# The worst first: a number is worth no more than its worst part.
_WORST = (
    Status.UNDEFINED,
    Status.SUPPRESSED,
    Status.UPPER_BOUND_ONLY,
    Status.IMMATURE,
    Status.INTERVAL_ONLY,
    Status.OK,
)


@dataclass(frozen=True, slots=True)
class Missed:
    """Views of violating content, found in time and missed, per period and segment.

    Parameters
    ----------
    frame
        ``period_start``, the scope's dimensions, ``seen`` views; then, each with ``_low`` and ``_high`` (95%) and in
        views, ``violating`` (V, prevalence x views), ``found_violating`` (E, found and nowcast x precision), ``missed``
        (V - E); ``recall`` (E / V, 0..1) with its limits; ``method``, ``status``, ``is_mature`` and ``reason``.
    executed
        The statements.
    """

    frame: pd.DataFrame
    executed: tuple[Executed, ...]


def missed_part(exposure: ExposureTable, prevalence: Estimates, precision: ViewPrecision, scope: Scope) -> Missed:
    """Return V, E, V - E and E / V.

    Missed views are those of content never found and those after an action that leaves the content up.

    Parameters
    ----------
    exposure
        Of `scope`, from `exposure_table`.
    prevalence
        ``ask(warehouse, "prevalence", scope)``.
    precision
        From `view_precision`, of the whole period; where there is none, it may be anything from 0 to 1.
    scope
        The question all three answer.

    Raises
    ------
    ScopeError
        When the answers are not to the same question.
    """
    keys = ["period_start", *scope.by]
    if list(prevalence.scope.by) != list(scope.by):
        raise ScopeError(
            f"The prevalence is by {', '.join(prevalence.scope.by) or 'nothing'} but the exposure by "
            f"{', '.join(scope.by) or 'nothing'}; ask both the same question."
        )
    shares = prevalence.frame[[*keys, "value", "low", "high", "status", "is_mature", REASON]].add_prefix("v_")
    both = exposure.frame.merge(shares, left_on=keys, right_on=[f"v_{k}" for k in keys], how="left")
    checked = precision.frame.add_prefix("p_")
    if scope.by:
        both = both.merge(checked, left_on=list(scope.by), right_on=[f"p_{d}" for d in scope.by], how="left")
    else:
        both = both.assign(**{str(name): checked[name].iloc[0] if len(checked) else np.nan for name in checked})
    has_reviews = both["p_value"].notna().to_numpy(dtype=bool)
    unknown = Told.of(1.0, 0.0, 1.0)
    seen = _of(both, "seen")
    violating = Told(*(seen * _of(both, f"v_{name}") for name in ("value", "low", "high")))
    found = Told(*(_of(both, name) for name in ("final", "low", "high")))
    share = Told(
        *(np.where(has_reviews, _of(both, f"p_{name}"), getattr(unknown, name)) for name in ("value", "low", "high"))
    )
    true = mover_product(found, share)
    gap, recall = mover_difference(violating, true), mover_ratio(true, violating)
    status, reason = _judged(both, has_reviews, gap.value < 0)
    frame = both[keys].assign(
        seen=seen,
        **_columns("violating", violating),
        **_columns("found_violating", true),
        **_columns("missed", _cut(gap, 0.0, np.inf)),
        **_columns("recall", _cut(recall, 0.0, 1.0)),
        method=np.where(has_reviews, METHOD, UNADJUSTED),
        status=status,
        is_mature=both["is_mature"].to_numpy(dtype=bool) & both["v_is_mature"].eq(True).to_numpy(dtype=bool),
        reason=reason,
    )
    return Missed(frame, (*exposure.executed, *prevalence.executed, *precision.executed))


def _judged(both: pd.DataFrame, has_reviews: np.ndarray, is_negative: np.ndarray) -> tuple[list[str], list[str]]:
    status, reason = [], []
    columns = ["seen", "status", REASON, "v_status", f"v_{REASON}", "p_status", f"p_{REASON}"]
    for row, reviews, negative in zip(both[columns].to_numpy(dtype=object), has_reviews, is_negative, strict=True):
        seen, exposure, said, prevalence, said_of_v, precision, said_of_p = row
        states, words = [Status(exposure)], [said]
        states.append(Status(prevalence) if isinstance(prevalence, str) else Status.UNDEFINED)
        words.append(said_of_v if isinstance(prevalence, str) else "There is no prevalence for this segment.")
        if reviews:
            states.append(Status(precision))
            words.append(said_of_p)
        else:
            states.append(Status.INTERVAL_ONLY)
            words += [said_of_p if isinstance(said_of_p, str) else "", "" if np.isnan(seen) else NO_REVIEWS]
        if negative:
            states.append(Status.INTERVAL_ONLY)
            words.append("More was found than prevalence says there is: read the interval, not the point.")
        status.append(min(states, key=_WORST.index).value)
        reason.append(" ".join(dict.fromkeys(word for word in words if word)))
    return status, reason


def _of(frame: pd.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_numpy(dtype=np.float64)


def _cut(told: Told, least: float, most: float) -> Told:
    """Keep limits where the truth can be; NaN stays."""
    return Told(*(np.clip(x, least, most) for x in (told.value, told.low, told.high)))


def _columns(name: str, told: Told) -> dict[str, np.ndarray]:
    return {name: told.value, f"{name}_low": told.low, f"{name}_high": told.high}

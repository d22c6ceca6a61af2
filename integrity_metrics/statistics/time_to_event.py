"""Time to action for the caller: share actioned by each promised age and the usual ages, with status and reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.aalen_johansen import aalen_johansen
from integrity_metrics.statistics.checks import (
    FloatArray,
    as_floats,
    as_non_negative,
    check_level,
    check_same_length,
    refuse,
)
from integrity_metrics.statistics.kaplan_meier import kaplan_meier
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

FEWEST_ACTIONED = 10
FEWEST_FOLLOWED = 10
# Unequal weights need more: with log-normal weights the limits covered 91 to 93% below an effective 50.
FEWEST_WEIGHTED = 50


@dataclass(frozen=True, slots=True)
class ShareByAge:
    """Share actioned by one age; None where it cannot be told.

    `low` and `high` are limits of the share; `followed` is how many cases (or weight) were followed to that age.
    """

    at: float
    share: float | None
    low: float | None
    high: float | None
    followed: float
    status: Status
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AgeByShare:
    """Age by which a share was actioned, 0.5 being the median; None is "not reached"."""

    share: float
    age: float | None
    low: float | None
    high: float | None
    status: Status
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class TimeToEvent:
    """Time to action: the shares by age, the ages by share, and what they rest on."""

    shares: tuple[ShareByAge, ...]
    ages: tuple[AgeByShare, ...]
    cases: int
    actioned: int
    left_otherwise: int
    still_open: int
    level: float
    method: str


@dataclass(frozen=True, slots=True, eq=False)
class _Curve:
    """Share actioned (with limits) at the ages asked for, and ages with limits at the shares asked for."""

    share: FloatArray
    low: FloatArray
    high: FloatArray
    followed: FloatArray
    age: FloatArray
    age_low: FloatArray
    age_high: FloatArray


def estimate_time_to_event(
    durations: ArrayLike,
    outcomes: ArrayLike,
    at: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    quantiles: ArrayLike = (0.5, 0.9),
    level: float = 0.95,
) -> TimeToEvent:
    """Estimate how soon cases are actioned, with open cases counted as open: the caller's front door.

    Kaplan–Meier when cases are actioned or open; Aalen–Johansen when some left another way, for example deleted by
    their author (outcome 2 and up). A share is `upper_bound_only` where nothing was actioned yet (exact bound
    ``1 - (1 - level)^(1/m)`` from the m cases followed that far), `interval_only` with fewer than 10 actioned cases or
    10 followed (an effective 50 of each with weights), `undefined` beyond the oldest case. A share of 1 takes its
    lower limit from just before the last action.

    Parameters
    ----------
    durations
        Age at the outcome, or at the data cut-off for open cases, shape (cases,), any unit.
    outcomes
        0 still open, 1 actioned, 2 and up left another way.
    at
        Ages at which the share is wanted, for example SLA hours.
    entry
        Age at which a case came into view, for cases opened before the window.
    weights
        For example impressions, for the share of violating views that had happened before action.
    quantiles
        Shares whose age is wanted.

    Examples
    --------
    >>> result = estimate_time_to_event([2, 3, 3, 5, 8] * 5, [1, 1, 0, 1, 0] * 5, at=[4], quantiles=[0.5, 0.9])
    >>> row = result.shares[0]
    >>> f"{row.share:.2f} [{row.low:.2f}, {row.high:.2f}] {row.status}", result.ages[1].reasons[0].sentence
    ('0.40 [0.24, 0.62] ok', 'The level is not reached within the data.')
    """
    duration, outcome = as_non_negative("durations", durations), as_non_negative("outcomes", outcomes)
    times, shares = np.atleast_1d(as_floats("at", at)), np.atleast_1d(as_floats("quantiles", quantiles))
    check_level(level)
    check_same_length(durations=duration, outcomes=outcome)
    refuse("outcomes", outcome, outcome != np.floor(outcome), "outcomes are 0 (open), 1 (actioned), 2 and up")
    refuse("at", times, times < 0, "ages start at 0")
    refuse("quantiles", shares, (shares <= 0) | (shares >= 1), "a quantile must lie in (0, 1)")
    has_other_exits = bool((outcome > 1).any())
    weight = np.ones_like(duration) if weights is None else as_non_negative("weights", weights)
    start = np.full(duration.shape, -np.inf) if entry is None else as_floats("entry", entry)

    def curve_at(ages: FloatArray) -> _Curve:
        if has_other_exits:
            other = aalen_johansen(duration, outcome, ages, entry=entry, weights=weights, quantiles=shares, level=level)
            return _Curve(
                share=other.incidence[0, :, 0],
                low=other.low[0, :, 0],
                high=other.high[0, :, 0],
                followed=other.at_risk[0],
                age=other.quantile[0, :, 0],
                age_low=other.quantile_low[0, :, 0],
                age_high=other.quantile_high[0, :, 0],
            )
        plain = kaplan_meier(duration, outcome, ages, entry=entry, weights=weights, quantiles=shares, level=level)
        return _Curve(
            share=1 - plain.survival[0],
            low=1 - plain.high[0],
            high=1 - plain.low[0],
            followed=plain.at_risk[0],
            age=plain.quantile[0],
            age_low=plain.quantile_low[0],
            age_high=plain.quantile_high[0],
        )

    curve = curve_at(times)
    actioned = outcome == 1
    last_action = float(duration[actioned].max(initial=0.0))
    before_last = curve_at(np.array([np.nextafter(last_action, -1.0)])) if last_action > 0 else None
    floor = None if before_last is None else _known(before_last.low[0])
    oldest = float(duration.max(initial=0.0))
    # With late entries the few in view at first may all be actioned; the curve is then stuck at 1, whoever comes after.
    ends_with_action = oldest <= last_action and (before_last is None or before_last.share[0] < 1)
    is_stuck = len(duration) > 0 and not ends_with_action and curve_at(np.array([oldest])).share[0] >= 1

    def share_row(i: int) -> ShareByAge:
        is_followed = (duration >= times[i]) & (start < times[i])
        return _share_row(
            float(times[i]),
            float(curve.share[i]),
            (_known(curve.low[i]), _known(curve.high[i])),
            followed=float(curve.followed[i]),
            followed_cases=_effective_number(weight[is_followed]),
            actioned=_effective_number(weight[actioned & (duration <= times[i])]),
            is_weighted=weights is not None,
            is_beyond=bool(is_stuck and curve.share[i] >= 1) or bool(times[i] > oldest and curve.share[i] < 1),
            floor=floor if floor is not None else float((1 - level) ** (1 / max(len(duration), 1))),
            level=level,
            is_empty=len(duration) == 0,
        )

    def age_row(i: int) -> AgeByShare:
        if is_stuck:
            reasons = (Reason(ReasonCode.NO_HISTORY),)
            return AgeByShare(float(shares[i]), None, None, None, Status.UNDEFINED, reasons)
        found = (_known(part[i]) for part in (curve.age, curve.age_low, curve.age_high))
        return _age_row(float(shares[i]), *found)

    return TimeToEvent(
        shares=tuple(share_row(i) for i in range(len(times))),
        ages=tuple(age_row(i) for i in range(len(shares))),
        cases=len(duration),
        actioned=int(actioned.sum()),
        left_otherwise=int((outcome > 1).sum()),
        still_open=int((outcome == 0).sum()),
        level=level,
        method="Aalen–Johansen, jackknife error, log-log limits"
        if has_other_exits
        else "Kaplan–Meier, Greenwood log-log limits",
    )


def _share_row(
    at: float,
    share: float,
    limits: tuple[float | None, float | None],
    *,
    followed: float,
    followed_cases: float,
    actioned: float,
    is_weighted: bool,
    is_beyond: bool,
    floor: float,
    level: float,
    is_empty: bool,
) -> ShareByAge:
    """Decide what a share by one age is worth."""
    low, high = limits
    if is_empty:
        return ShareByAge(at, None, None, None, followed, Status.UNDEFINED, (Reason(ReasonCode.NO_DATA),))
    if is_beyond or (share == 0 and followed_cases == 0):
        return ShareByAge(at, None, None, None, followed, Status.UNDEFINED, (Reason(ReasonCode.NO_HISTORY, needed=1),))
    if share >= 1:
        low, high = floor, 1.0
    if share == 0:
        bound = 1 - (1 - level) ** (1 / followed_cases)
        return ShareByAge(at, 0.0, 0.0, bound, followed, Status.UPPER_BOUND_ONLY, (Reason(ReasonCode.ZERO_POSITIVES),))
    reasons = []
    fewest_actioned = FEWEST_WEIGHTED if is_weighted else FEWEST_ACTIONED
    fewest_followed = FEWEST_WEIGHTED if is_weighted else FEWEST_FOLLOWED
    if actioned < fewest_actioned:
        reasons.append(Reason(ReasonCode.FEW_POSITIVES, needed=int(np.ceil(fewest_actioned - actioned))))
    if share < 1 and followed_cases < fewest_followed:
        reasons.append(Reason(ReasonCode.NO_HISTORY, needed=int(np.ceil(fewest_followed - followed_cases))))
    status = Status.INTERVAL_ONLY if reasons else Status.OK
    return ShareByAge(at, share, low, high, followed, status, tuple(reasons))


def _age_row(share: float, age: float | None, low: float | None, high: float | None) -> AgeByShare:
    """Decide what an age by one share is worth."""
    if age is not None and low is not None and high is not None:
        return AgeByShare(share, age, low, high, Status.OK, ())
    status = Status.UNDEFINED if low is None else Status.INTERVAL_ONLY
    return AgeByShare(share, age, low, high, status, (Reason(ReasonCode.NOT_REACHED),))


def _effective_number(weights: FloatArray) -> float:
    """Kish's effective number of weighted cases; the plain number when weights are equal."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def _known(value: np.float64) -> float | None:
    """Return a number, or None for NaN."""
    return None if np.isnan(value) else float(value)

"""Difference-in-differences over markets: did treated units move more than the others, for policy teams."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from integrity_metrics.statistics.causal.group_contrast import (
    GroupContrasts,
    as_clusters,
    group_contrasts,
    parallel_trend,
)
from integrity_metrics.statistics.causal.inputs import ROUNDING, as_panel, as_treated, check_change
from integrity_metrics.statistics.causal.permutation import permutation_placebos
from integrity_metrics.statistics.causal.result import (
    CausalEffect,
    EffectPath,
    Method,
    detectable,
    undefined,
)
from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.status import Reason, ReasonCode, Status

FEW = 5
"""Fewer clusters than this on either side: the interval stands, with a warning."""


def difference_in_differences(
    outcome: ArrayLike,
    treated: ArrayLike,
    change: int,
    *,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
) -> CausalEffect:
    """Estimate the average effect on treated units from a balanced panel of units x periods.

    With one date and a balanced panel, the two-way fixed effects coefficient is
    mean over treated of (mean after - mean before) - the same over controls. Regressing each unit's own difference on
    treatment gives it with standard errors free of serial correlation (Bertrand, Duflo and Mullainathan 2004). Errors
    are CR1, with few clusters CR2 with Bell-McCaffrey degrees, with one treated cluster a pooled t (`group_contrast`).

    Parameters
    ----------
    outcome : shape (units, periods)
    treated : shape (units,)
        True where the change applied.
    change
        Position of the first period after the change.
    clusters : shape (units,)
        Cluster of each unit (its country, say); each unit is its own cluster by default.
    level
        Confidence level.

    Returns
    -------
    CausalEffect
        With `pre_trend` (difference of slopes before the change) and `unit_placebos` (permutation of treatment over
        clusters). Status `undefined` without history, with fewer than 3 clusters, or when all units move alike;
        `interval_only` with fewer than 5 treated or control clusters.

    Examples
    --------
    >>> outcome = [[1, 1, 4, 4], [2, 3, 6, 6], [0, 1, 1, 1], [5, 4, 5, 5], [2, 2, 3, 2]]
    >>> result = difference_in_differences(outcome, [True, True, False, False, False], 2)
    >>> round(result.effect, 3), round(result.low, 3), round(result.high, 3)
    (2.75, 1.789, 3.711)
    """
    check_level(level)
    panel = as_panel(outcome)
    units, periods = panel.shape
    change = check_change(change, periods)
    mask = as_treated(treated, units)
    groups = as_clusters(clusters, mask)
    n_treated, n_controls = len(np.unique(groups[mask])), len(np.unique(groups[~mask]))
    if change < 1:
        reason = Reason(ReasonCode.NO_PRE_PERIOD, needed=1)
        return _refusal(reason, mask, change, periods, level)
    if n_treated + n_controls < 3:
        reason = Reason(ReasonCode.FEW_UNITS, needed=3 - n_treated - n_controls)
        return _refusal(reason, mask, change, periods, level)
    gains = panel[:, change:] - panel[:, :change].mean(axis=1, keepdims=True)
    # Columns: the average, each period, the running sums; one set of errors serves all.
    stacked = np.column_stack([gains.mean(axis=1), gains, np.cumsum(gains, axis=1)])
    contrasts = group_contrasts(stacked, mask, groups, level)
    low, high = float(contrasts.low[0]), float(contrasts.high[0])
    if high - low <= ROUNDING * np.abs(panel).max():
        reason = Reason(ReasonCode.NO_VARIATION, where="the units' movements")
        return _refusal(reason, mask, change, periods, level)
    pre_trend = parallel_trend(panel[:, :change], mask, groups, level)
    few = min(n_treated, n_controls) < FEW
    reasons = [Reason(ReasonCode.FEW_UNITS, needed=FEW - min(n_treated, n_controls))] if few else []
    if pre_trend is not None and pre_trend.is_flagged:
        reasons.append(Reason(ReasonCode.PRE_TREND))
    return CausalEffect(
        method=Method.DIFFERENCE_IN_DIFFERENCES,
        effect=float(contrasts.estimates[0]),
        low=low,
        high=high,
        level=level,
        p_value=float(contrasts.p_values[0]),
        minimum_detectable_effect=detectable(low, high, level, contrasts.degrees),
        n_before=change,
        n_after=periods - change,
        n_treated=int(mask.sum()),
        n_controls=int((~mask).sum()),
        status=Status.INTERVAL_ONLY if few else Status.OK,
        reasons=tuple(reasons),
        path=_path(panel, mask, change, contrasts),
        pre_trend=pre_trend,
        unit_placebos=permutation_placebos(gains.mean(axis=1), mask, groups),
    )


def event_study(
    outcome: ArrayLike,
    treated: ArrayLike,
    change: int,
    *,
    clusters: ArrayLike | None = None,
    level: float = 0.95,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Difference between the groups at each period against the last period before the change, with limits.

    Parameters
    ----------
    outcome, treated, change, clusters, level
        As in `difference_in_differences`; at least one period before the change.

    Returns
    -------
    estimates, low, high : shape (periods,)
        All zero at position change - 1, the reference.

    Examples
    --------
    >>> outcome = [[1, 1, 4], [2, 3, 6], [0, 1, 1], [5, 4, 5]]
    >>> event_study(outcome, [True, True, False, False], 2)[0].round(6).tolist()
    [-0.5, 0.0, 2.5]
    """
    check_level(level)
    panel = as_panel(outcome)
    change = check_change(change, panel.shape[1])
    mask = as_treated(treated, len(panel))
    if change < 1:
        raise ValueError("change is 0; an event study needs at least one period before the change")
    groups = as_clusters(clusters, mask)
    if len(np.unique(groups)) < 3:
        raise ValueError(f"outcome has {len(np.unique(groups))} clusters; an event study needs at least 3")
    relative = panel - panel[:, [change - 1]]
    contrasts = group_contrasts(relative, mask, groups, level)
    return contrasts.estimates, contrasts.low, contrasts.high


def _refusal(reason: Reason, mask: NDArray[np.bool_], change: int, periods: int, level: float) -> CausalEffect:
    """No number, for the reason given."""
    return undefined(
        Method.DIFFERENCE_IN_DIFFERENCES,
        reason,
        level=level,
        n_before=change,
        n_after=periods - change,
        n_treated=int(mask.sum()),
        n_controls=int((~mask).sum()),
    )


def _path(panel: FloatArray, mask: NDArray[np.bool_], change: int, contrasts: GroupContrasts) -> EffectPath:
    """Mean of the treated units against their own level before plus the controls' movement."""
    after = panel.shape[1] - change
    points, sums = slice(1, after + 1), slice(after + 1, None)
    controls = panel[~mask].mean(axis=0)
    return EffectPath(
        counterfactual=controls + panel[mask][:, :change].mean() - controls[:change].mean(),
        effect=contrasts.estimates[points],
        low=contrasts.low[points],
        high=contrasts.high[points],
        cumulative=contrasts.estimates[sums],
        cumulative_low=contrasts.low[sums],
        cumulative_high=contrasts.high[sums],
    )

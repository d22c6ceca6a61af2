"""What each detection source lets through: views before its actions, per action, and how long they take."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.exposure_delays import delay_curves
from integrity_metrics.metrics.exposure_reach import reach_before_action
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

SOURCE = "detection_source"


@dataclass(frozen=True, slots=True)
class LetThrough:
    """One row a detection source, most views first.

    Parameters
    ----------
    frame
        ``detection_source``, ``contents`` first acted on in the period, ``views`` before those actions, ``view_share``
        of all such views, ``views_per_content``, ``zero_share`` with its interval, ``median`` and ``p90`` views, and,
        of the views seen in the period, ``median_days`` and ``within_1_day``; ``status`` and ``reason`` are those of
        the reach, ``delay_status`` and ``delay_reason`` those of the delay.
    executed
        The statements.
    """

    frame: pd.DataFrame
    executed: tuple[Executed, ...]


def let_through(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> LetThrough:
    """Return what each detection source let through; filters of the scope may be on policy only.

    Raises
    ------
    ScopeError
        For a filter on a place: views are counted by policy and one other dimension, which is the source here.
    """
    if other := [f.dimension.replace("_", " ") for f in scope.filters if f.dimension not in ("policy", SOURCE)]:
        raise ScopeError(
            f"What each source lets through is counted by policy only, so it cannot be filtered by {other[0]}; "
            "take that filter off."
        )
    asked = replace(scope.total(), by=(SOURCE,))
    reach = reach_before_action(warehouse, asked, heartbeat)
    delays = delay_curves(warehouse, asked, heartbeat)
    told = delays.summary.rename(columns={"status": "delay_status", "reason": "delay_reason"})
    columns = [SOURCE, "median_days", "within_1_day", "delay_status", "delay_reason"]
    frame = reach.frame.merge(told[columns], on=SOURCE, how="left")
    views, contents = (frame[c].to_numpy(dtype=np.float64) for c in ("views", "contents"))
    frame = frame.assign(
        view_share=views / max(views.sum(), 1.0),
        views_per_content=np.divide(views, contents, out=np.zeros_like(views), where=contents > 0),
    )
    kept = [SOURCE, "contents", "views", "view_share", "views_per_content", "zero_share", "zero_low", "zero_high"]
    kept += ["median", "p90", "median_days", "within_1_day", "status", "reason", "delay_status", "delay_reason"]
    return LetThrough(frame[kept], (*reach.executed, *delays.executed))

"""How many of the sampled impressions have a label, and how long the labels take."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.prevalence_layout import PLACES
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query


@dataclass(frozen=True, slots=True)
class LabelCoverage:
    """Labels of a period.

    Parameters
    ----------
    frame
        One row a period: ``period_start``, ``sampled``, ``labels``, ``share``.
    delays
        One row per whole days waited: ``days``, ``labels``, ``share`` (labelled within so many days, of all draws),
        ``low``, ``high`` (Wilson, 95%).
    executed
        The statements behind it.
    """

    frame: pd.DataFrame
    delays: pd.DataFrame
    executed: tuple[Executed, ...]

    def days_until(self, share: float) -> int | None:
        """Return within how many days this share of the draws has its label; None when it never has."""
        reached = self.delays[self.delays["share"] >= share]
        return None if reached.empty else int(reached["days"].iloc[0])


def label_coverage(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> LabelCoverage:
    """Return coverage per period of the scope, and the delays over all of it (those for every place)."""
    bound = {"since": scope.period.since, "until": scope.period.until}
    places = tuple(f for f in scope.filters if f.dimension in PLACES)
    plain = replace(scope, by=(), filters=places, comparison=None)
    counted = warehouse.run(
        warehouse.shape(
            load_query("metrics/prevalence_labels"),
            bound,
            grain=plain.grain,
            filters=places,
        ),
        heartbeat=heartbeat,
    )
    waited = warehouse.run(warehouse.shape(load_query("metrics/label_delays"), bound), heartbeat=heartbeat)
    named = named_segments(counted.frame, plain)
    numbers = named[["sampled", "labels"]].astype(float).assign(period_start=named["period_start"])
    rows = numbers.groupby("period_start", as_index=False).sum()
    frame = rows.assign(share=rows["labels"] / np.maximum(rows["sampled"], 1))
    return LabelCoverage(frame, _delays(waited.frame), (counted.executed, waited.executed))


def _delays(frame: pd.DataFrame) -> pd.DataFrame:
    total = float(frame["labels"].sum())
    known = frame.dropna(subset=["delay_days"]).sort_values("delay_days").astype(float)
    done = known["labels"].cumsum().to_numpy()
    if not len(known):
        return pd.DataFrame(columns=["days", "labels", "share", "low", "high"])
    limits = wilson(done, np.full(len(done), total))
    return pd.DataFrame(
        {
            "days": known["delay_days"].astype(int).to_numpy(),
            "labels": known["labels"].astype(int).to_numpy(),
            "share": done / total,
            "low": limits.low,
            "high": limits.high,
        }
    )

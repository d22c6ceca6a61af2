"""Reach before action: how often content had been seen when it was first acted on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import REASON, Executed
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.binned_quantile import binned_quantile
from integrity_metrics.statistics.status import Status
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query

QUANTILES = {"median": 0.5, "p90": 0.9, "p99": 0.99}
FEWEST_CONTENTS = 10
# A 99% quantile of 60 contents is the largest of them.
FEWEST_FOR_P99 = 300
DIMENSIONS = ("policy", "detection_source", "market", "content_type")


@dataclass(frozen=True, slots=True)
class Reach:
    """Reach before action per segment.

    Parameters
    ----------
    frame
        The scope's dimensions, ``contents``, ``views`` (total), ``zero_share`` with ``zero_low`` and ``zero_high``
        (Wilson, 95%), and for each of `QUANTILES` its views with ``_low`` and ``_high`` (order statistics, 95%),
        ``method``, ``status``, ``reason``. Quantiles above 100 views are of counts rounded to 2 significant digits.
    distribution
        The scope's dimensions, ``views``, ``contents``, and ``share`` of contents seen at most that often.
    top
        The contents seen most: id, day and segment of the action, ``views``.
    executed
        The statements.
    """

    frame: pd.DataFrame
    distribution: pd.DataFrame
    top: pd.DataFrame
    executed: tuple[Executed, ...]


def reach_before_action(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> Reach:
    """Return how often contents first acted on in the scope's period had been seen, of at most 180 days each.

    Raises
    ------
    ScopeError
        For a surface: a content is seen on several.
    """
    for dimension in (*scope.by, *(f.dimension for f in scope.filters)):
        if dimension not in DIMENSIONS:
            raise ScopeError(
                f"Reach before action is counted per content, which is seen on more than one {dimension}; ask it by "
                f"{', '.join(d.replace('_', ' ') for d in DIMENSIONS)}."
            )
    total = scope.total()
    return remembered(("exposure reach", warehouse.version, total), lambda: _reach(warehouse, total, heartbeat))


def _reach(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None) -> Reach:
    days = {"since": scope.period.since, "until": scope.period.until}
    bins = warehouse.run(
        warehouse.shape(
            load_query("metrics/exposure_reach"),
            days,
            grain=scope.grain,
            by=scope.by,
            filters=scope.filters,
        ),
        heartbeat=heartbeat,
    )
    top = warehouse.run(
        warehouse.shape(load_query("metrics/exposure_reach_top"), days, filters=scope.filters),
        heartbeat=heartbeat,
    )
    # Sums come back as decimals from some databases.
    whole = dict.fromkeys(("views", "contents", "impressions"), np.int64)
    counted = named_segments(bins.frame, scope).drop(columns="period_start").astype(whole)
    return Reach(
        summarised(counted, scope.by), _distribution(counted, scope.by), top.frame, (bins.executed, top.executed)
    )


def summarised(counted: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Return the row of each segment from counts of contents per number of views (`Reach.frame`).

    Examples
    --------
    >>> counted = pd.DataFrame({"views": [0, 10, 500], "contents": [60, 30, 10], "impressions": [0, 300, 5010]})
    >>> row = summarised(counted, ()).iloc[0]
    >>> int(row["contents"]), int(row["views"]), float(row["zero_share"]), float(row["p90"]), row["status"]
    (100, 5310, 0.6, 10.0, 'ok')
    """
    groups = counted.groupby(list(by), sort=True) if by else [((), counted)]
    rows = [{**dict(zip(by, name, strict=True)), **_row(part)} for name, part in groups if len(part)]
    columns = [*by, *_row(counted.iloc[:0])]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values("views", ascending=False, kind="stable", ignore_index=True)


def _row(part: pd.DataFrame) -> dict[str, object]:
    contents = int(part["contents"].sum())
    row: dict[str, object] = {"contents": contents, "views": int(part["impressions"].sum())}
    enough = contents >= FEWEST_CONTENTS
    never = int(part.loc[part["views"] == 0, "contents"].sum())
    share = wilson([never], [contents]) if enough else None
    row["zero_share"] = never / contents if share else np.nan
    row["zero_low"], row["zero_high"] = (float(share.low[0]), float(share.high[0])) if share else (np.nan, np.nan)
    for name, at in QUANTILES.items():
        known = enough and (at < 0.99 or contents >= FEWEST_FOR_P99)
        found = binned_quantile(part["views"], part["contents"], share=at) if known else None
        row[name] = found.estimate if found else np.nan
        row[f"{name}_low"], row[f"{name}_high"] = (found.low, found.high) if found else (np.nan, np.nan)
    row["method"] = "share with Wilson interval, quantiles with order-statistic intervals"
    row["status"] = (Status.OK if enough else Status.SUPPRESSED).value
    row[REASON] = "" if enough else f"Too few: {contents} contents acted on, {FEWEST_CONTENTS} are needed."
    if enough and contents < FEWEST_FOR_P99:
        row[REASON] = f"The 99% quantile needs {FEWEST_FOR_P99} contents; there are {contents}."
    return row


def _distribution(counted: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    ordered = counted.sort_values([*by, "views"], kind="stable", ignore_index=True)[[*by, "views", "contents"]]
    if not by:
        return ordered.assign(share=ordered["contents"].cumsum() / max(ordered["contents"].sum(), 1))
    grouped = ordered.groupby(list(by))["contents"]
    return ordered.assign(share=grouped.cumsum() / grouped.transform("sum"))

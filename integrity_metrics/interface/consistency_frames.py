"""The charts of the Consistency page: a funnel of rates, ratios at like scores, and the table behind both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from integrity_metrics.charts.funnel import FunnelLines, funnel
from integrity_metrics.charts.interval_rows import IntervalRow, interval_rows
from integrity_metrics.interface.chart_frame import Framed, Sheet
from integrity_metrics.metrics.consistency import Consistency
from integrity_metrics.metrics.labels import format_interval, format_value, name_of, name_of_dimension
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.warehouse.engine import Warehouse

MOST_ROWS = 20
# Standard normal quantiles of the limits: 95% and the customary "three sigma".
QUANTILES = ((1.959964, "95% limits"), (3.090232, "99.8% limits"))
MIND_MATCHED = "Contents with like model scores are compared; scores can themselves be off for a market or kind."
MIND_PLAIN = "Not matched: segments may differ in what is posted there, not only in how the policy is applied."


def funnel_chart(warehouse: Warehouse, found: Consistency) -> Framed:
    """Return the funnel of rates as they are, with limits that allow for ordinary spread."""

    def build() -> Framed:
        rows = found.frame.dropna(subset=["rate"])
        limits = found.limits
        drawn = rows.assign(
            name=[name_of(str(s)) for s in rows["segment"]],
            said=[_said(row) for row in rows.to_dict("records")],
        )
        target = float(limits.target) if limits else 0.0
        figure = funnel(
            drawn,
            FunnelLines(target, limits.between_variance if limits else 0.0, QUANTILES),
            f"{found.measure.title}: rate and size",
            found.scope,
            x_title=f"{found.measure.noun}s, log scale",
            y_title="share",
        )
        phi = limits.dispersion if limits else 1.0
        caption = (
            f"Dotted: all together, {format_value(target, 'share')}. Limits allow for chance and for the spread most "
            f"segments show (over-dispersion {phi:.1f}); filled squares lie outside 99.8%. "
            "Rates are not matched here; the axis need not begin at 0."
        )
        return Framed("consistency_funnel", figure, (), found.sentence, caption=caption, sheet=_sheet(found))

    return remembered(("consistency funnel", warehouse.version, found.question), build)


def ratio_chart(warehouse: Warehouse, found: Consistency) -> Framed:
    """Return every segment's ratio to the others, the surest departure on top."""

    def build() -> Framed:
        known = found.frame.dropna(subset=["ratio"]).head(MOST_ROWS)
        rows = [
            IntervalRow(
                name_of(str(row["segment"])),
                row["ratio"],
                row["ratio_low"],
                row["ratio_high"],
                f"{row['ratio']:.2f} times the others<br>{_said(row)}",
                is_far=bool(row["differs"]),
            )
            for row in known.to_dict("records")
        ]
        matched = "at like scores" if found.measure.is_matched else "as they are"
        figure = interval_rows(
            rows,
            f"Ratio to all the others, {matched}",
            found.scope,
            x_title="times as often as elsewhere, log scale",
            reference=1.0,
            tick_format=".3~g",
            logarithmic=True,
        )
        caption = (
            f"The surest departures first, {len(rows)} of {len(found.frame)}, with 95% intervals. Squares differ with "
            f"at most 5% of such finds false. {'' if found.measure.is_matched else MIND_PLAIN}"
        )
        return Framed("consistency_ratios", figure, (), found.sentence, caption=caption, sheet=_sheet(found))

    return remembered(("consistency ratios", warehouse.version, found.question), build)


def consistency_table(found: Consistency) -> pd.DataFrame:
    """Return every segment as text, worst first; suppressed ones say why."""
    rows = [
        {
            name_of_dimension(found.question.dimension): name_of(str(row["segment"])),
            "Records": "" if pd.isna(row["n"]) else f"{row['n']:,.0f}",
            "Share": "" if pd.isna(row["rate"]) else format_value(row["rate"], "share"),
            "95% interval": format_interval(row["low"], row["high"], "share"),
            "Times the others": "" if pd.isna(row["ratio"]) else f"{row['ratio']:.2f}",
            "95% interval of the ratio": _ratio_limits(row["ratio_low"], row["ratio_high"]),
            "Differs": "yes" if row["differs"] else "no",
            "Status": str(row["status"]),
            "What to mind": str(row["reason"]),
        }
        for row in found.frame.to_dict("records")
    ]
    return pd.DataFrame(rows)


def _sheet(found: Consistency) -> Sheet:
    mind = MIND_MATCHED if found.measure.is_matched else MIND_PLAIN
    frame = found.frame.assign(method="Mantel-Haenszel ratio; Wilson interval; funnel with over-dispersion")
    return Sheet(found.measure.title, frame, found.scope, found.executed, mind)


def _said(row: Mapping[Any, Any]) -> str:
    told = f"{format_value(row['rate'], 'share')} ({format_interval(row['low'], row['high'], 'share')})"
    return f"{told}<br>n = {row['n']:,.0f}, {row['status']}"


def _ratio_limits(low: float, high: float) -> str:
    return "" if pd.isna(low) else f"{low:.2f} to {high:.2f}"

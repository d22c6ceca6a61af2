"""The tables of the Unwanted impressions page: what was missed, why it was seen, what each source lets through."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from integrity_metrics.interface.chart_frame import Sheet
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.sign_in import recheck_user
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.exposure import exposure_table
from integrity_metrics.metrics.exposure_missed import missed_part
from integrity_metrics.metrics.exposure_precision import view_precision
from integrity_metrics.metrics.exposure_reach import reach_before_action
from integrity_metrics.metrics.exposure_reasons import REASONS, exposure_reasons
from integrity_metrics.metrics.exposure_sources import let_through
from integrity_metrics.metrics.labels import format_interval, format_value, name_of, name_of_dimension, per_10k
from integrity_metrics.metrics.prevalence_layout import PLACES
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# What both prevalence and exposure can be broken down by.
SHARED = ("policy", *PLACES)


def missed_sheet(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> Sheet:
    """Return violating, found and missed views of the whole period, per segment, as numbers."""
    whole = scope.total()
    if whole.by and whole.by[0] not in SHARED:
        whole = replace(whole, by=())
    exposure = exposure_table(warehouse, whole, metric("unwanted_impressions").minimum_n, heartbeat)
    prevalence = ask(warehouse, "prevalence", whole, heartbeat=heartbeat)
    found = missed_part(exposure, prevalence, view_precision(warehouse, whole, heartbeat), whole)
    return Sheet("Found and missed", found.frame, whole.total_in_words(), found.executed)


def missed_table(sheet: Sheet) -> pd.DataFrame:
    """Return the missed part as text: each number with its interval, of 10,000 views."""
    frame = sheet.frame
    dimension = next((d for d in SHARED if d in frame), None)
    rows = []
    for _, row in frame.iterrows():
        name = {} if dimension is None else {name_of_dimension(dimension): name_of(str(row[dimension]))}
        rows.append(
            {
                **name,
                "Violating": _of_views(row, "violating"),
                "Found in time": _of_views(row, "found_violating"),
                "Missed": _of_views(row, "missed"),
                "Exposure recall": _share(row, "recall"),
                "Status": str(row["status"]).replace("_", " "),
                "What to mind": str(row["reason"]),
            }
        )
    return pd.DataFrame(rows)


def reasons_table(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> tuple[str, pd.DataFrame]:
    """Return why violating views were seen, and one sentence on how much was found in time."""
    found = exposure_reasons(warehouse, scope, heartbeat)
    rows = [
        {
            "Seen": REASONS[str(row["why"])],
            "Of 10,000 views": per_10k(row["value"]) if pd.notna(row["value"]) else f"at most {per_10k(row['high'])}"
            if pd.notna(row["high"]) else "not enough data",
            "95% interval": format_interval(row["low"], row["high"], "per_10k"),
            "Share of violating": "" if pd.isna(row["share_of_violating"]) else f"{row['share_of_violating']:.0%}",
            "Labels": f"{int(row['n']):,}",
        }
        for _, row in found.frame.iterrows()
    ]  # fmt: skip
    sentence = ""
    if len(found.recall) and pd.notna(found.recall["value"].iloc[0]):
        first = found.recall.iloc[0]
        sentence = (
            f"Of the violating views, **{first['value']:.0%}** ({first['low']:.0%} to {first['high']:.0%}) were of "
            "content that enforcement got to: the view came before, or on the day of, its first action."
        )
    return sentence, pd.DataFrame(rows)


def sources_table(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> pd.DataFrame:
    """Return what each detection source lets through before it acts."""
    found = let_through(warehouse, scope, heartbeat)
    return pd.DataFrame(
        [
            {
                "Detection source": name_of(str(row["detection_source"])),
                "Contents": f"{int(row['contents']):,}",
                "Views before action": format_value(row["views"], "count"),
                "Share of them": f"{row['view_share']:.0%}",
                "Never seen": f"{row['zero_share']:.0%} ({row['zero_low']:.0%} to {row['zero_high']:.0%})",
                "Median views": "" if pd.isna(row["median"]) else f"{row['median']:,.0f}",
                "9 of 10 at most": "" if pd.isna(row["p90"]) else f"{row['p90']:,.0f}",
                "Median days to action": "" if pd.isna(row["median_days"]) else f"{row['median_days']:.0f}",
            }
            for _, row in found.frame.iterrows()
        ]
    )


@st.fragment
def top_contents_panel(warehouse: Warehouse, scope: Scope) -> None:
    """Draw the contents seen most before they were acted on: ids only."""
    recheck_user()
    with panel("top_contents") as heartbeat:
        found = reach_before_action(warehouse, scope, heartbeat)
        st.caption("Ids only: look a content up in your review tool.")
        st.dataframe(found.top, hide_index=True, height=340)


def _of_views(row: pd.Series, name: str) -> str:
    value, seen = row[name], row["seen"]
    if pd.isna(value) or not seen:
        return "not enough data"
    limits = format_interval(row[f"{name}_low"] / seen, row[f"{name}_high"] / seen, "per_10k")
    return f"{per_10k(value / seen)} ({limits})" if limits else per_10k(value / seen)


def _share(row: pd.Series, name: str) -> str:
    if pd.isna(row[name]):
        return "not enough data"
    return f"{row[name]:.0%} ({row[f'{name}_low']:.0%} to {row[f'{name}_high']:.0%})"

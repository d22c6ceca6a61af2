"""The head of a rule's page: what it is, its figures in one line each, and its precision from every source."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from integrity_metrics.interface.chart_frame import Sheet
from integrity_metrics.interface.sheet_bar import sheet_bar
from integrity_metrics.metrics.labels import format_value, name_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.rule_precision import with_labels
from integrity_metrics.metrics.rule_rows import RuleQuestion
from integrity_metrics.metrics.rule_table import RuleTable
from integrity_metrics.metrics.rule_words import CANNOT_SAY, SHORT
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse


def rule_head(row: dict[str, Any], question: RuleQuestion) -> None:
    """Draw what the rule is and its figures of the period."""
    kind = f"{name_of(row['detection'])}, {row['mode']}, {row['status']}"
    dates = [f"launched {row['launched_at']:%Y-%m-%d}" if pd.notna(row["launched_at"]) else "never launched"]
    dates += [f"retired {row['retired_at']:%Y-%m-%d}"] if pd.notna(row["retired_at"]) else []
    threshold = f", threshold {row['threshold']:g}" if pd.notna(row["threshold"]) else ""
    owner = f", owner {row['owner']}" if pd.notna(row["owner"]) else ""
    st.markdown(f"{kind}; policy **{name_of(row['policy_id'])}**; {', '.join(dates)}{threshold}{owner}.")
    if row["flag"]:
        st.warning(f"This rule is {row['flag']}.", icon=":material/notification_important:")
    if row["reason"]:
        st.info(f"Precision: {row['reason']}.", icon=":material/info:")
    with st.container(key="cards_rule"):
        columns = st.columns(4)
    cards = (
        ("Hits", f"{row['hits']:,}", f"{row['actions']:,} led to an action; {row['shadow_hits']:,} in shadow"),
        ("Precision", _share(row, "precision"), _limits(row, "precision", row["method"])),
        ("Exposure recall", _share(row, "recall"), _limits(row, "recall", "of the policy's violating views")),
        ("Unique contribution", _share(row, "alone"), _limits(row, "alone", "no other live rule catches")),
    )
    for column, (title, value, below) in zip(columns, cards, strict=True):
        with column, st.container(border=True):
            st.metric(title, value)
            st.caption(below)
    st.caption(f"{question.period} (UTC days). Rank {_rank(row)} by shrunk precision among all rules with hits.")


def sources_table(
    warehouse: Warehouse, found: RuleTable, rule_id: str, question: RuleQuestion, heartbeat: Heartbeat | None = None
) -> None:
    """Draw the precision of the rule from every source that can say something about it."""
    precision = remembered(
        ("rule sources", warehouse.version, question, rule_id),
        lambda: with_labels(warehouse, found.precision, question, rule_id, heartbeat),
    )
    own = precision.frame[precision.frame["rule_id"] == rule_id]
    st.markdown("**Precision by source**, and what each cannot say")
    rows = [
        {
            "Source": SHORT[row["source"]],
            "Precision": format_value(row["value"], "share") if pd.notna(row["value"]) else "bounds only",
            "95% interval": f"{row['low']:.0%} to {row['high']:.0%}" if pd.notna(row["low"]) else "no labels",
            "Labels": f"{row['n']:,.0f}",
            "Hits it speaks for": f"{row['covered_share']:.0%}" if pd.notna(row["covered_share"]) else "",
            "Status": str(row["status"]).replace("_", " "),
            "Cannot say": CANNOT_SAY[row["source"]],
        }
        for row in own.to_dict(orient="records")
    ]
    if not rows:
        st.info("No source says anything: the rule had no hits in this period.", icon=":material/search_off:")
        return
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    scope = f"{question.period} (UTC days), rule {rule_id}"
    sheet_bar("sources", Sheet("Precision by source", own, scope, precision.executed))


def _share(row: dict[str, Any], name: str) -> str:
    return format_value(row[name], "share") if pd.notna(row[name]) else "not known"


def _limits(row: dict[str, Any], name: str, words: str) -> str:
    if pd.isna(row[f"{name}_low"]):
        return "no labels in this period"
    return f"95% interval {row[f'{name}_low']:.1%} to {row[f'{name}_high']:.1%}; {words}"


def _rank(row: dict[str, Any]) -> str:
    return "unknown" if pd.isna(row["rank"]) else f"{row['rank']:.0f}"

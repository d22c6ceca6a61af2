"""The table of rules: one row a rule, what every column means, and a click that opens the rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from integrity_metrics.interface.chart_frame import Sheet
from integrity_metrics.interface.sheet_bar import sheet_bar
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.rule_rows import RuleQuestion, rules_in
from integrity_metrics.metrics.rule_table import RuleTable, rule_table
from integrity_metrics.metrics.rule_words import every_rule
from integrity_metrics.scope import Filter
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

KEY = "rules_table"
# Up to so many rows the table is as high as its rows.
FEW = 13
# Filters of the page -> fields of a rule.
FIELDS = {"policy": "policy_id", "rule_status": "status", "detection": "detection", "mode": "mode"}


def table_of(
    warehouse: Warehouse, question: RuleQuestion, filters: tuple[Filter, ...], heartbeat: Heartbeat | None = None
) -> tuple[RuleTable, pd.DataFrame]:
    """Return the answer for all rules, and the rows of those the filters keep; a rank is among all of them."""
    found = rule_table(warehouse, question, heartbeat)
    frame = every_rule(found.frame, rules_in(warehouse, heartbeat))
    for each in filters:
        frame = frame[frame[FIELDS[each.dimension]].isin(each.values)]
    return found, frame.reset_index(drop=True)


def flag_notes(frame: pd.DataFrame) -> None:
    """Say which rules fell silent or exploded, before the table."""
    flagged = frame[frame["flag"].str.startswith(("silent", "exploding"))]
    if flagged.empty:
        st.caption(
            ":material/check_circle: No rule fell silent or exploded in the last 7 days of the period, at a false "
            "discovery rate of 1% over all rules."
        )
    for row in flagged.itertuples():
        st.warning(f"**{row.name}** is {row.flag}.", icon=":material/notification_important:")


def rules_table(frame: pd.DataFrame) -> str | None:
    """Draw the rows; return the id of the rule a visitor clicked, if any."""
    rows = _shown(frame)
    event = st.dataframe(
        rows,
        key=KEY,
        hide_index=True,
        height=520 if len(frame) > FEW else "content",
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        column_config=_columns(),
        alt="Rules with their hits, precision, recall and cost",
    )
    picked = [*event.selection.rows, *(row for row, _ in event.selection.cells)]
    return str(frame["rule_id"].iloc[picked[0]]) if picked else None


def rules_csv(found: RuleTable, frame: pd.DataFrame, question: RuleQuestion) -> None:
    """Draw the buttons under the table."""
    sheet = Sheet("Rules", frame.drop(columns=["daily", "monthly"]), f"{question.period} (UTC days)", found.executed)
    sheet_bar("rules", sheet)


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    percent = {
        title: frame[name] * 100
        for title, name in {
            "Precision": "precision",
            "Exposure recall": "recall",
            "Unique": "alone",
            "Overturned": "overturned",
            "Precision, shrunk": "shrunk",
        }.items()
    }
    return pd.DataFrame(
        {
            "Rule": frame["name"],
            "Flag": frame["flag"],
            "Rank": frame["rank"],
            "Status": frame["status"].map(name_of),
            "Mode": frame["mode"].map(name_of),
            "Policy": frame["policy_id"].map(name_of),
            "Hits": frame["hits"],
            "Hits by day": frame["daily"],
            "Actions": frame["actions"],
            "Precision": percent["Precision"],
            "Precision, 95%": _limits(frame, "precision"),
            "Precision by month": frame["monthly"],
            "Exposure recall": percent["Exposure recall"],
            "Recall, 95%": _limits(frame, "recall"),
            "Unique": percent["Unique"],
            "Unique, 95%": _limits(frame, "alone"),
            "False per 1,000": frame["false_positives_per_1000_hits"],
            "False, 95%": _limits(frame, "false_positives_per_1000_hits", form="{:,.0f} to {:,.0f}"),
            "Overturned": percent["Overturned"],
            "Overturned, 95%": _limits(frame, "overturned", form="{:.1%} to {:.1%}"),
            "Seconds per true hit": frame["seconds_per_true_positive"],
            "Seconds, 95%": _limits(frame, "seconds_per_true_positive", form="{:,.0f} to {:,.0f}"),
            "Precision, shrunk": percent["Precision, shrunk"],
            "Source": frame["method"],
            "Note": frame["reason"],
            "Version": [_version(row) for row in frame.to_dict(orient="records")],
            "Detection": frame["detection"].map(name_of),
        }
    )


def _limits(frame: pd.DataFrame, name: str, form: str = "{:.0%} to {:.0%}") -> list[str]:
    pairs = zip(frame[f"{name}_low"], frame[f"{name}_high"], strict=True)
    return ["" if pd.isna(low) or pd.isna(high) else form.format(low, high) for low, high in pairs]


def _version(row: Mapping[Any, Any]) -> str:
    return "" if pd.isna(row["changed_at"]) else f"{row['version']}, {pd.Timestamp(row['changed_at']):%Y-%m-%d}"


def _columns() -> dict[str, Any]:
    column = st.column_config
    share, small_share = "%.0f%%", "%.1f%%"
    return {
        "Rule": column.TextColumn(pinned=True, help="Click a row to open the rule."),
        "Flag": column.TextColumn(
            help="Silent: under half of its usual hits in the last 7 days of the period; exploding: over twice; both "
            "beyond chance at a false discovery rate of 1%."
        ),
        "Rank": column.NumberColumn(
            help="By precision shrunk towards that of all rules, best first, so that 5 of 5 does not beat 980 of 1,000."
        ),
        "Hits": column.NumberColumn(format="localized", help="Counted exactly; never a count of harm."),
        "Hits by day": column.LineChartColumn(help="The 13 weeks before the end of the period.", width="small"),
        "Actions": column.NumberColumn(format="localized", help="Hits that led to an action."),
        "Precision": column.NumberColumn(format=share, help="Share of the contents it hit that violate its policy."),
        "Precision, 95%": column.TextColumn(help="Interval of the precision."),
        "Source": column.TextColumn(
            help="What the precision is from, by a rule fixed beforehand: second reviews where they cover half of the "
            "hits, else the label sample per hit seen. The rule's page shows every source."
        ),
        "Precision, shrunk": column.ProgressColumn(
            format=share, min_value=0, max_value=100, help="What the rank is by."
        ),
        "Precision by month": column.LineChartColumn(
            y_min=0,
            y_max=1,
            width="small",
            help="Share of second reviews that confirmed, months with 5 or more, all data; its level is too low by "
            "what reviewers miss.",
        ),
        "Exposure recall": column.NumberColumn(
            format=small_share,
            help="Share of the policy's violating views that were of content the rule hit. A rule that acts at once "
            "has little, because it works: what it prevented is not in it.",
        ),
        "Unique": column.NumberColumn(
            format=small_share,
            help="Share of the policy's violating views that this rule catches and no other live rule.",
        ),
        "False per 1,000": column.NumberColumn(format="%.0f", help="False positives per 1,000 hits."),
        "Overturned": column.NumberColumn(
            format=small_share,
            help="Actions overturned within 28 days (Aalen-Johansen). Not the share that was wrong: who does not "
            "appeal is never overturned.",
        ),
        "Seconds per true hit": column.NumberColumn(
            format="%.0f", help="Reviewer time per hit that violates; 0 where nobody reviews."
        ),
        "Version": column.TextColumn(help="Newest version and its day; the rule's page marks all of them."),
        "Note": column.TextColumn(help="Why the precision is unknown, or only its interval is to be read."),
    }

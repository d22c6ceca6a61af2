"""The parts of a rule's page under its charts: versions, shadow beside live, worst segments, hits to look at."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from integrity_metrics.interface.chart_frame import Sheet
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.sheet_bar import sheet_bar
from integrity_metrics.interface.sign_in import recheck_user
from integrity_metrics.metrics.labels import name_of, name_of_dimension
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.rule_rows import RuleQuestion
from integrity_metrics.metrics.rule_sample import MOST_HITS, sampled_hits
from integrity_metrics.metrics.rule_segments import worst_segments
from integrity_metrics.metrics.rule_version_words import judge_version
from integrity_metrics.metrics.rule_versions import VersionChange, version_changes
from integrity_metrics.warehouse.engine import Warehouse

SEGMENTS = ("market", "content_type")


@st.fragment
def versions_panel(warehouse: Warehouse, rule_id: str) -> None:
    """Draw every version against the one before it, with a sentence on each."""
    recheck_user()
    with panel("versions") as heartbeat:
        changes = remembered(
            ("rule versions", warehouse.version, rule_id), lambda: version_changes(warehouse, rule_id, heartbeat)
        )
        st.markdown("**Versions, before and after**")
        if not changes:
            st.info("The rule has had one version only within the data.", icon=":material/history:")
            return
        for change in changes:
            verdict = judge_version(change)
            said = f"**{change.version}**, {change.changed_at}: {change.change}. {verdict.sentence}"
            if verdict.is_flagged:
                st.warning(said, icon=":material/flag:")
            else:
                st.markdown(said)
        table = pd.concat([_sides(change) for change in changes], ignore_index=True)
        st.table(table, border="horizontal", hide_index=True)
        st.caption(
            "At most 90 days on either side, inside one version. Unconfirmed hits a day are hits a day times the share "
            "that second reviews do not confirm. A flag is a reason to look, not a finding: hits also follow how much "
            "is posted. Overturned: of actions followed for 28 days."
        )
        rows = pd.concat([c.frame.assign(version=c.version, changed_at=c.changed_at) for c in changes])
        executed = tuple(each for change in changes for each in change.executed)
        sheet = Sheet("Versions", rows.assign(method="Newcombe; Fisher", rule_id=rule_id), f"rule {rule_id}", executed)
        sheet_bar("versions", sheet)


def _sides(change: VersionChange) -> pd.DataFrame:
    hits, verdict = change.hits, judge_version(change)
    ratio, low, high = verdict.unconfirmed
    lines = [
        ("Hits a day", f"{hits.before:.1f}", f"{hits.after:.1f}", _ratio(hits.ratio, hits.low, hits.high), hits.p_value)
    ]
    names = {"confirmed": "Confirmed by second reviews", "overturned": "Overturned within 28 days"}
    for row in change.frame.to_dict(orient="records"):
        known = pd.notna(row["difference"])
        lines.append(
            (
                names[row["measure"]],
                f"{row['before']:.1%} of {row['n_before']:,.0f}" if known else f"unknown, n = {row['n_before']:,.0f}",
                f"{row['after']:.1%} of {row['n_after']:,.0f}" if known else f"unknown, n = {row['n_after']:,.0f}",
                f"{row['difference'] * 100:+.1f} points ({row['low'] * 100:+.1f} to {row['high'] * 100:+.1f})"
                if known
                else "",
                row["p_value"],
            )
        )
    lines.insert(2, ("Unconfirmed hits a day", "", "", _ratio(ratio, low, high), float("nan")))
    frame = pd.DataFrame(lines, columns=["Measure", "Before", "After", "Change, 95%", "p"])
    p = ["" if pd.isna(value) else f"{value:.3f}" for value in frame["p"]]
    return frame.assign(p=p).assign(Version=change.version)[["Version", *frame.columns]]


def _ratio(ratio: float, low: float, high: float) -> str:
    return "unknown" if pd.isna(ratio) else f"× {ratio:.2f} ({low:.2f} to {high:.2f})"


def shadow_table(frame: pd.DataFrame, rule_id: str) -> None:
    """Draw the rules of the same policy, those in shadow beside the live ones."""
    policy = frame.loc[frame["rule_id"] == rule_id, "policy_id"].iloc[0]
    same = frame[(frame["policy_id"] == policy) & (frame["hits"] > 0)].sort_values(["status", "rank"])
    shadow = same[same["status"] == "shadow"]
    st.markdown(f"**Shadow and live side by side**: the rules of {name_of(str(policy))}")
    if shadow.empty:
        st.caption("No rule of this policy runs in shadow.")
    rows = pd.DataFrame(
        {
            "Rule": [("▸ " if rule == rule_id else "") + name_of(rule) for rule in same["rule_id"]],
            "Runs": same["status"],
            "Hits": [
                f"{hits:,} ({in_shadow:,} in shadow)" for hits, in_shadow in same[["hits", "shadow_hits"]].to_numpy()
            ],
            "Precision": _with_limits(same, "precision"),
            "Exposure recall": _with_limits(same, "recall"),
            "Unique, or what it would add": _with_limits(same, "alone"),
            "Violating views after its hit": _with_limits(same, "after_hit"),
        }
    )
    st.table(rows, border="horizontal", hide_index=True)
    st.caption(
        "A rule in shadow takes nothing from others: its unique part is what it would add, and the views after its hit "
        "are what it would have prevented. Those after a live rule's hit are what its action left."
    )


def _with_limits(frame: pd.DataFrame, name: str) -> list[str]:
    columns = [name, f"{name}_low", f"{name}_high"]
    return [
        "no labels" if pd.isna(low) else f"{value:.0%} ({low:.0%} to {high:.0%})"
        for value, low, high in frame[columns].to_numpy(dtype=float)
    ]


@st.fragment
def segments_panel(warehouse: Warehouse, question: RuleQuestion, rule_id: str) -> None:
    """Draw the segments in which the rule errs most, false discoveries under control."""
    recheck_user()
    dimension = st.segmented_control(
        "Segments", SEGMENTS, default=SEGMENTS[0], format_func=name_of_dimension, required=True, key="worst_by"
    )
    with panel("segments") as heartbeat:
        found = worst_segments(warehouse, question, rule_id, str(dimension), heartbeat)
        left_out = f"{found.left_out} segments with fewer than 10 second reviews are left out."
        if found.frame.empty:
            st.info(f"No segment has 10 second reviews. {left_out}", icon=":material/search_off:")
            return
        worse = [name_of(str(s)) for s in found.frame.loc[found.frame["is_worse"], str(dimension)]]
        st.markdown(
            f"**Worse than the rest: {', '.join(worse)}.**"
            if worse
            else "**No segment is worse than the rest** at a false discovery rate of 5%."
        )
        shown = found.frame.drop(columns=["covered_share", "status"], errors="ignore")
        st.dataframe(
            shown.assign(**{str(dimension): shown[str(dimension)].map(name_of)}),
            hide_index=True,
            height="content",
            column_config=_segment_columns(str(dimension)),
        )
        st.caption(f"Second reviews as answered; Fisher against the rest, Benjamini-Hochberg. {left_out}")
        scope = f"{question.period} (UTC days), rule {rule_id}"
        table = found.frame.assign(method="second reviews as answered; Fisher; Benjamini-Hochberg")
        sheet_bar("segments", Sheet("Segments", table, scope, (found.executed,)))


def _segment_columns(dimension: str) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        dimension: name_of_dimension(dimension),
        "contents": number("Contents hit", format="localized"),
        "n": number("Second reviews", format="localized"),
        "value": number("Confirmed", format="percent"),
        "low": number("from", format="percent"),
        "high": number("to", format="percent"),
        "rest": number("Confirmed elsewhere", format="percent"),
        "p_value": number("p", format="%.3f"),
        "adjusted": number("p, adjusted", format="%.3f"),
        "is_worse": st.column_config.CheckboxColumn("Worse"),
    }


@st.fragment
def sample_panel(warehouse: Warehouse, question: RuleQuestion, rule_id: str) -> None:
    """Draw hits of the rule to look up: ids and scores only."""
    recheck_user()
    with panel("sampled_hits") as heartbeat:
        rows = sampled_hits(warehouse, question, rule_id, heartbeat=heartbeat)
        if rows.frame.empty:
            st.info("The rule hit nothing in this period.", icon=":material/search_off:")
            return
        st.caption(
            f"At most {MOST_HITS} hits, spread evenly over the period. Ids and scores only: look a content up in your "
            "review tool. For looking, not for estimating."
        )
        st.dataframe(rows.frame, hide_index=True, height=340)
        sheet_bar("hits", Sheet("Hits", rows.frame, f"{question.period} (UTC days), rule {rule_id}", (rows.executed,)))

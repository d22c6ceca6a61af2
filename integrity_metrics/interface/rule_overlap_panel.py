"""Overlap of rules: pairs, sets of rules that hit the same contents, redundancy groups, and who catches what."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from integrity_metrics.charts.pair_matrix import pair_matrix
from integrity_metrics.charts.upset import upset
from integrity_metrics.interface.chart_frame import Framed, Sheet, chart_frame
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.sheet_bar import sheet_bar
from integrity_metrics.interface.sign_in import recheck_user
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.rule_overlap import REDUNDANT_SHARE, Attribution, RuleOverlap, attribution, rule_overlap
from integrity_metrics.metrics.rule_rows import RuleQuestion
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

MOST_SETS = 24
MOST_RULES = 24
JOINT = " & "


@st.fragment
def overlap_panel(warehouse: Warehouse, question: RuleQuestion, rules: tuple[str, ...], policies: list[str]) -> None:
    """Draw the overlap of the rules the page keeps, and the attribution of one policy's violating views."""
    recheck_user()
    with panel("overlap") as heartbeat:
        found = remembered(
            ("rule overlap", warehouse.version, question), lambda: rule_overlap(warehouse, question, heartbeat)
        )
        chart_frame(sets_of(found, question, rules))
        chart_frame(pairs_of(found, question, rules))
        st.markdown(_redundant(found, rules))
    with panel("attribution") as heartbeat:
        policy = st.selectbox(
            "Who catches the violating views of", policies, format_func=name_of, key="attribution_of", width=300
        )
        if policy is not None:
            _attribution(warehouse, question, str(policy), heartbeat)


def sets_of(found: RuleOverlap, question: RuleQuestion, rules: tuple[str, ...]) -> Framed:
    """Return the sets of two rules and more that hit the same contents, as bars over dots."""
    members = found.sets["rules"].str.split(JOINT, regex=False)
    kept = found.sets[[bool(set(each) & set(rules)) for each in members]]
    shared = kept[kept["size"] > 1]
    alone, together = int(kept.loc[kept["size"] == 1, "contents"].sum()), int(shared["contents"].sum())
    drawn = [
        ([name_of(rule) for rule in row["rules"].split(JOINT)], int(row["contents"]))
        for row in shared.head(MOST_SETS).to_dict(orient="records")
    ]
    scope = f"{question.period} (UTC days), contents hit by exactly these rules"
    sheet = Sheet("Sets of rules that hit the same contents", kept, scope, found.executed)
    said = f"{together:,} contents were hit by two rules or more, {alone:,} by one only (not drawn)."
    if len(shared) > MOST_SETS:
        said += f" The {MOST_SETS} largest of {len(shared):,} sets; the CSV holds them all."
    return Framed("rule_sets", upset(drawn, sheet.title, scope), (), f"{sheet.title}. {said}", said, sheet=sheet)


def pairs_of(found: RuleOverlap, question: RuleQuestion, rules: tuple[str, ...]) -> Framed:
    """Return the matrix of pairs, of the rules with most in common."""
    pairs = found.pairs[found.pairs["rule_id"].isin(rules) & found.pairs["other_rule_id"].isin(rules)]
    most = pairs.groupby("rule_id")["both"].sum().nlargest(MOST_RULES).index
    names = [rule for rule in rules if rule in most]
    shares = {
        (name_of(row["rule_id"]), name_of(row["other_rule_id"])): (float(row["share"]), int(row["both"]))
        for row in pairs.to_dict(orient="records")
    }
    scope = f"{question.period} (UTC days)"
    sheet = Sheet("Share of a rule's hits that another rule hits too", pairs, scope, found.executed)
    figure = pair_matrix(shares, [name_of(rule) for rule in names], sheet.title, scope)
    said = f"The {len(names)} rules with most in common." if len(names) == MOST_RULES else ""
    return Framed(
        "rule_pairs",
        figure,
        (),
        sheet.title,
        f"Read along a row: of its hits, the share in each column. {said}",
        sheet=sheet,
    )


def _redundant(found: RuleOverlap, rules: tuple[str, ...]) -> str:
    groups = found.groups[found.groups["rule_id"].isin(rules)]
    if groups.empty:
        return f"**Redundancy groups**: none. No rule shares {REDUNDANT_SHARE:.0%} or more of its hits with another."
    told = [", ".join(name_of(str(rule)) for rule in part["rule_id"]) for _, part in groups.groupby("group")]
    return f"**Redundancy groups** (linked by {REDUNDANT_SHARE:.0%} of the hits or more): " + "; ".join(told) + "."


def _attribution(warehouse: Warehouse, question: RuleQuestion, policy: str, heartbeat: Heartbeat | None) -> None:
    found = remembered(
        ("rule attribution", warehouse.version, question, policy),
        lambda: attribution(warehouse, question, policy, heartbeat),
    )
    if found.frame.empty:
        st.info(
            f"No violating view of {name_of(policy)} was sampled in this period, or it has no live rule.",
            icon=":material/search_off:",
        )
        return
    st.markdown(
        f"Its live rules together catch **{found.caught_by_any:.1%}** of the violating views ({found.contents:,} "
        "sampled contents). *Caught* counts an overlap for every rule, *alone* (leave-one-out) for none; the "
        "*Shapley value* splits it equally, and adds up to the whole. It is exact here for any number of rules."
    )
    _attribution_table(found)
    scope = f"{question.period} (UTC days), policy {name_of(policy)}"
    sheet = found.frame.assign(
        method="label sample; leave-one-out; exact Shapley value of caught weight", status="ok", policy_id=policy
    )
    sheet_bar("attribution", Sheet("Attribution", sheet, scope, found.executed))


def _attribution_table(found: Attribution) -> None:
    frame = found.frame
    rows = pd.DataFrame(
        {
            "Rule": frame["rule_id"].map(name_of),
            "Caught": frame["caught"],
            "Alone (leave-one-out)": frame["alone"],
            "Shapley value": frame["shapley"],
            "Shapley, 95%": [
                f"{low:.1%} to {high:.1%}"
                for low, high in zip(frame["shapley_low"], frame["shapley_high"], strict=True)
            ],
        }
    )
    share = st.column_config.NumberColumn(format="percent")
    st.dataframe(
        rows,
        hide_index=True,
        height="content",
        column_config={
            "Caught": share,
            "Alone (leave-one-out)": share,
            "Shapley value": st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1),
        },
        alt="Share of the violating views each rule catches, by three named counts",
    )

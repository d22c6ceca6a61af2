"""The parts of the Prevalence page under its charts: methods side by side, labels, the sample, the log, the planner."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.sign_in import recheck_user
from integrity_metrics.metrics import label_planner
from integrity_metrics.metrics.label_coverage import label_coverage
from integrity_metrics.metrics.labels import format_interval, format_value, name_of, per_10k
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.prevalence_log import restatements, sampled_contents
from integrity_metrics.metrics.prevalence_methods import side_by_side
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

SAMPLE_ROWS = 500


def methods_table(warehouse: Warehouse, scope: Scope, mix: str, heartbeat: Heartbeat | None = None) -> pd.DataFrame:
    """Return every method's answer for the whole period and total, as text."""
    plain = scope.without_break_down()
    table = remembered(
        ("side by side", warehouse.version, plain, mix),
        lambda: side_by_side(warehouse, plain, mix=mix, heartbeat=heartbeat),
    )
    rows = []
    for _, row in table.frame.iterrows():
        known = pd.notna(row["value"])
        rows.append(
            {
                "Method": str(row["by"]),
                "Of 10,000 views": per_10k(row["value"]) if known else "",
                "95% interval": format_interval(row["low"], row["high"], "per_10k"),
                "Labels": _count(row["n"]),
                "Positives": _count(row["positives"]),
                "Effective labels": _count(row["n_eff"]),
                "Design effect": "" if pd.isna(row["deff"]) else f"{row['deff']:.1f}",
                "Status": str(row["status"]).replace("_", " "),
                "How, and what to mind": f"{row['method']}. {row['reason']}".strip(),
            }
        )
    return pd.DataFrame(rows)


@st.fragment
def labels_panel(warehouse: Warehouse, scope: Scope) -> None:
    """Draw how many draws have a label and how long labels take."""
    recheck_user()
    with panel("labels") as heartbeat:
        found = label_coverage(warehouse, scope, heartbeat)
        if found.frame.empty:
            st.info("Nothing was sampled in this period.", icon=":material/search_off:")
            return
        half, most = found.days_until(0.5), found.days_until(0.95)
        sampled, labels = int(found.frame["sampled"].sum()), int(found.frame["labels"].sum())
        half_words = "never" if half is None else f"within {half} days"
        most_words = "have not come yet" if most is None else f"within {most} days"
        st.markdown(
            f"**{labels:,} of {sampled:,}** sampled views have their label ({labels / max(sampled, 1):.1%}): half of "
            f"them {half_words}, 95% {most_words}."
        )
        shown = found.frame.assign(share=found.frame["share"] * 100)
        st.dataframe(
            shown,
            hide_index=True,
            column_config={
                "period_start": st.column_config.DateColumn("Period from"),
                "sampled": st.column_config.NumberColumn("Sampled", format="localized"),
                "labels": st.column_config.NumberColumn("Labelled", format="localized"),
                "share": st.column_config.ProgressColumn("Labelled, %", min_value=0, max_value=100, format="%.1f"),
            },
            height=280,
        )


@st.fragment
def sample_panel(warehouse: Warehouse, scope: Scope) -> None:
    """Draw the sampled contents of the scope: ids and scores only."""
    recheck_user()
    with panel("sample") as heartbeat:
        frame = sampled_contents(warehouse, scope, heartbeat)
        st.caption(
            f"Violating first, then by the impressions a draw stands for; {len(frame):,} draws"
            f"{f', the first {SAMPLE_ROWS}' if len(frame) == SAMPLE_ROWS else ''}. Ids and scores only: look a "
            "content up in your review tool."
        )
        st.dataframe(frame, hide_index=True, height=340)


@st.fragment
def log_panel(warehouse: Warehouse, scope: Scope) -> None:
    """Draw what redefined the numbers of the scope and which days were computed again."""
    recheck_user()
    with panel("log"):
        frame = restatements(warehouse, scope)
        if frame.empty:
            st.info("Nothing was redefined or computed again for this period.", icon=":material/check_circle:")
        else:
            st.dataframe(frame, hide_index=True)


@st.fragment
def planner_panel(warehouse: Warehouse, scope: Scope) -> None:
    """Draw the label planner: a budget, or the budget a target needs."""
    recheck_user()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        aim = st.segmented_control(
            "Plan by", ["labels a week", "interval width", "smallest rise"], default="labels a week", required=True,
            key="plan_by",
        )  # fmt: skip
        if aim == "labels a week":
            budget = st.number_input("Labels a week", 50, 1_000_000, 2_800, step=100, key="plan_budget")
        else:
            target = st.number_input("Of 10,000 views", 1.0, 10_000.0, 100.0, step=5.0, key=f"plan_{aim}")
        floor = st.number_input("At least, in each stratum", 2, 10_000, 30, key="plan_floor")
    with panel("planner") as heartbeat:
        if aim == "labels a week":
            plan = label_planner.plan_week(warehouse, scope, budget=int(budget), floor=int(floor), heartbeat=heartbeat)
        else:
            wanted = {"width" if aim == "interval width" else "rise": float(target) / 10_000}
            plan = label_planner.budget_for(warehouse, scope, **wanted, floor=int(floor), heartbeat=heartbeat)
        _draw_plan(plan)


def _draw_plan(plan: label_planner.Plan) -> None:
    told = plan.plan
    st.markdown(
        f"**{plan.budget:,} labels a week** give an interval of about **{per_10k(told.expected_low)} to "
        f"{per_10k(told.expected_high)}** of 10,000 views a week and see a rise of "
        f"**{format_value(told.minimum_detectable_rise, 'per_10k')}** against the week before four times in five. "
        f"Chance of no positive at all: {told.probability_no_positives:.1%}."
    )
    left, right = st.columns([3, 2])
    strata = plan.strata.assign(rate=plan.strata["rate"] * 100)
    left.dataframe(
        strata,
        hide_index=True,
        column_config={
            "stratum": "Stratum",
            "impressions": st.column_config.NumberColumn("Views a week", format="localized"),
            "rate": st.column_config.NumberColumn("Violating lately, %", format="%.2f"),
            "labels_now": st.column_config.NumberColumn("Labels a week now", format="%.0f"),
            "labels": st.column_config.NumberColumn("Planned", format="localized"),
        },
    )
    unseen = [name_of(str(p)) for p in plan.unseen["policy"]]
    blind = f"This budget cannot see {', '.join(unseen)} in a usual week: fewer than 3 positives." if unseen else (
        "Every policy has 3 or more positives in a usual week."
    )  # fmt: skip
    right.info(blind, icon=":material/visibility_off:" if unseen else ":material/visibility:")
    right.caption(
        f"Rates as in the {plan.weeks:.0f} weeks chosen; allocation after Neyman, floors first. The rise counts labels "
        "as independent: content seen often makes it larger."
    )


def _count(value: float) -> str:
    return "" if pd.isna(value) else f"{value:,.0f}"

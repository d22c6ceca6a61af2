"""The parts of the Policies page around its charts: the verdict, the methods as a table, every outcome, the export."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.sign_in import recheck_user
from integrity_metrics.metrics.policy_effect import PolicyEffect, every_outcome
from integrity_metrics.metrics.policy_effect_question import EffectQuestion
from integrity_metrics.metrics.policy_effect_words import METHOD_NAMES, say_absolute, say_effect, say_size
from integrity_metrics.warehouse.engine import Warehouse

_ICONS = {
    "agree_effect": ":material/trending_up:",
    "agree_none": ":material/trending_flat:",
    "disagree": ":material/call_split:",
    "too_little_data": ":material/hourglass_empty:",
}
_UNITS = {"per_10k": " of 10,000 views", "share": "", "count": " a week", "days": " days"}


def verdict_panel(found: PolicyEffect) -> None:
    """Draw the verdict, what it rests on and what was left out."""
    with st.container(border=True, key="verdict"):
        st.markdown(f"{_ICONS[found.comparison.verdict.value]} **{found.sentence}**")
        lines = [found.scope, *found.panel.notes]
        if found.outcome.mind:
            lines.append(f"Mind: {found.outcome.mind}")
        st.caption("\n\n".join(lines))
        st.download_button(
            "Study as CSV",
            data=found.to_csv,
            file_name=f"effect_{found.outcome.key}_{found.question.change.policy}_{found.question.change.day}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key="csv_study",
            on_click="ignore",
            help="Effects by method with interval, checks and status, then the series behind them.",
        )


def methods_table(found: PolicyEffect) -> pd.DataFrame:
    """Return every method's answer and its checks, as text."""
    rows = []
    for effect, told in zip(found.comparison.effects, found.frame.to_dict("records"), strict=True):
        smallest = effect.minimum_detectable_effect
        rows.append(
            {
                "Method": METHOD_NAMES[effect.method],
                "Effect (95% interval)": say_effect(effect, found.outcome) or "none",
                "A week": _absolute(told["effect"], found),
                "Smallest detectable": "" if smallest is None else f"±{say_size(smallest, found.outcome).lstrip('+')}",
                "p": _p(told["p_value"]),
                "Has a vote": str(told["votes"]),
                "Status": str(told["status"]).replace("_", " "),
                "Checks": _checks(told),
            }
        )
    return pd.DataFrame(rows)


@st.fragment
def outcomes_panel(warehouse: Warehouse, question: EffectQuestion) -> None:
    """Draw the verdict on every outcome of the change: counts may move where what people see does not."""
    recheck_user()
    with panel("every_outcome") as heartbeat:
        found = every_outcome(warehouse, question, heartbeat)
        shown = pd.DataFrame(
            {
                "Outcome": found["outcome"],
                "Verdict": found["verdict"].str.replace("_", " "),
                "In words": found["sentence"],
            }
        )
        st.table(shown, border="horizontal", hide_index=True)


def _checks(told: Mapping[Any, Any]) -> str:
    """Return what the method's own checks found, and what they mean."""
    parts = [f"{told['periods_before']} periods before, {told['periods_after']} after"]
    if drift := _p(told["pre_trend_p_value"]):
        parts.append(f"drift before: p {drift}")
    if told["placebo_dates"]:
        parts.append(f"{told['placebo_alarms']} of {told['placebo_dates']} placebo dates raise an alarm")
    if place := _p(told["placebo_units_p_value"]):
        parts.append(f"placebo in place: p {place}")
    return f"{'; '.join(parts)}. {told['reason']}".strip()


def _absolute(value: float, found: PolicyEffect) -> str:
    told = say_absolute(value, found.outcome)
    return f"{told}{_UNITS[found.outcome.unit]}" if told else ""


def _p(value: float) -> str:
    if math.isnan(value):
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"

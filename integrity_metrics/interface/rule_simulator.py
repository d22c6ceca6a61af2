"""The threshold simulator: move the slider, see what the rule would have done; nothing is asked of the warehouse."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from integrity_metrics.charts import theme
from integrity_metrics.charts.threshold import threshold_lines
from integrity_metrics.interface.chart_frame import Sheet
from integrity_metrics.interface.sheet_bar import sheet_bar
from integrity_metrics.interface.sign_in import recheck_user
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.rule_rows import RuleQuestion
from integrity_metrics.metrics.rule_threshold import ThresholdCurve

# Figure -> (its words, how it is written).
FIGURES = {
    "hits": ("Expected hits", "{:,.0f}"),
    "precision": ("Precision", "{:.1%}"),
    "recall": ("Exposure recall", "{:.1%}"),
    "prevented": ("Unwanted impressions prevented (model-based)", "{:,.0f}"),
    "false_positives": ("False positives", "{:,.0f}"),
    "reviewer_hours": ("Reviewer hours", "{:,.1f}"),
}


@st.fragment
def simulator(curve: ThresholdCurve, question: RuleQuestion, rule_id: str) -> None:
    """Draw the slider, the figures at its threshold beside those at the present one, and the lines."""
    recheck_user()
    edges = curve.frame["threshold"]
    lowest, highest = float(edges.iloc[0]), float(edges.iloc[-1])
    scope = f"{question.period} (UTC days), rule {name_of(rule_id)}"
    st.subheader("Threshold simulator", anchor="simulator")
    if highest <= lowest:
        st.info(f"Every hit logged the score {lowest:g}: there is no other threshold to try.", icon=":material/info:")
        return
    now = min(max(curve.current if curve.current is not None else lowest, lowest), highest)
    tried = st.slider(
        "Threshold tried",
        lowest,
        highest,
        now,
        step=(highest - lowest) / 200,
        format="%.3f",
        key=f"threshold_{rule_id}",
    )
    with st.container(key="pair_threshold"):
        left, right = st.columns([3, 2])
    figure = threshold_lines(
        curve.frame, "Precision and recall by threshold", scope, current=curve.current, tried=float(tried)
    )
    left.plotly_chart(
        figure,
        key="threshold_curve",
        config=theme.config(f"threshold_{rule_id}"),
        alt=f"Precision and exposure recall of {name_of(rule_id)} against its threshold",
    )
    right.table(figures_at(curve, float(tried), now), border="horizontal", hide_index=True)
    st.caption(
        "Scores are logged from the threshold that ran, so this says what a higher one would do. Hits are counted; "
        "their interval is of another period like this one. Recall counts hits of this period only. Unwanted "
        "impressions prevented are **model-based**: true hits times the views a violating content that no rule hit had "
        f"({_views(curve)}). Reviewer hours are the time the hits took in production review; 0 where nobody reviews."
    )
    table = curve.frame.assign(
        rule_id=rule_id,
        method="second reviews, corrected where golden items allow; prevented: true hits x views a missed content had",
        status="model-based",
    )
    sheet_bar("threshold", Sheet("Threshold", table, scope, curve.executed))


def figures_at(curve: ThresholdCurve, tried: float, now: float) -> pd.DataFrame:
    """Return the figures at two thresholds as text, each with its interval."""
    there, here = curve.at(tried), curve.at(now)
    return pd.DataFrame(
        {
            "": [words for words, _ in FIGURES.values()],
            f"At {tried:.3f}": [_told(there, name) for name in FIGURES],
            f"Now, {now:.3f}": [_told(here, name) for name in FIGURES],
        }
    )


def _told(row: pd.Series, name: str) -> str:
    form = FIGURES[name][1]
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if pd.isna(row[name]) or pd.isna(low):
        return "not enough data"
    return f"{form.format(row[name])} ({form.format(low)} to {form.format(high)})"


def _views(curve: ThresholdCurve) -> str:
    mean, low, high = curve.views_a_content
    return "too few such contents to tell" if pd.isna(mean) else f"{mean:,.0f}, {low:,.0f} to {high:,.0f}"

"""The editor of a draft rule: a condition or a score, its policy, the days, and what may be written."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from integrity_metrics.errors import ScopeError
from integrity_metrics.interface.sign_in import current_user
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.rule_rows import extent, rules_in
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.rule_columns import COLUMNS, RULE_FUNCTIONS, SAMPLED_COLUMNS, TEXT_FUNCTIONS

DEFAULT_DAYS = 90
EXPRESSION, SCORE = "A condition", "A score"
ANY_POLICY = "any violation"
SAMPLE_SCORE = "the model score of the label sample"
EXAMPLE = "creator_actions_before >= 5 and content_type = 'comment'"


def draft_form(warehouse: Warehouse) -> tuple[dict[str, object], Period] | None:
    """Draw the editor; return the fields of the rule and the days to run it over when it was sent.

    Raises
    ------
    ScopeError
        When the days are none.
    """
    data, rules = extent(warehouse), rules_in(warehouse)
    by = st.segmented_control(
        "The rule is", [EXPRESSION, SCORE], default=EXPRESSION, required=True, key="draft_kind", width="content"
    )
    with st.form("draft", border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            name = st.text_input("Name", "Draft", max_chars=120, key="draft_name", width=260)
            policy = st.selectbox(
                "Policy",
                [ANY_POLICY, *sorted(set(rules["policy_id"]))],
                format_func=lambda value: value if value == ANY_POLICY else name_of(value),
                key="draft_policy",
                width=220,
                help="Labels of this policy count as right.",
            )
            first = max(data.since, data.until - timedelta(days=DEFAULT_DAYS))
            since = _day("From", "draft_since", first, data)
            through = _day("Through", "draft_through", data.last_day, data)
        fields: dict[str, object] = {"name": name, "author": current_user().username}
        if by == EXPRESSION:
            fields["expression"] = st.text_area(
                "Hits where", EXAMPLE, key="draft_expression", help="See the columns below."
            )
        else:
            fields |= _score(rules)
        note = st.text_input("Note", max_chars=2000, key="draft_note", placeholder="Why, for whoever reads it later")
        sent = st.form_submit_button("Run", type="primary", icon=":material/play_arrow:", key="draft_run")
    if policy != ANY_POLICY:
        fields["policy"] = policy
    if not sent:
        return None
    if since is None or through is None or through < since:
        raise ScopeError("The days end before they begin; choose the first day and a later last one.")
    return {**fields, "note": note}, Period(since, through + timedelta(days=1))


def _score(rules: pd.DataFrame) -> dict[str, object]:
    models = rules.index[rules["detection"] == "model"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        whose = st.selectbox(
            "Whose score",
            [SAMPLE_SCORE, *models],
            format_func=lambda value: value if value == SAMPLE_SCORE else f"logged scores of {name_of(value)}",
            key="draft_score_of",
            width=340,
        )
        least = st.number_input("At least", 0.0, 1.0, 0.9, step=0.01, format="%.3f", key="draft_score", width=140)
    return {"score_at_least": float(least), **({} if whose == SAMPLE_SCORE else {"score_of": whose})}


def _day(label: str, key: str, default: date, data: Period) -> date | None:
    picked = st.date_input(
        label, default, min_value=data.since, max_value=data.last_day, key=key, format="YYYY-MM-DD", width=140
    )
    return picked if isinstance(picked, date) else None


def language_help() -> None:
    """Draw what a condition may be written with."""
    st.markdown(
        "Columns, functions and operators below, and nothing else. The text is parsed and thrown away; what runs is "
        "built anew with every value bound as a parameter. Nothing is acted on."
    )
    columns = [
        {
            "Column": name,
            "Kind": column.kind.value,
            "What it holds": column.meaning + (", may be missing" if column.may_be_missing else ""),
            "Known of": "sampled views only" if name in SAMPLED_COLUMNS else "every content",
        }
        for name, column in COLUMNS.items()
    ]
    st.table(pd.DataFrame(columns), border="horizontal", hide_index=True)
    functions = [f"`{name}(text)`" for name in TEXT_FUNCTIONS] + ["`coalesce(value, value)`"]
    functions += [f"`{name}('rule id')`" for name in RULE_FUNCTIONS]
    st.markdown(f"**Functions**: {', '.join(functions)}")
    st.markdown("**Operators**: `and or not = <> < <= > >= in between like is null`")
    st.markdown(f"**For example**: `{EXAMPLE}`")

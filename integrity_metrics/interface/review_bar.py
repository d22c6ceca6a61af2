"""The weekly review's own choices: which week, and which markets; bound to the URL like every filter."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from integrity_metrics.interface.address import keep_only
from integrity_metrics.interface.links import echo
from integrity_metrics.metrics import prevalence_sums
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.review_cards import WEEK
from integrity_metrics.metrics.weekly_review import default_week, week_name, week_scope, weeks
from integrity_metrics.scope import Filter, Scope
from integrity_metrics.warehouse.engine import Warehouse

LINK = ("week", "market")


def review_bar(warehouse: Warehouse) -> Scope:
    """Draw the bar and return the scope of the week it asks for."""
    mondays = weeks(warehouse)
    known = {week_name(m): m for m in mondays}
    usual = week_name(default_week(warehouse))
    markets = prevalence_sums.choices(warehouse).get("market", ())
    keep_only(LINK)
    _forget_unknown("week", set(known), f"there are labels from {week_name(mondays[-1])} to {week_name(mondays[0])}")
    _forget_unknown("market", set(markets) | {name_of(m) for m in markets}, "choose one of the list")
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_bar"):
        picked = st.selectbox(
            "Week",
            list(known),
            index=list(known).index(usual),
            key="week",
            bind="query-params",
            width=260,
            help="ISO weeks, Monday to Sunday, UTC. The newest whose labels have come in is shown first.",
        )
        kept = st.multiselect(
            "Market", markets, format_func=name_of, key="market", bind="query-params", placeholder="All", width=300
        )
    filters = (Filter("market", tuple(kept)),) if kept else ()
    return week_scope(known.get(str(picked), mondays[0]), filters)


def week_in_words(monday: date) -> str:
    """Return a week with its days, as titles write it."""
    last = monday + WEEK - timedelta(days=1)
    return f"{week_name(monday)} ({monday:%-d %b} to {last:%-d %b %Y})"


def _forget_unknown(name: str, known: set[str], hint: str) -> None:
    asked = st.query_params.get_all(name)
    unknown = [text for text in asked if text not in known]
    if unknown and name not in st.session_state:
        st.query_params[name] = [text for text in asked if text in known]
        if not st.query_params.get_all(name):
            del st.query_params[name]
        st.warning(
            f"{name}=`{echo(unknown[0])}` is not in the data and was left out: {hint}.", icon=":material/link_off:"
        )

"""The choices of the Consistency page: a policy, a measure, what to compare over, and how far back; all in the URL."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import streamlit as st

from integrity_metrics.interface.link_choices import labels_of, settle_link
from integrity_metrics.metrics import promises
from integrity_metrics.metrics.consistency_counts import DIMENSIONS, MEASURES, ConsistencyQuestion
from integrity_metrics.metrics.labels import name_of, name_of_dimension
from integrity_metrics.metrics.policy_outcomes import known_units
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Warehouse

BIND: Final = "query-params"
WEEKS = {"52": "last 52 weeks", "26": "last 26 weeks", "13": "last 13 weeks", "all": "everything"}


def consistency_bar(warehouse: Warehouse) -> ConsistencyQuestion:
    """Draw the bar and return what it asks."""
    data, _ = promises.extent(warehouse)
    policies = known_units(warehouse, "policy")
    titles = {key: measure.title for key, measure in MEASURES.items()}
    dimensions = {d: name_of_dimension(d) for d in DIMENSIONS}
    settle_link(
        {
            "policy": labels_of(policies, {p: name_of(p) for p in policies}),
            "measure": labels_of(tuple(titles), titles),
            "over": labels_of(DIMENSIONS, dimensions),
            "weeks": labels_of(tuple(WEEKS), WEEKS),
        }
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_bar"):
        policy = st.selectbox("Policy", policies, format_func=name_of, key="policy", bind=BIND, width=230)
        measure = st.selectbox(
            "Measure", list(titles), format_func=titles.__getitem__, key="measure", bind=BIND, width=320
        )
        over = st.selectbox(
            "Compare over", DIMENSIONS, format_func=dimensions.__getitem__, key="over", bind=BIND, width=190
        )
        weeks = st.selectbox("Period", list(WEEKS), format_func=WEEKS.__getitem__, key="weeks", bind=BIND, width=190)
    return ConsistencyQuestion(str(policy), str(measure), str(over), _period(str(weeks), data))


def _period(weeks: str, data: Period) -> Period:
    since: date = data.since if weeks == "all" else max(data.since, data.until - timedelta(weeks=int(weeks)))
    return Period(since, data.until)

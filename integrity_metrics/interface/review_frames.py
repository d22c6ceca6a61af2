"""The parts of the weekly review under its cards: the heat map, what happened, notes."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.charts.heat_map import heat_map
from integrity_metrics.interface.chart_frame import Framed
from integrity_metrics.interface.words import alt_text, words_for
from integrity_metrics.metrics import weekly_review
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.happenings import Happening
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.weekly_review import HEAT_MAP_WEEKS
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

MOST_MARKETS = 14


def policy_by_market(warehouse: Warehouse, week: Scope, heartbeat: Heartbeat | None = None) -> Framed:
    """Return the heat map of policies and the largest markets."""

    def build() -> Framed:
        answer = weekly_review.heat_map(warehouse, week, heartbeat)
        size = answer.frame.groupby("market")["n"].max().sort_values(ascending=False)
        columns = [str(m) for m in size.head(MOST_MARKETS).index]
        order = answer.frame.groupby("policy")["value"].max().sort_values(ascending=False, na_position="last")
        words = words_for(metric("prevalence"), ("policy", "market"), suffix=f", {HEAT_MAP_WEEKS} weeks")
        figure = heat_map(answer, words, [str(p) for p in order.index], columns)
        return Framed(
            "policy_by_market",
            figure,
            (answer,),
            alt_text(answer, "Heat map"),
            caption=f"The {len(columns)} markets with most labels, {HEAT_MAP_WEEKS} weeks up to the one shown. Numbers "
            "in brackets rest on few positives: read the interval. ≤ no positive yet, · too few labels.",
        )

    return remembered(("heat map figure", warehouse.version, week), build)


def happened_list(found: tuple[Happening, ...]) -> list[str]:
    """Return what happened as Markdown lines, newest first."""
    return [f"**{h.day}** {h.text}" for h in reversed(found)]


def draw_notes(notes: tuple[str, ...]) -> None:
    """Draw what to mind about the data."""
    for note in notes:
        st.warning(note, icon=":material/info:")
    st.caption(weekly_review.maturity_in_words())

"""Enforcement: the actions in the warehouse, by policy, type, source, automation and market; and how long they took."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from integrity_metrics.charts.distribution import share_within
from integrity_metrics.charts.ranking import ranking
from integrity_metrics.charts.trend import trend
from integrity_metrics.interface.bars import OPTION_NAMES, enforcement_bar
from integrity_metrics.interface.cards import headline_cards
from integrity_metrics.interface.chart_frame import Framed, chart_frame
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.filter_bar import Asked, ask_for, filter_bar
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.words import alt_text, words_for
from integrity_metrics.metrics import action_times, enforcement
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.leading import leading, segment_order
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

require_admission()

MOST_SEGMENTS = 8
MOST_BARS = 15
MOST_LINES = 5
PRIMARY = ("policy", "action_type", "detection_source", "market")
CARDS = ("actions", "time_to_action")


def drill(dimension: str, segment: str) -> None:
    """Keep to the clicked segment and show how its actions were found."""
    ask_for({dimension: [segment], "by": "detection_source" if dimension != "detection_source" else "policy"})


def over_time(warehouse: Warehouse, asked: Asked, heartbeat: Heartbeat) -> None:
    """Draw the trend, as counts or shares."""
    key = "action_share" if asked.options["measure"] == "share" else "actions"
    answer = ask(warehouse, key, asked.scope.alone(), heartbeat=heartbeat)
    logarithmic = asked.options["scale"] == "log"
    figure = trend(
        leading(answer, MOST_SEGMENTS),
        words_for(metric(key), asked.scope.by),
        order=segment_order(answer)[:MOST_SEGMENTS] if not answer.is_empty else (),
        stacked=key == "actions" and not logarithmic,
        logarithmic=logarithmic,
    )
    drilled = lambda segment: drill(asked.scope.by[0], segment)  # noqa: E731
    chart_frame(Framed("actions_trend", figure, (answer,), alt_text(answer, "Trend"), drill=drilled))


def largest(warehouse: Warehouse, asked: Asked, heartbeat: Heartbeat) -> None:
    """Draw the segments by size."""
    answer = ask(warehouse, "actions", asked.scope.total(), heartbeat=heartbeat)
    words = words_for(metric("actions"), asked.scope.by, suffix=", largest first")
    figure = ranking(answer, words, most=MOST_BARS, logarithmic=asked.options["scale"] == "log")
    framed = Framed(
        "actions_ranking",
        figure,
        (answer,),
        alt_text(answer, "Ranking"),
        caption="Click a bar to keep to it and see how its actions were found.",
        drill=lambda segment: drill(asked.scope.by[0], segment),
    )
    chart_frame(framed)


def how_fast(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat) -> None:
    """Draw the share of actions taken within a time, per segment."""
    entry = metric("time_to_action")
    medians = ask(warehouse, "time_to_action", scope.total(), heartbeat=heartbeat)
    times = action_times.action_times(warehouse, entry, scope, heartbeat)
    groups = action_times.shares_within(times, scope, MOST_LINES)
    words = replace(words_for(entry, scope.by), title=f"Time to action by {scope.by[0].replace('_', ' ')}")
    figure = share_within(groups, replace(words, y_title="share of actions taken by then"), scope.total().in_words())
    notes = (f"{times.negative:,} actions are dated before their content and are left out.",) if times.negative else ()
    chart_frame(Framed("time_to_action", figure, (medians,), alt_text(medians, "Distribution"), notes=notes))


warehouse = get_warehouse()
st.title("Enforcement")
st.markdown("Actions on content and accounts in this warehouse, by the day they took effect.")
with panel("enforcement") as heartbeat:
    data, _ = enforcement.extent(warehouse)
    asked = filter_bar(enforcement_bar(warehouse), primary=PRIMARY, option_names=OPTION_NAMES)
    headline_cards(warehouse, CARDS, asked.scope, data)
    with panel("actions_trend") as heartbeat:
        over_time(warehouse, asked, heartbeat)
    with st.container(key="pair_actions"):
        left, right = st.columns(2)
    with left, panel("actions_largest") as heartbeat:
        largest(warehouse, asked, heartbeat)
    with right, panel("time_to_action") as heartbeat:
        how_fast(warehouse, asked.scope, heartbeat)

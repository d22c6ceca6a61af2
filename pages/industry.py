"""Industry: what platforms told the EU they restricted, why, how fast, by machine or by hand."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from integrity_metrics.charts.ranking import change_bars, ranking
from integrity_metrics.charts.trend import trend
from integrity_metrics.interface.bars import OPTION_NAMES, PRIMARY, industry_bar
from integrity_metrics.interface.cards import headline_cards
from integrity_metrics.interface.chart_frame import Framed, chart_frame
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.delay_table import delay_table
from integrity_metrics.interface.filter_bar import Asked, ask_for, filter_bar
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.words import alt_text, breaks_of, words_for
from integrity_metrics.metrics import industry
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.leading import leading, segment_order
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.movers import movers
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

require_admission()

MOST_SEGMENTS = 8
MOST_BARS = 15
CARDS = ("dsa_statements", "dsa_moderation_delay", "dsa_disclosure_delay", "dsa_zero_moderation_delay_share")
DELAYS = ("dsa_moderation_delay", "dsa_disclosure_delay")


def drill(dimension: str, segment: str) -> None:
    """Keep to the clicked segment and show what it is made of."""
    ask_for({dimension: [segment], "by": "category" if dimension == "platform" else "platform"})


def over_time(warehouse: Warehouse, asked: Asked, heartbeat: Heartbeat) -> None:
    """Draw the trend, as counts or shares."""
    key = "dsa_statement_share" if asked.options["measure"] == "share" else "dsa_statements"
    answer = ask(warehouse, key, asked.scope.alone(), heartbeat=heartbeat)
    logarithmic = asked.options["scale"] == "log"
    dimension = asked.scope.by[0]
    stacked = key == "dsa_statements" and not logarithmic and dimension not in industry.MULTI_VALUED
    words = words_for(metric(key), asked.scope.by)

    def build() -> Framed:
        figure = trend(
            leading(answer, MOST_SEGMENTS),
            words,
            order=segment_order(answer)[:MOST_SEGMENTS],
            stacked=stacked,
            logarithmic=logarithmic,
            breaks=breaks_of(answer),
        )
        return Framed("trend", figure, (answer,), alt_text(answer, "Trend"))

    framed = remembered(("trend figure", warehouse.version, key, asked.scope, logarithmic), build)
    chart_frame(replace(framed, drill=lambda segment: drill(dimension, segment)))


def largest(warehouse: Warehouse, asked: Asked, heartbeat: Heartbeat) -> None:
    """Draw the segments by size."""
    answer = ask(warehouse, "dsa_statements", asked.scope.total(), heartbeat=heartbeat)
    logarithmic = asked.options["scale"] == "log"
    words = words_for(metric("dsa_statements"), asked.scope.by, suffix=", largest first")

    def build() -> Framed:
        figure = ranking(answer, words, most=MOST_BARS, logarithmic=logarithmic)
        return Framed("ranking", figure, (answer,), alt_text(answer, "Ranking"))

    framed = remembered(("ranking figure", warehouse.version, asked.scope, logarithmic), build)
    chart_frame(
        replace(
            framed,
            caption="Click a bar to keep to it and see what it is made of.",
            drill=lambda segment: drill(asked.scope.by[0], segment),
        )
    )


def changed(warehouse: Warehouse, asked: Asked, heartbeat: Heartbeat) -> None:
    """Draw what moved most against the comparison period."""
    data, _, _ = industry.extent(warehouse)
    scope = asked.scope
    if scope.comparison is None or scope.comparison.since < data.since:
        st.info(f"Top movers need an earlier period, but the data begin on {data.since}. Choose a later start.")
        return
    found = movers(warehouse, "dsa_statements", scope, heartbeat=heartbeat)
    words = words_for(metric("dsa_statements"), scope.by, suffix=", change a day")

    def build() -> Framed:
        figure = change_bars(found.frame, scope.by[0], words, scope.total_in_words(), most=MOST_BARS)
        return Framed("movers", figure, (found.now, found.before), alt_text(found.now, "Top movers"))

    framed = remembered(("movers figure", warehouse.version, scope), build)
    caption = "Statements a day, now minus before; the bars say how many times as many."
    chart_frame(replace(framed, caption=caption, drill=lambda segment: drill(scope.by[0], segment)))


def delays(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat) -> None:
    """Draw both delays over time; they are known per platform only."""
    kept = replace(scope.alone(), by=(), filters=tuple(f for f in scope.filters if f.dimension == "platform"))
    with st.container(key="pair_delays"):
        columns = st.columns(2)
    for key, column in zip(DELAYS, columns, strict=True):
        with column:
            answer = ask(warehouse, key, kept, heartbeat=heartbeat)
            zero = ask(warehouse, key.replace("_delay", "_delay_share").replace("dsa_", "dsa_zero_"), kept.total())
            framed = remembered(
                ("delay figure", warehouse.version, key, kept),
                lambda key=key, answer=answer: Framed(
                    key, trend(answer, words_for(metric(key)), half=True), (answer,), alt_text(answer, "Trend")
                ),
            )
            chart_frame(replace(framed, notes=(industry.zero_sentence(zero),)))


warehouse = get_warehouse()
st.title("Industry")
with panel("industry") as heartbeat:
    data, platforms, statements = industry.extent(warehouse)
    st.markdown(
        f"**{statements:,}** restrictions that **{platforms}** platforms reported to the EU, {data}. "
        "Statements of reasons under the Digital Services Act, by day of submission."
    )
    asked = filter_bar(industry_bar(warehouse), primary=PRIMARY, option_names=OPTION_NAMES)
    headline_cards(warehouse, CARDS, asked.scope, data)
    with panel("trend") as heartbeat:
        over_time(warehouse, asked, heartbeat)
    with st.container(key="pair_segments"):
        left, right = st.columns(2)
    with left, panel("largest") as heartbeat:
        largest(warehouse, asked, heartbeat)
    with right, panel("changed") as heartbeat:
        changed(warehouse, asked, heartbeat)
    st.subheader("How long it took", anchor="delays")
    if asked.scope.by != ("platform",):
        st.caption(f"Delays are known per platform only, so they are not broken down by {name_of(asked.scope.by[0])}.")
    with panel("delays") as heartbeat:
        delays(warehouse, asked.scope, heartbeat)
        delay_table(warehouse, asked.scope)

"""The charts of the Industry page, asked and drawn; remembered, so that the second visitor waits for neither."""

from __future__ import annotations

from dataclasses import replace

from integrity_metrics.charts.ranking import change_bars, ranking
from integrity_metrics.charts.trend import trend
from integrity_metrics.interface.chart_frame import Framed
from integrity_metrics.interface.filter_bar import ask_for
from integrity_metrics.interface.words import alt_text, breaks_of, words_for
from integrity_metrics.metrics import industry
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.leading import leading, segment_order
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.movers import movers
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

MOST_SEGMENTS = 8
MOST_BARS = 15
# What the page shows, for the warm-up and the bench too.
CARDS = ("dsa_statements", "dsa_moderation_delay", "dsa_disclosure_delay", "dsa_zero_moderation_delay_share")
DELAYS = ("dsa_moderation_delay", "dsa_disclosure_delay")
COUNT = "dsa_statements"
SHARE = "dsa_statement_share"


def drill(dimension: str, segment: str) -> None:
    """Keep to the clicked segment and show what it is made of."""
    ask_for({dimension: [segment], "by": "category" if dimension == "platform" else "platform"})


def over_time(
    warehouse: Warehouse, scope: Scope, *, share: bool, logarithmic: bool, heartbeat: Heartbeat | None = None
) -> Framed:
    """Return the trend, as counts or shares."""
    key = SHARE if share else COUNT
    plain = scope.alone()

    def build() -> Framed:
        answer = ask(warehouse, key, plain, heartbeat=heartbeat)
        figure = trend(
            leading(answer, MOST_SEGMENTS),
            words_for(metric(key), plain.by),
            order=segment_order(answer)[:MOST_SEGMENTS],
            stacked=not share and not logarithmic and plain.by[0] not in industry.MULTI_VALUED,
            logarithmic=logarithmic,
            breaks=breaks_of(answer),
        )
        return Framed("trend", figure, (answer,), alt_text(answer, "Trend"), drill=lambda s: drill(plain.by[0], s))

    return remembered(("trend figure", warehouse.version, key, plain, logarithmic), build)


def largest(warehouse: Warehouse, scope: Scope, *, logarithmic: bool, heartbeat: Heartbeat | None = None) -> Framed:
    """Return the segments by size."""
    whole = scope.total()

    def build() -> Framed:
        answer = ask(warehouse, COUNT, whole, heartbeat=heartbeat)
        words = words_for(metric(COUNT), whole.by, suffix=", largest first")
        return Framed(
            "ranking",
            ranking(answer, words, most=MOST_BARS, logarithmic=logarithmic),
            (answer,),
            alt_text(answer, "Ranking"),
            caption="Click a bar to keep to it and see what it is made of.",
            drill=lambda s: drill(whole.by[0], s),
        )

    return remembered(("ranking figure", warehouse.version, whole, logarithmic), build)


def changed(warehouse: Warehouse, scope: Scope, *, heartbeat: Heartbeat | None = None) -> Framed | None:
    """Return what moved most against the comparison period; None when the data do not reach back to it."""
    data, _, _ = industry.extent(warehouse)
    if scope.comparison is None or scope.comparison.since < data.since:
        return None

    def build() -> Framed:
        found = movers(warehouse, COUNT, scope, heartbeat=heartbeat)
        words = words_for(metric(COUNT), scope.by, suffix=", change a day")
        return Framed(
            "movers",
            change_bars(found.frame, scope.by[0], words, scope.total_in_words(), most=MOST_BARS),
            (found.now, found.before),
            alt_text(found.now, "Top movers"),
            caption="Statements a day, now minus before; the bars say how many times as many.",
            drill=lambda s: drill(scope.by[0], s),
        )

    return remembered(("movers figure", warehouse.version, scope), build)


def delay(warehouse: Warehouse, key: str, scope: Scope, *, heartbeat: Heartbeat | None = None) -> Framed:
    """Return one delay over time, with its n and share of zeros; delays are known per platform only."""
    filters = tuple(f for f in scope.filters if f.dimension == "platform")
    kept = replace(scope.alone(), by=(), filters=filters)

    def build() -> Framed:
        answer = ask(warehouse, key, kept, heartbeat=heartbeat)
        zero = ask(warehouse, industry.ZERO_SHARE_OF[key], kept.total(), heartbeat=heartbeat)
        figure = trend(answer, words_for(metric(key)), half=True)
        return Framed(key, figure, (answer,), alt_text(answer, "Trend"), notes=(industry.zero_sentence(zero),))

    return remembered(("delay figure", warehouse.version, key, kept), build)

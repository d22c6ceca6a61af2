"""The cards of the weekly review: number, interval, 26 weeks with their band, verdicts in words, target, maturity."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from integrity_metrics.casework.targets import Comparison, Target
from integrity_metrics.charts.sparkline import band_sparkline
from integrity_metrics.interface.panel import panel
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.change import Verdict
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.review_cards import HEADLINES, Against, ReviewCard, review_card
from integrity_metrics.metrics.verdict_words import say_target
from integrity_metrics.paths import PAGES
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

COLUMNS = 4
# Page of each headline; the link under a card goes there.
PAGE_OF = {
    "prevalence": "prevalence.py",
    "unwanted_impressions": "unwanted_impressions.py",
    "proactive_rate": "enforcement.py",
    "time_to_action": "enforcement.py",
    "overturn_rate": "enforcement.py",
    "sla_attainment": "enforcement.py",
}
# Shape and word say it; the colour only repeats it.
MARKS = {Verdict.RISE: "▲", Verdict.FALL: "▼", Verdict.NONE: "■", Verdict.TOO_LITTLE_DATA: "□"}


def card_of(warehouse: Warehouse, key: str, week: Scope, heartbeat: Heartbeat | None = None) -> ReviewCard:
    """Return a card, remembered: pages, export and warm-up ask the same one."""
    return remembered(
        ("review card", warehouse.version, key, week), lambda: review_card(warehouse, key, week, heartbeat)
    )


def draw_cards(warehouse: Warehouse, week: Scope, targets: Mapping[str, Target | None], open_events: str) -> None:
    """Draw the headline cards; one that fails leaves the others standing.

    Parameters
    ----------
    warehouse, week
        What to ask.
    targets
        The target of each metric, where one is set.
    open_events
        HTML of the card of open events.
    """
    with st.container(key="cards_review"):
        rows = [st.columns(COLUMNS), st.columns(COLUMNS)]
    spots = [spot for row in rows for spot in row]
    for spot, key in zip(spots, HEADLINES, strict=False):
        with spot, st.container(border=True, height="stretch", key=f"card_{key}"), panel(f"card_{key}") as heartbeat:
            card = card_of(warehouse, key, week, heartbeat)
            st.html(card_html(card, targets.get(key)))
            st.page_link(_page(key), label="Open", icon=":material/arrow_forward:", help=f"Everything on {card.title}")
    with spots[len(HEADLINES)], st.container(border=True, height="stretch", key="card_events"):
        st.html(open_events)
        st.page_link(str(PAGES / "anomalies.py"), label="Open", icon=":material/arrow_forward:", help="The inbox")


def card_html(card: ReviewCard, target: Target | None) -> str:
    """Return one card as HTML."""
    line = band_sparkline(
        card.trend["value"].tolist(),
        card.trend["low"].tolist(),
        card.trend["high"].tolist(),
        card.trend["is_mature"].tolist(),
        f"{card.title}, 26 weeks with their 95% interval",
    )
    number, unit = card.number_and_unit
    interval = f"95% interval {card.interval}" if card.interval else ""
    worth = f'<div class="im-worth">{escape(card.worth)}</div>' if card.worth else ""
    aim = target_in_words(target, card)
    said = "".join(_against(a, card) for a in card.against)
    return (
        f'<div class="im-card"><div class="im-title" title="{escape(card.definition, quote=True)}">'
        f"{escape(card.title)}</div>"
        f'<div class="im-value">{escape(number)} <span class="im-unit">{escape(unit)}</span></div>'
        f'<div class="im-small">{escape(interval)}</div>{line}{said}'
        f'<div class="im-small">{escape(aim)}</div>{worth}<div class="im-small">n = {escape(card.n or "0")}</div></div>'
    )


def target_in_words(target: Target | None, card: ReviewCard) -> str:
    """Return the card's number beside its target; what to do where none is set."""
    if target is None:
        return "No target set"
    at_most = target.comparison is Comparison.AT_MOST
    return say_target(card.number, target.value, at_most=at_most, unit=metric(card.key).unit)


def events_html(new: int, acknowledged: int) -> str:
    """Return the card of open events as HTML."""
    total = new + acknowledged
    return (
        '<div class="im-card"><div class="im-title">Open events</div>'
        f'<div class="im-value">{total:,} <span class="im-unit">in the inbox</span></div>'
        f'<div class="im-small">{new:,} new, {acknowledged:,} acknowledged</div></div>'
    )


def _against(against: Against, card: ReviewCard) -> str:
    first = against is card.against[0]
    tone = {None: "", True: " im-worse", False: " im-better"}[card.direction_is_bad] if first else ""
    mark = MARKS[against.change.verdict]
    verdict, _, rest = against.words.partition("; ")
    details = "; ".join(part for part in (against.size, rest) if part)
    small = f'<div class="im-small">{escape(details)}</div>' if details else ""
    return f'<div class="im-verdict{tone}"><b>{mark} {escape(verdict)}</b> against {escape(against.basis)}{small}</div>'


def _page(key: str) -> str:
    return str(PAGES / PAGE_OF[key])

"""The head of the weekly review: one sentence, the cards, targets, and the review as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.targets import Target
from integrity_metrics.errors import IntegrityError
from integrity_metrics.interface.context import get_casework
from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.review_bar import week_in_words
from integrity_metrics.interface.review_cards import card_of, draw_cards, events_html, target_in_words
from integrity_metrics.interface.targets import target_form, targets_of
from integrity_metrics.metrics.review_cards import HEADLINES
from integrity_metrics.metrics.weekly_review import week_name
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Warehouse

NO_EVENTS = '<div class="im-card"><div class="im-title">Open events</div><div class="im-small">{}</div></div>'


def review_head(warehouse: Warehouse, week: Scope) -> None:
    """Draw the sentence, the cards and the actions."""
    casework, trouble = _casework()
    markets = week.values_of("market")
    segment = {"market": markets[0]} if len(markets) == 1 else {}
    targets: dict[str, Target] = {}
    events = NO_EVENTS.format(trouble)
    if casework is not None:
        with panel("targets"):
            targets = targets_of(casework, HEADLINES, week.period.since, segment)
            counts = casework.events.counts()
            events = events_html(counts.get(EventState.NEW, 0), counts.get(EventState.ACKNOWLEDGED, 0))
    with panel("sentence"):
        st.markdown(_sentence(warehouse, week))
    draw_cards(warehouse, week, targets, events)
    with st.container(horizontal=True, key="review_actions"):
        if casework is not None:
            with panel("target_form"):
                target_form(casework, HEADLINES, week.period.since, segment)
        _downloads(warehouse, week, targets)


def _casework() -> tuple[Casework | None, str]:
    try:
        return get_casework(), ""
    except IntegrityError as error:
        return None, str(error)


def _sentence(warehouse: Warehouse, week: Scope) -> str:
    """Answer the review's question in one sentence that can be read out."""
    card = card_of(warehouse, "prevalence", week)
    against = card.against[0]
    interval = f" (95% interval {card.interval})" if card.interval else ""
    days = f"Week {week_in_words(week.period.since)}"
    return f"#### {days}: prevalence {card.value}{interval}. {against.words}, against {against.basis}."


def _downloads(warehouse: Warehouse, week: Scope, targets: dict[str, Target]) -> None:
    st.download_button(
        "CSV",
        data=lambda: _csv(warehouse, week, targets),
        file_name=f"weekly_review_{week_name(week.period.since)}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        key="review_csv",
        on_click="ignore",
        help="Every headline with its interval, verdicts, target, method, status and reason.",
    )


def _csv(warehouse: Warehouse, week: Scope, targets: dict[str, Target]) -> str:
    rows = []
    for key in HEADLINES:
        card = card_of(warehouse, key, week)
        verdicts = {a.basis: a.words for a in card.against}
        target = target_in_words(targets.get(key), card)
        told = {"metric": key, "title": card.title, "value": card.value, "interval": card.interval, "n": card.n}
        worth = {"method": card.method, "status": card.status, "reason": card.reason, "scope": week.in_words()}
        rows.append({**told, **verdicts, "target": target, **worth})
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n")

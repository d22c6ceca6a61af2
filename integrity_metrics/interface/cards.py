"""Headline cards: the number with its unit, its sparkline, how it changed and what it is of."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from integrity_metrics.charts.sparkline import sparkline
from integrity_metrics.interface.panel import panel
from integrity_metrics.metrics.compare import Headline, headline
from integrity_metrics.scope import Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

LEAST_COLUMNS = 4


def headline_cards(warehouse: Warehouse, keys: Sequence[str], scope: Scope, data: Period) -> None:
    """Draw one card a metric, side by side; a card that fails leaves the others standing."""
    with st.container(key="cards"):
        columns = st.columns(max(len(keys), LEAST_COLUMNS))
    for column, key in zip(columns[: len(keys)], keys, strict=True):
        with column, st.container(border=True), panel(f"card_{key}") as heartbeat:
            card = headline(warehouse, key, scope, data, heartbeat=heartbeat)
            st.metric(card.title, card.value, help=card.definition)
            st.html(_below(card))


def _below(card: Headline) -> str:
    line = sparkline(card.trend, f"{card.title} per period, whole periods only")
    change = f"<br>{escape(card.change)}" if card.change else ""
    return f'<div style="font-size:0.85rem;opacity:0.8">{line}<div>n = {card.n:,}{change}</div></div>'

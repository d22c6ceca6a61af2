"""Headline cards: the number with its unit, its sparkline, how it changed and what it is of."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from integrity_metrics.interface.panel import panel
from integrity_metrics.metrics.compare import headline
from integrity_metrics.scope import Period, Scope
from integrity_metrics.warehouse.engine import Warehouse

LEAST_COLUMNS = 4


def headline_cards(warehouse: Warehouse, keys: Sequence[str], scope: Scope, data: Period) -> None:
    """Draw one card a metric, side by side; a card that fails leaves the others standing."""
    with st.container(key="cards"):
        columns = st.columns(max(len(keys), LEAST_COLUMNS))
    for column, key in zip(columns[: len(keys)], keys, strict=True):
        with column, panel(f"card_{key}") as heartbeat:
            card = headline(warehouse, key, scope, data, heartbeat=heartbeat)
            st.metric(
                card.title,
                card.value,
                help=card.definition,
                border=True,
                chart_data=list(card.trend) if len(card.trend) > 1 else None,
                chart_type="line",
            )
            st.caption(f"n = {card.n:,}; {card.change}" if card.change else f"n = {card.n:,}")

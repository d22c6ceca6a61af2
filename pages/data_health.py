"""Data health: which tables the warehouse has, how fresh they are, and what the contract check finds."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.address import keep_only
from integrity_metrics.interface.context import get_warehouse
from integrity_metrics.interface.guard import require_admission
from integrity_metrics.interface.health import findings_list, table_list
from integrity_metrics.interface.panel import panel
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.warehouse.check import check_contract
from integrity_metrics.warehouse.connect.broken_views import with_broken_views

require_admission()

# Of large tables: a page cannot wait for all of their rows.
NEWEST_DAYS = 7
warehouse = get_warehouse()
st.title("Data health")
keep_only()
with panel("health"):
    report = remembered(
        ("contract check", warehouse.version),
        lambda: with_broken_views(warehouse, check_contract(warehouse, newest_days=NEWEST_DAYS)),
    )
    st.markdown(f"Warehouse `{warehouse.name}`, compared with the contract. Every table is optional.")
    table_list(report)
    findings_list(report)

"""What every page shares in one process: the settings, the warehouse, the waiting message."""

from __future__ import annotations

from functools import cache
from typing import Any

from integrity_metrics.settings import get_settings
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse


@cache
def get_warehouse() -> Warehouse:
    """Return the process's one warehouse; many browser sessions share it."""
    return Warehouse.from_settings(get_settings())


def waiting_message(slot: Any) -> Heartbeat:
    """Return a heartbeat that says in `slot` how long the warehouse has been asked.

    Writing to the page is also where Streamlit stops a run whose visitor left, changed a filter or pressed stop;
    the exception it raises there cancels the query.
    """

    def beat(seconds: float) -> None:
        slot.caption(f"Asking the warehouse, {seconds:.0f} s. Change a filter or press Stop to cancel.")

    return beat

"""What every page shares in one process: the settings, the warehouse, the waiting message."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from integrity_metrics.casework.casework import Casework, open_casework
from integrity_metrics.settings import get_settings
from integrity_metrics.warehouse.engine import Warehouse


@cache
def get_warehouse() -> Warehouse:
    """Return the process's one warehouse; many browser sessions share it."""
    return Warehouse.from_settings(get_settings())


@cache
def get_casework() -> Casework:
    """Return the process's one casework database.

    Raises
    ------
    SettingsError, CaseworkUnreachableError
        One sentence; the caller's panel shows it, and the rest of the page stays.
    """
    return open_casework(get_settings().casework_url)


class Waiting:
    """A heartbeat that says on the page how long the warehouse has been asked; draws nothing for a quick answer.

    Writing to the page is also where Streamlit stops a run whose visitor left, changed a filter or pressed stop; the
    exception it raises there cancels the query.
    """

    def __init__(self) -> None:
        self._slot: Any = None

    def __call__(self, seconds: float) -> None:
        """Say how long it has been."""
        if self._slot is None:
            self._slot = st.empty()
        self._slot.caption(f"Asking the warehouse, {seconds:.0f} s. Change a filter or press Stop to cancel.")

    def over(self) -> None:
        """Take the message away."""
        if self._slot is not None:
            self._slot.empty()

"""The button that scans now, with its progress; a server does it by cron with the same command."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.casework.casework import Casework
from integrity_metrics.errors import IntegrityError
from integrity_metrics.metrics.scan import default_watch
from integrity_metrics.metrics.scan_choices import Source
from integrity_metrics.settings import get_settings
from integrity_metrics.triage.run import Triaged, triage
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

SCANNED_DAYS = 60
COMMAND = "integrity scan"
_SAID = "_scan_said"


def scan_button(warehouse: Warehouse, casework: Casework, heartbeat: Heartbeat, *, is_first: bool) -> None:
    """Draw the button; a click scans the last `SCANNED_DAYS` days of all there is."""
    with st.container(horizontal=True, vertical_alignment="center", key="scan_bar"):
        label = "Scan now" if is_first else "Scan again"
        kind = "primary" if is_first else "secondary"
        asked = st.button(label, icon=":material/radar:", type=kind, key="scan_now")  # type: ignore[arg-type]
        st.caption(
            f"Judges the last {SCANNED_DAYS} days of data, in a minute or two. On a server, run `{COMMAND}` every day."
        )
    if asked:
        st.session_state[_SAID] = _scanned(warehouse, casework, heartbeat)
        st.rerun()
    for line in st.session_state.pop(_SAID, ()):
        st.info(line, icon=":material/radar:")


def _scanned(warehouse: Warehouse, casework: Casework, heartbeat: Heartbeat) -> list[str]:
    said = []
    for source in Source:
        bar = st.progress(0.0, f"Scanning {source}")

        def progress(what: str, share: float, bar: object = bar) -> None:
            bar.progress(min(max(share, 0.0), 1.0), f"{what} …")  # type: ignore[attr-defined]

        try:
            watched = default_watch(warehouse, source, SCANNED_DAYS)
            done = triage(warehouse, casework, get_settings(), source, watched, progress=progress, heartbeat=heartbeat)
            said.append(_sentence(source, done))
        except IntegrityError as error:
            said.append(f"{source} was not scanned: {error}")
        finally:
            bar.empty()
    return said


def _sentence(source: Source, done: Triaged) -> str:
    scanned = done.scanned
    return (
        f"{source}: {scanned.judged:,} of {scanned.series:,} series judged on {scanned.watched}; "
        f"{len(scanned.events):,} events with {len(scanned.cards):,} causes, {done.new_cards:,} new in the inbox. "
        f"{scanned.small:,} more amount to too little."
    )

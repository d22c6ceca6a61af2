"""The post-incident report as a file: HTML, PDF or Markdown, made when it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pandas as pd
import streamlit as st

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_types import CaseEvent
from integrity_metrics.errors import IntegrityError
from integrity_metrics.metrics import scan_tables
from integrity_metrics.metrics.scan_explain import explained
from integrity_metrics.reports.incident import incident_report
from integrity_metrics.reports.write import rendered
from integrity_metrics.warehouse.engine import Warehouse

KINDS = {
    "HTML": ("html", "html", "text/html"),
    "PDF": ("pdf", "pdf", "application/pdf"),
    "Markdown": ("markdown", "md", "text/markdown"),
}


def incident_export(warehouse: Warehouse, casework: Casework, incident_id: int) -> None:
    """Draw a download button for each format."""
    with st.container(horizontal=True, key="incident_report"):
        for name, (kind, ending, mime) in KINDS.items():
            st.download_button(
                f"Report as {name}",
                data=partial(_made, warehouse, casework, incident_id, kind),
                file_name=f"incident-{incident_id}.{ending}",
                mime=mime,
                icon=":material/download:",
                key=f"report_{ending}",
                on_click="ignore",
            )


def _made(warehouse: Warehouse, casework: Casework, incident_id: int, kind: str) -> bytes:
    document = incident_report(
        casework.incidents.file(incident_id), lambda event: _explained(warehouse, event), datetime.now(UTC)
    )
    return rendered(document, kind)


def _explained(warehouse: Warehouse, event: CaseEvent) -> pd.DataFrame:
    """Return what drove an event as rows; none when it cannot be explained, which must not cost the report."""
    days = (event.start.date(), event.end.date())
    expected = None if event.why.get("observed_rate") is not None else event.expected
    try:
        found = explained(warehouse, event.metric, event.segment, days, expected)
    except IntegrityError:
        return pd.DataFrame()
    if found is None or scan_tables.without_segments(found.explanation):
        return pd.DataFrame()
    return scan_tables.ranked(found.explanation)

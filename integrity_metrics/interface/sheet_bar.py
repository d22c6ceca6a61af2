"""Under a table: the statements behind it, and the table as CSV with its scope on every row."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.chart_frame import Sheet
from integrity_metrics.interface.view_sql import view_sql


def sheet_bar(key: str, sheet: Sheet) -> None:
    """Draw the buttons under a table.

    Parameters
    ----------
    key
        Unique on the page; also the name of the file.
    sheet
        The table, its scope in words and its statements.
    """
    with st.container(horizontal=True, key=f"actions_{key}"):
        if sheet.executed:
            view_sql(key, sheet.executed)
        st.download_button(
            "CSV",
            data=sheet.to_csv,
            file_name=f"integrity_metrics_{key}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key=f"csv_{key}",
            on_click="ignore",
            help="All columns, with method, status and the scope in words on every row.",
        )

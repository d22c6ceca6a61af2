"""The button "View SQL": statements as they ran, or as another database would take them."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from integrity_metrics.estimates import Executed
from integrity_metrics.warehouse.dialects.choices import dialects_of, text_in
from integrity_metrics.warehouse.dialects.dialects import DIALECTS


def view_sql(key: str, statements: Iterable[Executed]) -> None:
    """Draw the button.

    Parameters
    ----------
    key
        Unique on the page.
    statements
        In the order they ran; the same text is shown once.
    """
    panel = st.popover("View SQL", icon=":material/code:", type="tertiary", key=f"sql_{key}", on_change="rerun")
    shown = list({executed.as_text(): executed for executed in statements}.values())
    if not panel.open or not shown:
        return
    # A statement that can be read in the most dialects says which there are.
    names = [dialect.name for dialect in max((dialects_of(executed) for executed in shown), key=len)]
    name = names[0]
    if len(names) > 1:
        name = panel.selectbox(
            "Written for",
            names,
            format_func=lambda each: DIALECTS[each].title,
            key=f"dialect_{key}",
            help="The first is the warehouse you are connected to: that text ran.",
        )
    if name != names[0] and DIALECTS[name].caption:
        panel.caption(f"{DIALECTS[name].title}: {DIALECTS[name].caption}.")
    for executed in shown:
        panel.code(
            text_in(executed, name) if executed.authored else executed.as_text(), language="sql", wrap_lines=True
        )

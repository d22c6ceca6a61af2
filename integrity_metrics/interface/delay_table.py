"""The delays of every platform as a table, drawn when it is opened."""

from __future__ import annotations

import streamlit as st

from integrity_metrics.interface.panel import panel
from integrity_metrics.interface.sign_in import recheck_user
from integrity_metrics.interface.words import sentences_of
from integrity_metrics.metrics.delays import PlatformDelays, delays_by_platform
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Warehouse


@st.fragment
def delay_table(warehouse: Warehouse, scope: Scope) -> None:
    """Draw the table of delays by platform; a fragment, so that opening it does not run the page again."""
    recheck_user()
    opened = st.expander("Delays by platform, with n and the share of zeros", key="delays_open", on_change="rerun")
    if not opened.open:
        return
    with opened, panel("delay_table") as heartbeat:
        found = delays_by_platform(warehouse, scope, heartbeat=heartbeat)
        _draw(found, scope)


def _draw(found: PlatformDelays, scope: Scope) -> None:
    days, share = st.column_config.NumberColumn(format="%.1f"), st.column_config.NumberColumn(format="percent")
    st.dataframe(
        found.frame.rename(
            columns={
                "platform": "Platform",
                "n": "n",
                "moderation_delay": "Moderation delay, days",
                "moderation_zeros": "Moderation zeros, at least",
                "disclosure_delay": "Disclosure delay, days",
                "disclosure_zeros": "Disclosure zeros, at least",
            }
        ),
        hide_index=True,
        column_config={
            "n": st.column_config.NumberColumn(format="localized"),
            "Moderation delay, days": days,
            "Moderation zeros, at least": share,
            "Disclosure delay, days": days,
            "Disclosure zeros, at least": share,
        },
        alt="Mean moderation and disclosure delay of every platform, with n and the share of zeros",
    )
    notes = dict.fromkeys(s for answer in found.answers for s in sentences_of(answer))
    below = "Empty where a platform filed fewer than 100 statements. A share of zeros near 100% means copied dates."
    st.caption("\n\n".join([below, *(f":material/info: {note}" for note in notes)]))
    st.download_button(
        "CSV",
        data=lambda: found.frame.assign(scope=scope.total().in_words()).to_csv(index=False),
        file_name=f"dsa_delays_{scope.period.since}_{scope.period.last_day}.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="csv_delay_table",
    )

"""Saved backtests: keeping the run on the page, the list, and one or two of them drawn again from a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from integrity_metrics.casework.backtests import SavedBacktest
from integrity_metrics.errors import IntegrityError
from integrity_metrics.interface.backtest_result import comparison, result_panel
from integrity_metrics.interface.context import get_casework
from integrity_metrics.interface.link_choices import settle_link
from integrity_metrics.interface.sign_in import current_user
from integrity_metrics.metrics.labels import name_of

LINK = "saved"


def save_button(run: Mapping[str, Any]) -> None:
    """Draw the button that keeps a run with its author, time and query hash."""
    if not st.button("Save this run", icon=":material/save:", key="save_backtest"):
        return
    try:
        saved = get_casework().backtests.add(run, by=current_user().username)
    except IntegrityError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.toast(f"Saved as backtest {saved.id}.", icon=":material/save:")


def check_link() -> None:
    """Check what a link says about saved runs, before anything is drawn."""
    try:
        runs = get_casework().backtests.all()
    except IntegrityError:
        runs = ()
    labels = {str(run.id): _label(run) for run in runs}
    settle_link({LINK: labels | {label: label for label in labels.values()}})


def saved_panel() -> None:
    """Draw the list of saved runs; one chosen is drawn again, two are compared."""
    runs = {str(run.id): run for run in get_casework().backtests.all()}
    if not runs:
        st.info("Nothing is saved yet. Run a draft rule and save it.", icon=":material/save:")
        return
    st.dataframe(_list(tuple(runs.values())), hide_index=True, height="content" if len(runs) < 9 else 320)
    chosen = st.multiselect(
        "Show, or compare two",
        list(runs),
        format_func=lambda number: _label(runs[number]) if number in runs else number,
        max_selections=2,
        key=LINK,
        bind="query-params",
        placeholder="Choose one or two",
    )
    picked = [runs[number] for number in chosen if number in runs]
    if len(picked) == 2:
        st.table(comparison([run.result for run in picked]), border="horizontal", hide_index=True)
        same = picked[0].query_hash == picked[1].query_hash
        st.caption("Equal runs: the same statements, values and days." if same else "Different statements or values.")
    for run in picked:
        with st.container(border=True):
            st.markdown(f"**{run.name}**, saved by {run.by}, {run.at:%Y-%m-%d %H:%M} UTC")
            result_panel(run.result, f"saved_{run.id}")
            _withdraw_button(run)


def _withdraw_button(run: SavedBacktest) -> None:
    if run.by != current_user().username:
        return
    if not st.button("Withdraw", icon=":material/delete:", type="tertiary", key=f"withdraw_{run.id}"):
        return
    try:
        get_casework().backtests.withdraw(run.id, seen=run.version, by=current_user().username)
    except IntegrityError as error:
        st.error(str(error), icon=":material/error:")
        return
    st.rerun()


def _label(run: SavedBacktest) -> str:
    return f"{run.id}: {run.name}"


def _list(runs: tuple[SavedBacktest, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Number": [run.id for run in runs],
            "Name": [run.name for run in runs],
            "Rule": [run.understood for run in runs],
            "Policy": [name_of(run.policy or "any violation") for run in runs],
            "From": [run.since for run in runs],
            "Until before": [run.until for run in runs],
            "Author": [run.by for run in runs],
            "Saved (UTC)": [f"{run.at:%Y-%m-%d %H:%M}" for run in runs],
            "Run": [run.query_hash for run in runs],
        }
    )

"""The first line of every page: a page never runs unless the router let this visitor in, in this very run."""

from __future__ import annotations

import streamlit as st

_ADMITTED = "_admitted_by_router"


def admit() -> None:
    """Record, in the router, that this run may draw a page."""
    st.session_state[_ADMITTED] = True


def withdraw() -> None:
    """Forget the admission, so that the next run needs its own."""
    st.session_state[_ADMITTED] = False


def require_admission() -> None:
    """Stop a page that was reached without the router, which holds the sign-in."""
    if not st.session_state.get(_ADMITTED, False):
        st.error("This page cannot be opened by itself. Go to the start page and sign in.")
        st.stop()

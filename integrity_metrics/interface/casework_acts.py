"""What people do in casework, from a page: done under their name, and what came of it is said on the next run."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from integrity_metrics.casework.errors import ConflictError
from integrity_metrics.errors import IntegrityError
from integrity_metrics.interface.sign_in import current_user, recheck_user

_NOTICE = "_casework_notice"
# A page runs again for many reasons; what was said must outlive them, and not stand there for ever.
SHOWN_S = 30.0


def act(what: Callable[[str], object], said: str) -> None:
    """Do something in casework and keep what to say about it; for callbacks of buttons and forms.

    Parameters
    ----------
    what
        Called with the user name.
    said
        What to say when it is done.
    """
    recheck_user()
    try:
        what(current_user().username)
    except ConflictError as error:
        told = [f"- {change}" for change in error.changes] or ["- it was changed"]
        lines = ["Somebody changed this after you opened it. Nothing was saved; look, then try again.", *told]
        _keep("conflict", "\n".join(lines))
    except IntegrityError as error:
        _keep("error", str(error))
    else:
        _keep("done", said)


def _keep(kind: str, text: str) -> None:
    st.session_state[_NOTICE] = (kind, text, time.monotonic())


def say_what_was_done() -> None:
    """Draw what came of the last act, for a while."""
    kind, text, since = st.session_state.get(_NOTICE, ("", "", 0.0))
    if time.monotonic() - since > SHOWN_S:
        return
    if kind == "done":
        st.success(text, icon=":material/check:")
    elif kind == "conflict":
        with st.container(key="conflict"):
            st.warning(text, icon=":material/sync_problem:")
    elif kind == "error":
        st.error(text, icon=":material/error:")

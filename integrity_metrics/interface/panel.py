"""A part of a page that can fail alone: one sentence and a retry in its place, and the rest of the page stays."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from integrity_metrics.errors import IntegrityError, ScopeError
from integrity_metrics.interface.context import Waiting
from integrity_metrics.warehouse.engine import Heartbeat

log = logging.getLogger("integrity_metrics.interface")


@contextmanager
def panel(key: str) -> Iterator[Heartbeat]:
    """Draw a part of a page; yields the heartbeat to pass to questions asked in it.

    Parameters
    ----------
    key
        Unique on the page; names the retry button.
    """
    waiting = Waiting()
    try:
        yield waiting
    except ScopeError as error:
        st.info(str(error), icon=":material/info:")
    except IntegrityError as error:
        log.warning("panel failed", extra={"panel": key, "error": str(error)})
        _failure(key, str(error))
    except Exception:
        incident = secrets.token_hex(4)
        log.exception("panel crashed", extra={"panel": key, "incident": incident})
        _failure(key, f"Something went wrong here. The log has the details under incident {incident}.")
    finally:
        waiting.over()


def _failure(key: str, sentence: str) -> None:
    with st.container(border=True, key=f"failure_{key}"):
        st.error(sentence, icon=":material/error:")
        # A click reruns the script, and the question is asked again: failures are never remembered.
        st.button("Try again", key=f"retry_{key}", icon=":material/refresh:")

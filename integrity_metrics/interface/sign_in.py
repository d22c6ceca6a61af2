"""The sign-in page: the router calls `require_user` once, before any page code runs.

Passwords, lock-out and sessions are decided in `integrity_metrics.access`; of streamlit-authenticator only the part
that carries a cookie to the browser is used. Its own sign-in trusts a copied cookie after sign-out, forgets its
lock-out on every run, and answers faster for unknown names.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
from dataclasses import dataclass
from typing import Any

import streamlit as st

from integrity_metrics.access.backend import DEMO_USER, User
from integrity_metrics.access.cookie import COOKIE_NAME, LIFETIME
from integrity_metrics.access.gate import Gate, gate_at
from integrity_metrics.access.startup import sign_in_mode
from integrity_metrics.errors import SettingsError
from integrity_metrics.settings import Settings

_SIGNED_IN = "sign_in_session"  # in the session state: _SignedIn
_COOKIE_TO_WRITE = "sign_in_cookie_to_write"  # in the session state: the browser does not have it yet
_COOKIE_TO_DELETE = "sign_in_cookie_to_delete"  # in the session state: the browser may have it still
_WRITTEN = "sign_in_cookie_written"  # keys of components, whose value is true once the browser has obeyed
_DELETED = "sign_in_cookie_deleted"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _SignedIn:
    gate: Gate
    token: str


def require_user(settings: Settings) -> User:
    """Return who is looking, or draw the sign-in form and stop the script.

    In demo mode this is `DEMO_USER`, for visitors on this machine only: the address Streamlit listens on may differ
    from the setting, the address a visitor comes from may not.
    """
    try:
        sign_in_mode(settings)
        if settings.users_file is None:
            return _demo_user()
        return _password_user(gate_at(settings.users_file))
    except SettingsError as error:
        # The sentence names files of the server: it is for its operator, not for whoever found the address.
        _log.error("sign_in unavailable reason=%s", error)
        st.error("Sign-in is not set up on this server. Its log says what is missing.")
        st.stop()


def current_user() -> User:
    """Return who is looking, on a page that the router has admitted; casework records it."""
    signed_in: _SignedIn | None = st.session_state.get(_SIGNED_IN)
    return (signed_in and signed_in.gate.user(signed_in.token)) or DEMO_USER


def recheck_user() -> None:
    """Start the app over when the session has ended since the router looked; for the first line of a fragment.

    A fragment runs again without the router: in an open page it would go on answering somebody who has been removed
    or has signed out in another tab.
    """
    signed_in: _SignedIn | None = st.session_state.get(_SIGNED_IN)
    if signed_in is None:
        return
    try:
        has_ended = signed_in.gate.user(signed_in.token) is None
    except SettingsError:
        has_ended = True  # the router says what is wrong
    if has_ended:
        st.rerun()


def sign_out_button() -> None:
    """Draw the sign-out button, in the sidebar or wherever it is called; nothing in demo mode."""
    if _SIGNED_IN in st.session_state:
        st.button("Sign out", key="sign_out", icon=":material/logout:", on_click=_sign_out)


def _demo_user() -> User:
    visitor = st.context.ip_address  # None for this machine, a stand-in that is no text under AppTest
    if isinstance(visitor, str) and not _is_loopback(visitor):
        raise SettingsError(
            f"A visitor came from {visitor}, but without sign-in the demo is for this machine only: "
            "set INTEGRITY_ADDRESS and INTEGRITY_USERS_FILE, then start again."
        )
    return DEMO_USER


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    # A server that listens on IPv6 sees IPv4 visitors as ::ffff:a.b.c.d.
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback


def _password_user(gate: Gate) -> User:
    user = _returning_user(gate)
    if user is None:
        _delete_cookie(gate)
        _draw_form(gate)
        st.stop()
    _write_cookie(gate, st.session_state[_SIGNED_IN].token)
    return user


def _returning_user(gate: Gate) -> User | None:
    """Return who this browser session belongs to; a page that was reloaded is a new one and shows its cookie."""
    if (signed_in := st.session_state.get(_SIGNED_IN)) is None:
        token = gate.token(st.context.cookies.get(COOKIE_NAME, ""))
        signed_in = _SignedIn(gate, token) if token else None
    user = gate.user(signed_in.token) if signed_in else None
    if user is not None:
        st.session_state[_SIGNED_IN] = signed_in
    elif _SIGNED_IN in st.session_state:
        # Signed out in another tab, removed, or a day old: nothing of theirs may wait here for the next person. The
        # cookie stays: by now it may be that of whoever has signed in in the other tab.
        st.session_state.clear()
    return user


def _draw_form(gate: Gate) -> None:
    with st.container(horizontal_alignment="center"), st.form("sign_in", width=420):
        st.subheader("Integrity Metrics")
        username = st.text_input("User name", autocomplete="username", key="sign_in_username")
        password = st.text_input("Password", type="password", autocomplete="current-password", key="sign_in_password")
        if not st.form_submit_button("Sign in", type="primary", width="stretch"):
            return
        token = gate.sign_in(username, password)
        if token is None:
            minutes = gate.backend.locked_minutes(username)
            st.error(_locked(minutes) if minutes else "Name or password is wrong.")
            return
    st.session_state[_SIGNED_IN] = _SignedIn(gate, token)
    st.session_state[_COOKIE_TO_WRITE] = True
    st.rerun()


def _locked(minutes: int) -> str:
    return f"Too many wrong passwords for this name. Try again in {minutes} {'minute' if minutes == 1 else 'minutes'}."


def _sign_out() -> None:
    signed_in: _SignedIn = st.session_state[_SIGNED_IN]
    signed_in.gate.sign_out(signed_in.token)
    st.session_state.clear()
    st.session_state[_COOKIE_TO_DELETE] = True


def _write_cookie(gate: Gate, token: str) -> None:
    """Have the browser keep the session, drawing the component on every run until it answers that it did."""
    if _COOKIE_TO_WRITE not in st.session_state:
        return
    if st.session_state.get(_WRITTEN):
        del st.session_state[_COOKIE_TO_WRITE]
        return
    _cookie_manager(gate).set(
        COOKIE_NAME,
        gate.cookie(token),
        key=_WRITTEN,
        max_age=LIFETIME.total_seconds(),
        secure=(st.context.url or "").startswith("https://"),
        same_site="strict",
    )


def _delete_cookie(gate: Gate) -> None:
    """Tidy the browser; the session the cookie names has ended already."""
    if _COOKIE_TO_DELETE not in st.session_state:
        return
    if st.session_state.get(_DELETED):
        del st.session_state[_COOKIE_TO_DELETE]
        return
    # After drawing the component it looks for the cookie in a list the browser may not have sent yet.
    with contextlib.suppress(KeyError):
        _cookie_manager(gate).delete(COOKIE_NAME, key=_DELETED)


def _cookie_manager(gate: Gate) -> Any:
    # Imported late: it takes a third of a second, and the demo does without.
    from streamlit_authenticator.models import CookieModel

    return CookieModel(COOKIE_NAME, gate.backend.cookie_key(), LIFETIME.days).cookie_manager

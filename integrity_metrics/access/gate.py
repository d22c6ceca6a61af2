"""What the sign-in page asks: let somebody in, say who is in, let them out. One gate per process and password file."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from integrity_metrics.access.backend import AuthBackend, PasswordFileBackend, User
from integrity_metrics.access.cookie import seal, unseal
from integrity_metrics.access.sessions import Sessions

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gate:
    """A backend that proves who somebody is, and the sessions of those who did."""

    backend: AuthBackend
    sessions: Sessions

    def sign_in(self, username: str, password: str) -> str | None:
        """Return the token of a new session, None when name or password is wrong or the name is locked out."""
        user = self.backend.verify(username, password)
        # The log tells visits of one person apart without holding who it is.
        pseudonym = hashlib.sha256(username.strip().lower().encode("utf-8", errors="replace")).hexdigest()[:12]
        if user is None:
            _log.warning("sign_in refused user=%s locked_minutes=%d", pseudonym, self.backend.locked_minutes(username))
            return None
        _log.info("sign_in accepted user=%s", pseudonym)
        return self.sessions.start(user)

    def user(self, token: str) -> User | None:
        """Return who holds the session; None also when they were removed or given a new password since."""
        user = self.sessions.user(token)
        if user is not None and self.backend.find(user.username) != user:
            self.sessions.end(token)
            return None
        return user

    def sign_out(self, token: str) -> None:
        """End the session, for every tab and every copy of its cookie."""
        self.sessions.end(token)

    def cookie(self, token: str) -> str:
        """Return the cookie value that brings this session back after a reload."""
        return seal(token, self.backend.cookie_key(), dt.datetime.now(dt.UTC))

    def token(self, cookie: str) -> str | None:
        """Return the session token in a cookie value, None when the cookie is not one of ours."""
        return unseal(cookie, self.backend.cookie_key())


def gate_at(path: Path) -> Gate:
    """Return this process's gate for a password file, always the same one.

    Not in Streamlit's resource cache: any visitor, signed in or not, can have that emptied through the page's
    websocket, and with it the lock-out.
    """
    with _lock:
        if path not in _gates:
            _gates[path] = Gate(PasswordFileBackend(path), Sessions())
        return _gates[path]


_lock = threading.Lock()
_gates: dict[Path, Gate] = {}

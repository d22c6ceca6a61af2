"""The seam of sign-in: who proves to be whom. The password file is the first backend; others take its place here."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from integrity_metrics.access import passwords
from integrity_metrics.access.lockout import Lockout
from integrity_metrics.access.users import LONGEST_USERNAME, StoredUser, UsersFile, load


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who is signed in.

    `credential` changes with the password, so that a session begun with an old one can be told and ended.
    """

    username: str
    name: str
    credential: str = field(default="", repr=False)


DEMO_USER = User(username="demo", name="Demo")


class AuthBackend(Protocol):
    """What the sign-in form needs; one instance per process, called from many threads."""

    def verify(self, username: str, password: str) -> User | None:
        """Return the user when name and password belong together and no lock-out holds, else None."""

    def find(self, username: str) -> User | None:
        """Return the user as they are now, None when they may no longer sign in."""

    def locked_minutes(self, username: str) -> int:
        """Return for how many minutes no password is tried for this name; 0 when there is no lock-out."""

    def cookie_key(self) -> str:
        """Return the key session cookies are signed with."""


class PasswordFileBackend:
    """Checks passwords against the password file, which is read again when it changes.

    A file that turned bad while the app runs lets nobody in until it is mended: every method then raises the
    SettingsError of `users.load`.

    Parameters
    ----------
    path
        The password file.
    lockout
        Counts failures; the default allows 5 per user name in any 15 minutes.
    """

    def __init__(self, path: Path, lockout: Lockout | None = None) -> None:
        self._path = path
        self._lockout = lockout or Lockout()
        self._lock = threading.Lock()
        self._version: _Version | None = None
        self._content: _Content | None = None

    def verify(self, username: str, password: str) -> User | None:
        """Return the user, or None for a wrong password, an unknown name (after as long a time) or a lock-out."""
        content = self._current()
        username = _typed(username)
        if not self._lockout.admit(username):
            return None
        stored = content.file.users.get(username)
        matched = passwords.matches(password, stored.password_hash if stored else content.decoy_hash)
        if stored is None or not matched:
            return None
        self._lockout.clear(username)
        return _user(stored)

    def find(self, username: str) -> User | None:
        """Return the user as the file has them now."""
        stored = self._current().file.users.get(username)
        return _user(stored) if stored else None

    def locked_minutes(self, username: str) -> int:
        """Return the minutes left of a lock-out; names that do not exist are locked out alike."""
        return self._lockout.minutes(_typed(username))

    def cookie_key(self) -> str:
        """Return the key in the file."""
        return self._current().file.cookie_key

    def _current(self) -> _Content:
        with self._lock:
            version = _version(self._path)
            if self._content is None or version is None or version != self._version:
                # Read after the look at the version: a change in between is seen next time, not missed.
                self._content, self._version = None, None
                self._content, self._version = _content(load(self._path)), version
            return self._content


_Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Content:
    file: UsersFile
    # Compared with when the name is unknown, so that the time taken does not tell which names exist.
    decoy_hash: str


def _content(file: UsersFile) -> _Content:
    rounds = max(passwords.cost(user.password_hash) for user in file.users.values())
    return _Content(file, passwords.hash_password(secrets.token_urlsafe(32), rounds))


def _version(path: Path) -> _Version | None:
    try:
        status = os.stat(path)
    except OSError:
        return None  # load says what is wrong
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def _typed(username: str) -> str:
    # Cut, so that what an attacker sends does not fill the memory of the lock-out.
    return username.strip().lower()[: LONGEST_USERNAME + 1]


def _user(stored: StoredUser) -> User:
    credential = hashlib.sha256(stored.password_hash.encode("ascii")).hexdigest()
    return User(stored.username, stored.name, credential)

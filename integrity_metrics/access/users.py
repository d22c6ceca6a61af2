"""The password file: who may sign in, and the key their cookies are signed with.

YAML in streamlit-authenticator's shape, readable by its owner only::

    cookie:
      key: 64 random characters, made with the file
    credentials:
      usernames:
        ada:
          name: Ada Lovelace
          password: $2b$12$...

Entries this product does not know (email, roles ...) are kept when the file is rewritten; comments are not.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml  # type: ignore[import-untyped]

from integrity_metrics.access import passwords
from integrity_metrics.access.private_file import change, read_private
from integrity_metrics.errors import SettingsError

LONGEST_USERNAME = 64
SHORTEST_KEY = 43  # 32 random bytes in base64

_USERNAME = re.compile(rf"[a-z][a-z0-9._@+-]{{1,{LONGEST_USERNAME - 1}}}")

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredUser:
    """One entry of the password file."""

    username: str
    name: str
    password_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UsersFile:
    """A password file that was read and found good."""

    cookie_key: str = field(repr=False)
    users: Mapping[str, StoredUser]


def load(path: Path) -> UsersFile:
    """Read the password file for the sign-in.

    Raises
    ------
    SettingsError
        Naming the file, what is wrong with it and the remedy: missing, readable by others, not YAML, without a strong
        cookie key, without users, or with a password in plain text.
    """
    document = _parse(path, read_private(path))
    entries = document["credentials"]["usernames"]
    if not entries:
        raise SettingsError(f"{path} has no users; add one with `integrity user add NAME`.")
    users = {username: _stored_user(path, username, entry) for username, entry in entries.items()}
    return UsersFile(cookie_key=document["cookie"]["key"], users=MappingProxyType(users))


def list_users(path: Path) -> tuple[StoredUser, ...]:
    """Return the users of the file, by user name."""
    return tuple(sorted(load(path).users.values(), key=lambda user: user.username))


def add_user(
    path: Path, username: str, name: str, password: str, *, replace: bool = False, rounds: int = passwords.ROUNDS
) -> None:
    """Add a user to the password file, which is created, with its cookie key, when it does not exist yet.

    Parameters
    ----------
    path
        The password file.
    username
        What the user types to sign in: a lower-case letter, then lower-case letters, digits and ``. _ @ + -``.
    name
        What the app calls the user.
    password
        At least 12 characters and at most 72 bytes, not the user name.
    replace
        Give an existing user a new name and password; without it, an existing user is refused.
    rounds
        bcrypt's cost; tests use 4.

    Raises
    ------
    SettingsError
        When a rule is broken, or the file cannot be read or written; it is then as it was before.
    """
    _check_username(username)
    name = name.strip()
    if not name or len(name) > 80 or not name.isprintable():
        raise SettingsError(f"The name {name[:80]!r} cannot be shown; give 1 to 80 printable characters.")
    passwords.check_password(username, password)
    password_hash = passwords.hash_password(password, rounds)

    def add(document: Document) -> None:
        entries = document["credentials"]["usernames"]
        if username in entries and not replace:
            raise SettingsError(f"{username} is already in {path}; use --replace to give them a new password.")
        kept = entries.get(username)
        entries[username] = {**(kept if isinstance(kept, dict) else {}), "name": name, "password": password_hash}

    _change(path, add, create=True)


def remove_user(path: Path, username: str) -> None:
    """Remove a user from the password file; a running app signs them out on their next click.

    Raises
    ------
    SettingsError
        When the file has no such user, or no other: an app without users does not start.
    """

    def remove(document: Document) -> None:
        entries = document["credentials"]["usernames"]
        if username not in entries:
            raise SettingsError(f"{username!r} is not in {path}; `integrity user list` shows who is.")
        if len(entries) == 1:
            raise SettingsError(f"{username} is the last user in {path}; add another first, or stop the app.")
        del entries[username]

    _change(path, remove)


def rotate_key(path: Path) -> None:
    """Replace the cookie key: every browser must sign in again when it next loads the page."""
    _change(path, lambda document: document["cookie"].update(key=_new_key()))


def _change(path: Path, edit: Callable[[Document], None], *, create: bool = False) -> None:
    absent = SettingsError(f"{path} does not exist; create it with `integrity user add NAME`.")
    if not create and not path.exists():
        raise absent  # before a lock file is left beside nothing

    def edited(text: str | None) -> str:
        if text is None and not create:
            raise absent
        fresh: Document = {"cookie": {"key": _new_key()}, "credentials": {"usernames": {}}}
        document = fresh if text is None else _parse(path, text)
        edit(document)
        return str(yaml.safe_dump(document, sort_keys=False, allow_unicode=True))

    change(path, edited)


def _new_key() -> str:
    return secrets.token_urlsafe(48)


def _check_username(username: str) -> None:
    if not _USERNAME.fullmatch(username):
        raise SettingsError(
            f"The user name {username[:LONGEST_USERNAME]!r} cannot be used; give 2 to {LONGEST_USERNAME} characters: "
            "a lower-case letter, then lower-case letters, digits or . _ @ + -"
        )


def _parse(path: Path, text: str) -> Document:
    remedy = "mend it, or move it away and start again with `integrity user add NAME`"
    try:
        document = yaml.safe_load(text)
    # A broken date or number is a ValueError, and brackets without end a RecursionError.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        # The parser's own message quotes the line, which may hold a password.
        raise SettingsError(f"{path} is not valid YAML{where}; {remedy}.") from None
    match document:
        case {"cookie": {"key": key}, "credentials": {"usernames": None | dict() as entries}}:
            document["credentials"]["usernames"] = entries or {}
        case {"cookie": {"key": _}}:
            raise SettingsError(f"{path} has no users table (credentials: usernames:); {remedy}.")
        case _:
            raise SettingsError(f"{path} has no cookie key (cookie: key:); {remedy}.")
    # Ten different characters: a random key of this length has more, "changeme" repeated has not.
    if not isinstance(key, str) or len(key) < SHORTEST_KEY or len(set(key)) < 10:
        raise SettingsError(
            f"{path} has a weak cookie key; put {SHORTEST_KEY} or more random characters there, for example what "
            '`python -c "import secrets; print(secrets.token_urlsafe(48))"` prints.'
        )
    return dict(document)


def _stored_user(path: Path, username: object, entry: object) -> StoredUser:
    if not isinstance(username, str) or not _USERNAME.fullmatch(username):
        raise SettingsError(
            f"{path} has the user name {username!r}, which nobody can type; "
            "remove the entry, then `integrity user add NAME` with a lower-case name."
        )
    if not isinstance(entry, dict) or not passwords.is_hash(entry.get("password")):
        raise SettingsError(
            f"{path} holds no bcrypt hash for {username}, perhaps a password in plain text; "
            f"set a new one with `integrity user add {username} --replace`."
        )
    full_name = f"{entry.get('first_name') or ''} {entry.get('last_name') or ''}".strip()
    return StoredUser(username, str(entry.get("name") or full_name or username), entry["password"])

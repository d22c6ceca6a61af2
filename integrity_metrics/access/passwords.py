"""Hashes and checks passwords with bcrypt, for the password file and the sign-in form."""

from __future__ import annotations

import re
import unicodedata

import bcrypt

from integrity_metrics.errors import SettingsError

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD_BYTES = 72  # bcrypt reads no more, and its library refuses more
ROUNDS = 12  # about a quarter of a second on one core (2026)

_BCRYPT_HASH = re.compile(r"\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}")


def is_hash(text: object) -> bool:
    """Whether `text` is a bcrypt hash, as opposed to a password somebody typed into the file.

    Examples
    --------
    >>> is_hash("correct horse battery staple")
    False
    """
    return isinstance(text, str) and _BCRYPT_HASH.fullmatch(text) is not None


def cost(password_hash: str) -> int:
    """Return the rounds a hash was made with: checking it takes time proportional to ``2 ** rounds``.

    Examples
    --------
    >>> cost("$2b$12$" + 53 * "x")
    12
    """
    return int(password_hash.split("$")[2])


def check_password(username: str, password: str) -> None:
    """Raise SettingsError, saying which, when a new password breaks a rule; the password is never repeated."""
    if len(password) < SHORTEST_PASSWORD:
        raise SettingsError(f"The password has {len(password)} characters; choose {SHORTEST_PASSWORD} or more.")
    if len(_encoded(password)) > LONGEST_PASSWORD_BYTES:
        raise SettingsError(f"The password is longer than {LONGEST_PASSWORD_BYTES} bytes; choose a shorter one.")
    if password.strip().casefold() == username.casefold():
        raise SettingsError("The password is the user name; choose another password.")
    if len(set(password)) < 4:
        raise SettingsError("The password repeats fewer than 4 different characters; choose another password.")


def hash_password(password: str, rounds: int = ROUNDS) -> str:
    """Return the bcrypt hash of a password (Provos & Mazières 1999); each call salts anew.

    Examples
    --------
    >>> matches("correct horse", hash_password("correct horse", rounds=4))
    True
    """
    return bcrypt.hashpw(_encoded(password), bcrypt.gensalt(rounds)).decode("ascii")


def matches(password: str, password_hash: str) -> bool:
    """Whether the password is the one hashed; takes as long for a wrong or over-long password as for the right one."""
    # Whatever is sent, no more than this is normalised; no password we hash is as long.
    encoded = _encoded(password[: 4 * LONGEST_PASSWORD_BYTES])
    same = bcrypt.checkpw(encoded[:LONGEST_PASSWORD_BYTES], password_hash.encode("ascii"))
    return same and len(encoded) <= LONGEST_PASSWORD_BYTES


def _encoded(password: str) -> bytes:
    # The same letter typed on two systems can be two code point sequences (NIST SP 800-63B, 2025, 3.1.1.2).
    return unicodedata.normalize("NFKC", password).encode("utf-8", errors="replace")

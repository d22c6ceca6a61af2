"""What the browser keeps: the token of a session, signed with the key of the password file (JWT, RFC 7519, 2015)."""

from __future__ import annotations

import datetime as dt

import jwt

COOKIE_NAME = "integrity_session"
LIFETIME = dt.timedelta(days=1)


def seal(token: str, key: str, now: dt.datetime) -> str:
    """Return the cookie value for a session token, good for one day.

    Examples
    --------
    >>> now = dt.datetime.now(dt.UTC)
    >>> unseal(seal("a token", 64 * "k", now), 64 * "k")
    'a token'
    """
    return jwt.encode({"session": token, "exp": now + LIFETIME}, key, algorithm="HS256")


def unseal(value: str, key: str) -> str | None:
    """Return the session token, None when the cookie is old, forged, signed with another key, or no cookie of ours.

    Examples
    --------
    >>> unseal("not one of ours", 64 * "k") is None
    True
    """
    try:
        claims = jwt.decode(value, key, algorithms=["HS256"], options={"require": ["exp"]})
    except jwt.InvalidTokenError:
        return None
    token = claims.get("session")
    return token if isinstance(token, str) else None

"""What Spark says when something fails, as one sentence without the page of Java around it."""

from __future__ import annotations

import re

# How our own messages begin, for failures.py and for the pool.
NO_SERVER = "Could not connect to Spark"
NO_SESSION = "Spark opened no session"
LOST = "The connection to Spark was lost"
CANCELLED = "The query was cancelled"
_DISCONNECTED = re.compile(rf"{LOST}|Invalid SessionHandle", re.IGNORECASE)

# "Error running query: [CODE] org.apache...Exception: [CODE] What happened. SQLSTATE: 42000; line 1 pos 7;\n'Project"
_JAVA = re.compile(r"^(?:Error running query: |Error operating \w+: |\[[A-Z_.]+\] |[\w.$]+(?:Exception|Error):?\s+)+")
_END = re.compile(r"\s*(?:SQLSTATE:|== SQL|\n\s*at |\nCaused by|\nDriver stacktrace)")
_CODE = re.compile(r"\[([A-Z][A-Z_.]+)\]")
_CAUSE = re.compile(r"most recent failure: [^\n]*?: ([\w.$]+(?:Exception|Error): [^\n]+)")


def reason(message: str) -> str:
    r"""Return what happened, with Spark's code for it where there is one.

    Examples
    --------
    >>> reason("Error running query: [A_B] org.x.SomeException: [A_B] No `t`. SQLSTATE: 42P01;\n at org.x.Y")
    '[A_B] No `t`.'
    """
    code = _CODE.search(message)
    if cause := _CAUSE.search(message):
        message = cause.group(1)
    message = _JAVA.sub("", message.strip())
    text = " ".join(_END.split(message, maxsplit=1)[0].split())
    return f"[{code.group(1)}] {text}" if code is not None else text


def is_disconnect(message: str) -> bool:
    """Return whether the connection that failed with this message is of no use any more."""
    return _DISCONNECTED.search(message) is not None

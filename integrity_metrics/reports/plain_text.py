"""Text as any rendering can hold it: without control characters."""

from __future__ import annotations

import unicodedata

# Line breaks and tabs are white space; every other control, format override or half of a pair is dropped.
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    r"""Return the text on one line, without what could break a file or turn round the text beside it.

    Examples
    --------
    >>> printable("spam\x00 in\nmarkets \u202e BR")
    'spam in markets BR'
    """
    kept = "".join(c for c in text if c.isspace() or _is_kept(c))
    return " ".join(kept.split())


def _is_kept(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in _BIDI_OVERRIDES

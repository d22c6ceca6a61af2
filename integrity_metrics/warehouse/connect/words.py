"""Names of tables and columns as words that can be compared, whatever the style they are written in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

Words = tuple[str, ...]

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
# A prefix this share of the names has in common is a habit of the platform, not part of what is named.
_HABIT_SHARE = 0.8
_HABIT_NAMES = 3


@lru_cache(maxsize=8192)
def split(name: str) -> Words:
    """Return the words of a name, lower case and in the singular.

    Examples
    --------
    >>> split("PostViews_daily"), split("userID"), split("policies")
    (('post', 'view', 'daily'), ('user', 'id'), ('policy',))
    """
    return tuple(singular(part.lower()) for part in _PARTS.findall(name))


def singular(word: str) -> str:
    """Return an English noun in the singular, well enough to compare names.

    Examples
    --------
    >>> [singular(word) for word in ("policies", "views", "status", "matches")]
    ['policy', 'view', 'status', 'match']
    """
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


def canonical(words: Words, same: Mapping[str, str], known: Collection[str]) -> Words:
    """Return `words` with one word for each meaning.

    Parameters
    ----------
    words
        From `split`.
    same
        A word and the one that stands for it, as ``{"post": "content"}``.
    known
        The words there are; a word that is none of them is taken apart if it is made of them, because a database that
        folds names has made ``createdat`` of ``createdAt``.

    Examples
    --------
    >>> canonical(("postid",), {"post": "content"}, {"post", "id"})
    ('content', 'id')
    """
    apart = (part for word in words for part in ((word,) if word in known else _apart(word, known)))
    return tuple(same.get(part, part) for part in apart)


def _apart(word: str, known: Collection[str]) -> Words:
    """Return the fewest known words that spell `word`, or the word itself."""
    best: list[Words | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(end - 1):  # words of two letters at least
            before, part = best[start], singular(word[start:end])
            if before is not None and part in known:
                found = best[end]
                if found is None or len(before) + 1 < len(found):
                    best[end] = (*before, part)
    return best[-1] or (word,)


def habit(names: Sequence[Words], known: Collection[str]) -> str:
    """Return the first word most names begin with, when it is none of `known`; "" when there is none.

    Examples
    --------
    >>> habit([("acme", "report"), ("acme", "post"), ("acme", "rule")], {"report", "rule"})
    'acme'
    """
    first = Counter(words[0] for words in names if len(words) > 1)
    if not first or len(names) < _HABIT_NAMES:
        return ""
    word, times = first.most_common(1)[0]
    return word if times >= _HABIT_SHARE * len(names) and word not in known else ""


def without_first(words: Words, prefix: str) -> Words:
    """Return `words` without their first, if it is `prefix` and not all there is."""
    return words[1:] if len(words) > 1 and words[0] == prefix else words


def without(words: Words, dropped: Iterable[str]) -> Words:
    """Return `words` without those of `dropped`, or all of them if nothing else is left."""
    left_out = set(dropped)
    return tuple(word for word in words if word not in left_out) or words


@lru_cache(maxsize=65536)
def likeness(one: Words, other: Words, light: frozenset[str]) -> float:
    """Return how much two names say the same, 0 to 1: twice the weight of the words they share, over that of all.

    A word of `light` (``id``, ``at``) counts half: it says what kind of thing is named, not which.

    Examples
    --------
    >>> likeness(("content", "id"), ("id", "content"), frozenset({"id"}))
    1.0
    >>> round(likeness(("filed", "at"), ("decided", "at"), frozenset({"at"})), 2)
    0.33
    """
    total = sum(_weight(word, light) for word in (*set(one), *set(other)))
    shared = sum(_weight(word, light) for word in set(one) & set(other))
    return 2 * shared / total if total else 0.0


def _weight(word: str, light: Collection[str]) -> float:
    return 0.5 if word in light else 1.0

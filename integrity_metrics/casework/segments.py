"""A segment: the dimension values an event, target or annotation is about; the total is the empty segment."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from urllib.parse import parse_qsl, urlencode

from integrity_metrics.casework.errors import CaseworkError

Segment = Mapping[str, str]
LONGEST_KEY = 1000


def segment_key(segment: Segment) -> str:
    """Return the one text a segment is stored and found under.

    Examples
    --------
    >>> segment_key({"surface": "feed", "market": "DE"}), segment_key({})
    ('market=DE&surface=feed', '')
    """
    if any(not dimension for dimension in segment):
        raise CaseworkError("A segment has a dimension without a name; give dimension and value, e.g. market: DE.")
    key = urlencode(sorted(segment.items()))
    if len(key) > LONGEST_KEY:
        raise CaseworkError(f"The segment takes {len(key)} characters; at most {LONGEST_KEY} can be stored.")
    return key


def segment_of(key: str) -> dict[str, str]:
    """Return the segment stored under `key`.

    Examples
    --------
    >>> segment_of("market=DE&surface=feed")
    {'market': 'DE', 'surface': 'feed'}
    """
    return dict(parse_qsl(key, keep_blank_values=True))


def includes(wider: Segment, narrower: Segment) -> bool:
    """Whether everything in `narrower` is in `wider`, as all of a country's feed is in the country.

    Examples
    --------
    >>> includes({"market": "DE"}, {"market": "DE", "surface": "feed"}), includes({"market": "DE"}, {})
    (True, False)
    """
    return wider.items() <= narrower.items()


def matches(pattern: Segment, segment: Segment) -> bool:
    """Whether each dimension of a pattern is in the segment with a value that fits it; ``*`` and ``?`` are wild.

    Examples
    --------
    >>> matches({"platform": "Tik*"}, {"platform": "TikTok", "category": "scams"}), matches({"platform": "*"}, {})
    (True, False)
    """
    return all(dim in segment and fnmatchcase(segment[dim], value) for dim, value in pattern.items())

"""Which days are public holidays where a series comes from: in one market, or in most of several."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import holidays
import numpy as np
from numpy.typing import NDArray

from integrity_metrics.detection.series import Days

# A day counts for markets taken together when it is a holiday in this share of them.
COMMON_SHARE = 0.5


@lru_cache(maxsize=512)
def _calendar(market: str, first: int, last: int) -> frozenset[np.datetime64]:
    try:
        found = holidays.country_holidays(market, years=range(first, last + 1))
    except NotImplementedError:
        return frozenset()
    return frozenset(np.datetime64(day, "D") for day in found)


def market_holidays(markets: Sequence[str], days: Days) -> NDArray[np.bool_]:
    """Return which days are public holidays in a market, or in most of several markets.

    Parameters
    ----------
    markets
        ISO 3166-1 alpha-2 codes. Markets without a known calendar (``ZZ``) have no holidays.
    days
        ``datetime64[D]``, length ``days``.

    Returns
    -------
    ndarray of bool
        Shape ``(days,)``: a holiday in at least `COMMON_SHARE` of the markets.

    Examples
    --------
    >>> days = np.array(["2025-12-25", "2025-07-04", "2025-07-05"], dtype="datetime64[D]")
    >>> market_holidays(["US"], days).tolist(), market_holidays(["US", "DE", "FR"], days).tolist()
    ([True, True, False], [True, False, False])
    """
    if len(days) == 0 or not markets:
        return np.zeros(len(days), dtype=bool)
    first, last = (int(str(day)[:4]) for day in (days.min(), days.max()))
    counted = np.zeros(len(days))
    known = 0
    for market in markets:
        calendar = _calendar(market, first, last)
        if calendar:
            known += 1
            counted += np.isin(days.astype("datetime64[D]"), np.array(sorted(calendar)))
    return np.asarray(counted >= max(COMMON_SHARE * known, 1.0))

"""How often alerts were right: the share of real ones among those with a verdict, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from integrity_metrics.statistics.wilson import wilson


def alert_quality(weeks: Sequence[tuple[date, int, int, int]]) -> pd.DataFrame:
    """Return the precision of alerts by week and in all.

    Parameters
    ----------
    weeks
        Monday, real ones, false alarms, without a verdict.

    Returns
    -------
    DataFrame
        ``week`` (None in the last row, which is all of them), ``real``, ``false_alarms``, ``undecided``, ``precision``,
        ``low``, ``high``: real of real and false, with its 95% Wilson interval; NaN without a verdict.

    Examples
    --------
    >>> alert_quality([(date(2026, 1, 5), 8, 2, 1)])[["precision", "low", "high"]].round(2).values.tolist()[0]
    [0.8, 0.49, 0.94]
    """
    counts = np.array([row[1:] for row in weeks], dtype=np.int64).reshape(len(weeks), 3)
    counts = np.vstack([counts, counts.sum(axis=0)])
    decided = counts[:, 0] + counts[:, 1]
    interval = wilson(counts[:, 0], decided)
    nothing = decided == 0
    return pd.DataFrame(
        {
            "week": [*(row[0] for row in weeks), None],
            "real": counts[:, 0],
            "false_alarms": counts[:, 1],
            "undecided": counts[:, 2],
            "precision": np.where(nothing, np.nan, interval.estimate),
            "low": np.where(nothing, np.nan, interval.low),
            "high": np.where(nothing, np.nan, interval.high),
        }
    )

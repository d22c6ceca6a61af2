"""`to_frame`: the rows of any database as one frame, in the same dtype whatever the database.

========== ============================= ==================================
kind       dtype                         a column with NULLs
========== ============================= ==================================
WHOLE      int64                         float64 with NaN
DOUBLE     float64                       NaN
DECIMAL    int64 without digits behind   float64 with NaN
           the point, else float64
BOOLEAN    bool                          object with None
DATE       object (datetime.date)        None
TIMESTAMP  datetime64[us], in UTC        NaT
VARCHAR    str                           NaN
OTHER      object, as the driver has it  None
========== ============================= ==================================

Sums are why a decimal may be whole: a sum of whole numbers is a 128-bit integer in DuckDB, a decimal in PostgreSQL and
a 64-bit integer in Spark. PostgreSQL does not say which decimals are whole, so the values decide; a column without any
is taken for a sum of whole numbers. What is too large for 64 bits becomes a float.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import numpy as np
import pandas as pd

_LARGEST = np.iinfo(np.int64).max


class Kind(Enum):
    """What a column holds, for the choice of its dtype."""

    WHOLE = "whole"
    DOUBLE = "double"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    VARCHAR = "varchar"
    OTHER = "other"


def to_frame(rows: Sequence[Sequence[Any]], columns: Sequence[str], kinds: Sequence[Kind]) -> pd.DataFrame:
    """Return rows as a frame in canonical dtypes; an empty one has the same dtypes.

    Parameters
    ----------
    rows
        As a DBAPI cursor fetches them: None for NULL.
    columns, kinds
        Name and kind of each column.

    Examples
    --------
    >>> frame = to_frame([(1, None), (2, "b")], ["n", "name"], [Kind.WHOLE, Kind.VARCHAR])
    >>> [str(dtype) for dtype in frame.dtypes]
    ['int64', 'str']
    """
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    found = [column(each, kind) for each, kind in zip(values, kinds, strict=True)]
    # By position: two columns may have the same name.
    frame = pd.DataFrame(dict(enumerate(found)), index=pd.RangeIndex(len(rows)))
    frame.columns = pd.Index(list(columns))
    return frame


def column(values: Sequence[Any], kind: Kind) -> pd.Series[Any]:
    """Return the values of one column in the dtype of its kind."""
    match kind:
        case Kind.WHOLE:
            return pd.Series(_whole(values))
        case Kind.DOUBLE:
            return pd.Series(_floats(values))
        case Kind.DECIMAL:
            has_digits = any(value is not None and value.as_tuple().exponent != 0 for value in values)
            return pd.Series(_floats(values) if has_digits else _whole(values))
        case Kind.BOOLEAN:
            has_null = any(value is None for value in values)
            return pd.Series(values, dtype=object if has_null else bool)
        case Kind.TIMESTAMP:
            return pd.Series(_moments(values), dtype="datetime64[us]")
        case Kind.VARCHAR:
            return pd.Series([None if value is None else str(value) for value in values], dtype="str")
        case _:
            return pd.Series(values, dtype=object)


def _whole(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    if any(value is None or abs(value) > _LARGEST for value in values):
        return _floats(values)
    return np.array([int(value) for value in values], dtype=np.int64)


def _floats(values: Iterable[Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def _moments(values: Iterable[Any]) -> list[datetime | None]:
    """Return moments without a zone; a session is in UTC, so those with one are only relabelled."""
    return [v if v is None or v.tzinfo is None else v.astimezone(UTC).replace(tzinfo=None) for v in values]

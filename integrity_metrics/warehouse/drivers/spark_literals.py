"""Writes values as Spark SQL literals: its Thrift protocol binds nothing, so the client puts the values in."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

# What ends a text or begins an escape in it; and the dollar sign, because Spark puts its variables into the place of
# every ${name} of a statement, within quotes too: ${env:PATH} would be an answer.
_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "$": "\\u0024", "\0": "\\u0000", "\r": "\\r", "\n": "\\n"})


def write_values(statement: str, values: Mapping[str, Any] | None) -> str:
    """Return a statement whose ``%(name)s`` are literals, and whose ``%%`` are single.

    Parameters
    ----------
    statement
        As SQLAlchemy compiles it.
    values
        What to write for each name.

    Examples
    --------
    >>> write_values("select 'a%%' where day >= %(since)s", {"since": date(2026, 1, 2)})
    "select 'a%' where day >= DATE '2026-01-02'"
    """
    return statement % {name: literal(value) for name, value in (values or {}).items()}


def literal(value: Any) -> str:
    r"""Return a value as a literal of its own type, so that no answer depends on how Spark would guess it.

    Raises
    ------
    ValueError
        When Spark has no literal for it.

    Examples
    --------
    >>> print(literal("it's"), literal(0.1), literal(3), literal(None), literal(True))
    'it\'s' 0.1D 3 NULL TRUE
    >>> literal(datetime(2026, 1, 2, 3, 4, 5))
    "TIMESTAMP_NTZ '2026-01-02 03:04:05.000000'"
    """
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"'{value.translate(_ESCAPES)}'"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Decimal) and value.is_finite():
        return f"{value:f}BD"
    if isinstance(value, Real):
        return _double(float(value))
    if isinstance(value, datetime):
        # Times are without a zone and in UTC, here as in the contract.
        naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo is not None else value
        return f"TIMESTAMP_NTZ '{naive.isoformat(' ', 'microseconds')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    raise ValueError(f"A value of type {type(value).__name__} cannot be sent to Spark; pass text, numbers or dates.")


def _double(value: float) -> str:
    # A bare 0.1 would be a DECIMAL, whose arithmetic is another.
    return f"{value!r}D" if math.isfinite(value) else f"CAST('{value}' AS DOUBLE)"

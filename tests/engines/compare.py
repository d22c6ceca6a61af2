"""Whether two engines gave the same answer: rows, types of the columns, and order as far as the statement says it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sqlglot import exp, parse_one

from integrity_metrics.warehouse.failures import WarehouseError

from .answers import Answers
from .cases import by_name

# Sums of doubles depend on the order of the rows, which no engine promises.
RELATIVE = 1e-9


def compared(name: str, expected: Answers, found: Answers) -> list[str]:
    """Return in words where an engine differs from DuckDB on the cases of a name that it is asked."""
    faults = []
    for case in by_name()[name]:
        if found.has(case):
            wanted = expected.of(case)
            try:
                fault = differences(wanted.frame, found.of(case).frame, wanted.sql)
            except WarehouseError as error:
                fault = str(error.__cause__ or error)
            if fault:
                faults.append(f"{case.label}: {fault}")
    return faults


def differences(expected: pd.DataFrame, found: pd.DataFrame, sql: str) -> str:
    """Return in words how an answer differs from DuckDB's, "" when it does not.

    Parameters
    ----------
    expected, found
        The frames as the product gets them.
    sql
        The statement as DuckDB ran it: its ORDER BY says which columns must stand in the same order.
    """
    if list(expected.columns) != list(found.columns):
        return f"columns {list(found.columns)} instead of {list(expected.columns)}"
    kinds = [f"{name} {found[name].dtype} instead of {expected[name].dtype}" for name in _other_kinds(expected, found)]
    if kinds:
        return f"types: {'; '.join(kinds)}"
    if len(expected) != len(found):
        return f"{len(found)} rows instead of {len(expected)}: {_only_in_one(expected, found)}"
    if not _first_difference(expected, found):
        return ""
    where = _first_difference(_sorted(expected), _sorted(found))
    if where:
        return where
    keys = order_keys(sql, list(expected.columns))
    where = _first_difference(expected[keys], found[keys]) if keys else ""
    return f"order: {where}" if where else ""


def order_keys(sql: str, columns: list[str]) -> list[str]:
    """Return the columns of the answer that an outermost ORDER BY sorts by, up to the first key that is none of them.

    Examples
    --------
    >>> order_keys("select a, b as c from t order by a desc, c, d", ["a", "c"])
    ['a', 'c']
    """
    order = parse_one(sql, read="duckdb").args.get("order")
    keys: list[str] = []
    for each in order.expressions if order is not None else ():
        key = each.this
        if not isinstance(key, exp.Column) or key.name not in columns:
            break
        keys.append(key.name)
    return keys


def _other_kinds(expected: pd.DataFrame, found: pd.DataFrame) -> list[str]:
    names = [name for name in expected.columns if _kind(expected[name]) != _kind(found[name])]
    # PostgreSQL does not say which of its decimals are whole; without a row there is no value that could.
    return [
        name for name in names if len(expected) or {expected[name].dtype.kind, found[name].dtype.kind} != {"i", "f"}
    ]


def _kind(column: pd.Series[Any]) -> tuple[str, str]:
    """Return a column's dtype, and of objects what the objects are."""
    if column.dtype != object:
        return str(column.dtype), ""
    kinds = sorted({type(value).__name__ for value in column if not _is_missing(value)})
    return "object", ",".join(kinds)


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value))


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in one order: by what is exact first, then by doubles, rounded so that noise sorts nothing."""
    keys = {}
    for number, name in enumerate(sorted(frame.columns, key=lambda name: frame[name].dtype.kind == "f")):
        column = frame[name]
        if column.dtype.kind == "f":
            keys[number] = column.map(lambda value: float(f"{value:.8e}"))
        else:
            keys[number] = column.map(lambda value: "" if _is_missing(value) or value is pd.NA else f"={value}")
    order = pd.DataFrame(keys).sort_values(list(keys), kind="stable", na_position="first").index
    return frame.loc[order].reset_index(drop=True)


def _first_difference(expected: pd.DataFrame, found: pd.DataFrame) -> str:
    for name in expected.columns:
        same = _same(expected[name].reset_index(drop=True), found[name].reset_index(drop=True))
        if not same.all():
            row = int(np.flatnonzero(~same)[0])
            return (
                f"{name} is {found[name].iloc[row]!r} instead of {expected[name].iloc[row]!r} in "
                f"{int((~same).sum())} of {len(same)} rows, first in {dict(found.iloc[row])}"
            )
    return ""


def _same(expected: pd.Series[Any], found: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if expected.dtype.kind == "f":
        return np.isclose(expected.to_numpy(), found.to_numpy(), rtol=RELATIVE, atol=0, equal_nan=True)
    known = zip(expected, found, expected.isna(), found.isna(), strict=True)
    return np.array([one == other if not (a or b) else a == b for one, other, a, b in known], dtype=bool)


def _only_in_one(expected: pd.DataFrame, found: pd.DataFrame) -> str:
    rows = [{tuple(map(str, row)) for row in frame.itertuples(index=False)} for frame in (expected, found)]
    missing, extra = sorted(rows[0] - rows[1])[:3], sorted(rows[1] - rows[0])[:3]
    return f"missing {missing}, extra {extra}"

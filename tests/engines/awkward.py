"""Rows no simulation makes but a platform has: NULLs, quotes, emoji, midnight, leap days, ties, negative delays.

Each table of the contract gets them, made of the lists below by position, so that they are the same on every
run, refer to each other, and hold every list's values in every table. They break rules of the contract on purpose.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import duckdb

from integrity_metrics.warehouse.contract import NUMBERS, Column, Table, load_contract

ROWS = 48
# Rows that come twice, key and all.
COPIES = 2
TEXTS = (
    "O'Brien",
    'say "no"',
    "50% off_now",
    "back\\slash \\n \\'",
    "at 12:30 :since :until",
    "$since %(since)s {since} @since ?",
    "Zoë naïve",
    "e\u0301 é",
    "日本語",
    "😀 👩‍👩‍👧",
    "",
    " leading and trailing ",
    "tab\tline\nend",
    "-- comment /* here */ ; drop",
    "zebra",
    "Zebra",
    "NULL",
)
# Years whose last days are in week 1 of the next or first in week 53 of the last, the leap day, both changes of the
# European clock, the first and last moment of a day, and a moment that no double of seconds can hold.
TIMES = (
    datetime(2024, 2, 29, 23, 59, 59, 999999),
    datetime(2024, 3, 1),
    datetime(2020, 12, 31, 12, 0, 0, 1),
    datetime(2021, 1, 3, 23, 59, 59, 500000),
    datetime(2021, 1, 4),
    datetime(2025, 3, 30, 2, 30),
    datetime(2025, 10, 26, 1, 30, 30, 250000),
    datetime(2025, 12, 28, 23, 59, 59, 999999),
    datetime(2025, 12, 29),
    datetime(2025, 12, 31, 23, 59, 59, 1),
    datetime(2026, 1, 1),
    datetime(2026, 1, 1, 0, 0, 0, 1),
)
# From one timestamp of a row to the next: before it, at it, a microsecond and some days after it.
STEPS = (timedelta(microseconds=1), timedelta(0), timedelta(hours=-5, seconds=-1), timedelta(days=2, hours=23))
WHOLES = (0, 1, 99, 100, 105, 115, 999, 1005, 0, 123456789012)
DOUBLES = (0.5, 1.0, 0.1, 0.05, 1 / 3, 1e-9, 0.30000000000000004, 0.95)
# What the contract forbids a column and a source sends all the same, every seventh row.
FORBIDDEN: dict[str, tuple[Any, ...]] = {
    "inclusion_probability": (0.0, 1.5, -0.25),
    "handle_seconds": (float("inf"), -1.0, float("nan")),
    "model_score": (float("nan"), float("-inf"), -3.75),
    "mean_seconds": (-1.0, float("inf"), 1e300),
    "threshold": (float("inf"), -0.0, 1e-320),
    "target_share": (0.0, 1.5, -1.0),
    "severity": (0, 5, -1),
    "impressions": (-1, -100, -1005),
    "evaluations": (-1, -2, -3),
    "statements": (-5, -6, -7),
}


def add_awkward_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Insert the awkward rows into every table of the contract."""
    for table in load_contract():
        rows = [_row(table, number) for number in range(ROWS)]
        rows += rows[:COPIES]
        marks = ", ".join("?" for _ in table.columns)
        connection.executemany(f"insert into {table.name} values ({marks})", rows)  # noqa: S608


def text_of(number: int) -> str:
    """Return the awkward text of a row, as its references spell it."""
    return TEXTS[number % len(TEXTS)]


def _row(table: Table, number: int) -> tuple[Any, ...]:
    moment = TIMES[number % len(TIMES)]
    values = []
    for place, column in enumerate(table.columns):
        if column.type == "TIMESTAMP":
            moment += STEPS[(number + place) % len(STEPS)]
        if column.nullable and (number + place) % 3 == 0:
            values.append(None)
        elif column.type in NUMBERS and column.name in FORBIDDEN and number % 7 == 6:
            values.append(FORBIDDEN[column.name][number // 7 % 3])
        else:
            values.append(_value(table, column, number, place, moment))
    return tuple(values)


def _value(table: Table, column: Column, number: int, place: int, moment: datetime) -> Any:
    match column.type:
        case "TIMESTAMP":
            return moment
        case "DATE":
            return _day(number)
        case "BOOLEAN":
            return (number + place) % 2 == 0
        case "INTEGER":
            return 1 + number % 4
        case "BIGINT":
            return WHOLES[(number + place) % len(WHOLES)]
        case "DOUBLE":
            # Of a row's columns each has another one, of rows that follow each other too.
            return DOUBLES[(number // 2 + place) % len(DOUBLES)]
    return _text(table, column, number, place)


def _day(number: int) -> date:
    return TIMES[number % len(TIMES)].date()


def _text(table: Table, column: Column, number: int, place: int) -> str:
    if (column.name,) == table.key:
        return _key(table.name, number)
    if column.references is not None:
        # Some refer to a row that is not there, most to one that is; several to the same.
        other = (7 * (number // 2) + place) % (ROWS + 6)
        return _key(column.references.table, other)
    if column.one_of and number % 5:
        return column.one_of[(number + place) % len(column.one_of)]
    return text_of(number + place)


def _key(table: str, number: int) -> str:
    return f"{text_of(number)} {table} {number // len(TEXTS)}"

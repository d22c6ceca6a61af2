"""The windows of days the cases ask about."""

from __future__ import annotations

from datetime import date

PERIODS = {
    "ever": {"since": date(2019, 1, 1), "until": date(2026, 2, 1)},
    # Across the end of a year, from the middle of a week to the middle of another.
    "year end": {"since": date(2025, 12, 17), "until": date(2026, 1, 8)},
    "leap day": {"since": date(2024, 2, 29), "until": date(2024, 3, 1)},
    "week 53": {"since": date(2020, 12, 28), "until": date(2021, 1, 5)},
    "empty": {"since": date(2010, 1, 1), "until": date(2010, 1, 2)},
}

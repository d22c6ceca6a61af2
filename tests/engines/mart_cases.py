"""Cases of `queries/marts` and of the statements built around them: what fills a mart, what changed, what differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from integrity_metrics.warehouse.marts import statements
from integrity_metrics.warehouse.marts.definitions import load_marts
from integrity_metrics.warehouse.query_files import all_queries, load_query

from .awkward import TIMES
from .case import Case, built, shaped
from .periods import PERIODS

CUT_OFF = datetime(2026, 1, 10, 23, 0, 0, 123456)
# A moment to the microsecond: what happened at it counts, what happened a microsecond before does not.
MOMENTS = (datetime(1999, 1, 1), TIMES[0], datetime(2025, 12, 31, 0, 0, 0, 1), datetime(2030, 1, 1))
MART_WINDOWS = ("ever", "year end", "leap day", "empty")


def mart_cases() -> Iterator[Case]:
    """Yield the cases of every file under `queries/marts` that is a SELECT, and of the statements that read marts."""
    for name in all_queries():
        if name.startswith("marts/changed/"):
            for moment in MOMENTS:
                yield shaped(name, f"since {moment}", {"changed_since": moment}, is_core=moment == MOMENTS[2])
        elif name.startswith("marts/") and not name.startswith("marts/tables/"):
            yield from _in_windows(name)
    yield from _built()


def _in_windows(name: str) -> Iterator[Case]:
    wanted = load_query(name).parameters
    for label in MART_WINDOWS if wanted else MART_WINDOWS[:1]:
        values: dict[str, Any] = {key: {**PERIODS[label], "cut_off": CUT_OFF}[key] for key in wanted}
        yield shaped(name, label, values, is_core=label == "ever")


def _built() -> Iterator[Case]:
    since, until = PERIODS["year end"].values()
    yield built(statements.logged(), is_core=True)
    for number, mart in enumerate(load_marts()):
        is_core = number == 0
        yield built(statements.logged_days(mart.name, since, until), f"of {mart.name}", is_core=is_core)
        yield built(statements.columns_of(mart.name), is_core=is_core)
        yield built(statements.extent(mart), is_core=is_core)
    for table, column in (("enforcement_actions", "actioned_at"), ("prevalence_labels", "day")):
        yield built(statements.has_rows(table), is_core=True)
        yield built(statements.source_days(table, column, date(2026, 1, 1)), is_core=True)
    for table, column in (("reports", "decided_at"), ("prevalence_labels", "labelled_at")):
        for moment in MOMENTS:
            yield built(statements.newest(table, column, moment), f"before {moment}", is_core=moment == MOMENTS[2])

"""Every case, and the query files that have none with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from integrity_metrics.warehouse.query_files import all_queries

from .case import Case
from .check_cases import check_cases
from .mart_cases import mart_cases
from .metric_cases import metric_cases

# Folder of query files -> why no case here compares them.
EMBEDDED = "not executed: DuckDB only, it builds the embedded warehouse"
ELSEWHERE = {
    "simulation/": EMBEDDED,
    "sources/dsa/": EMBEDDED,
    "sources/coop/": "executed on DuckDB and PostgreSQL over rows of that system, by tests/sources",
    "sources/osprey/": "executed on DuckDB and PostgreSQL over rows of that system, by tests/sources",
    "inventory/": "each file is of one engine, and executed there by tests/warehouse/connect",
    "contract/": "created in an empty schema and filled instead, by test_created_tables.py",
    "marts/tables/": "created in an empty schema and filled instead, by test_created_tables.py",
}
# Statements that find nothing whatever the rows are: the columns of a table are asked for without any, and a column
# that is NOT NULL has no NULL. Of a score only infinity is out of range, which Spark's floor() cannot take.
ALWAYS_EMPTY = ("/columns", "/missing_value", "check/rule_hits/out_of_range")


@cache
def all_cases() -> tuple[Case, ...]:
    """Return every case; those of one name follow each other."""
    found = [*metric_cases(), *mart_cases(), *check_cases()]
    return tuple(sorted(found, key=lambda case: case.name))


@cache
def by_name() -> Mapping[str, tuple[Case, ...]]:
    """Return the cases of each name."""
    names: dict[str, list[Case]] = {}
    for case in all_cases():
        names.setdefault(case.name, []).append(case)
    return {name: tuple(cases) for name, cases in names.items()}


def uncovered() -> tuple[str, ...]:
    """Return the query files that no case runs and no reason excuses."""
    return tuple(name for name in all_queries() if name not in by_name() and not name.startswith(tuple(ELSEWHERE)))

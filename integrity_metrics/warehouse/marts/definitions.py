"""The marts as data, for the builder, the check and the docs: reads ``queries/marts``.

``tables/NAME.sql`` says what a mart's columns are (in the form of the contract); ``NAME.sql``, or each file of the
folder ``NAME/``, fills it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from integrity_metrics.paths import QUERIES
from integrity_metrics.warehouse.contract import Table, load_contract
from integrity_metrics.warehouse.query_files import QueryFile, all_queries, load_query
from integrity_metrics.warehouse.rollups import MARTS_SCHEMA

SCHEMA = MARTS_SCHEMA
# The log of what is built; a mart to nobody but the builder and the check.
LOG = "builds"


@dataclass(frozen=True, slots=True)
class Mart:
    """One mart.

    Parameters
    ----------
    table
        Its columns; ``table.time`` is the day it is built by.
    parts
        The statements that fill it, each from its own tables of the contract.
    """

    table: Table
    parts: tuple[QueryFile, ...]

    @property
    def name(self) -> str:
        """The mart's name, without the schema."""
        return self.table.name

    @property
    def day(self) -> str:
        """The column with the UTC day it is built by."""
        if self.table.time is None:
            raise ValueError(f"queries/marts/tables/{self.name}.sql has no time column; a mart is built by day")
        return self.table.time

    @property
    def trailing_days(self) -> int:
        """How many of the newest days are built again each time."""
        return max(part.trailing_days for part in self.parts)


@cache
def mart_tables(root: Path = QUERIES) -> dict[str, Table]:
    """Return the tables of the schema by name, the log too."""
    return {table.name: table for table in load_contract(root / SCHEMA / "tables")}


@cache
def load_marts(root: Path = QUERIES) -> tuple[Mart, ...]:
    """Return every mart, sorted by name.

    Examples
    --------
    >>> [(mart.name, mart.day, mart.trailing_days) for mart in load_marts()][:2]
    [('action_hours', 'day', 7), ('action_hours_all', 'day', 7)]
    """
    names = all_queries(root)
    return tuple(
        Mart(table, tuple(load_query(each, root) for each in names if _fills(each, name)))
        for name, table in sorted(mart_tables(root).items())
        if name != LOG
    )


def staged_queries(part: QueryFile) -> frozenset[str]:
    """Return the queries of ``staged/`` that a statement reads the rows of, and those that these read.

    Examples
    --------
    >>> sorted(staged_queries(load_query("marts/reach_top")))
    ['first_actions', 'found_views', 'reached']
    """
    found = frozenset(part.staged)
    return found.union(*(staged_queries(load_query(f"{SCHEMA}/staged/{name}")) for name in part.staged))


def _fills(query: str, mart: str) -> bool:
    return query == f"{SCHEMA}/{mart}" or query.startswith(f"{SCHEMA}/{mart}/")

"""What a page's filters can be set to: the values each dimension has in the data."""

from __future__ import annotations

from integrity_metrics.metrics.memory import remembered
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.query_files import load_query


def choices_of(warehouse: Warehouse, query: str) -> dict[str, tuple[str, ...]]:
    """Return the values each dimension can be filtered by, in the order of `query`: most frequent first.

    Parameters
    ----------
    warehouse
        What to ask.
    query
        A query file with the columns ``dimension`` and ``choice``.
    """
    return remembered(("choices", warehouse.version, query), lambda: _asked(warehouse, query))


def _asked(warehouse: Warehouse, query: str) -> dict[str, tuple[str, ...]]:
    frame = warehouse.run(warehouse.shape(load_query(query), {})).frame
    return {str(d): tuple(part["choice"].astype(str)) for d, part in frame.groupby("dimension", sort=False)}

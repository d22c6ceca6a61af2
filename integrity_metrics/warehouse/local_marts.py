"""Which statements are asked of the marts kept in a local file, when the warehouse itself is a server."""

from __future__ import annotations

from collections.abc import Iterable

# Small tables of the contract that statements on marts read too: a build copies them into the file.
COPIED_TABLES = ("policies", "rules")


def is_local(tables: Iterable[str]) -> bool:
    """Return whether a statement that reads `tables` finds all of them in the local file of marts.

    Examples
    --------
    >>> is_local(["marts.label_sums", "policies"]), is_local(["policies"]), is_local(["marts.reach", "reports"])
    (True, False, False)
    """
    tables = tuple(tables)
    marts = {table for table in tables if table.startswith("marts.")}
    return bool(marts) and marts.union(COPIED_TABLES).issuperset(tables)

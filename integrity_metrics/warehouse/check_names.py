"""Names a database finds only in quotes or by their schema: what to say where a table or column seems to be missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query

# Where a name without quotes is another one in capitals, and tables outside the search path are not found. DuckDB and
# Spark do not tell capitals from small letters.
CASE_SENSITIVE = frozenset({"postgres"})
REMEDY = "map it in the views file of `integrity connect` (docs/connect.md)"


def namesakes(names: Sequence[str]) -> Query:
    """Return the statement that lists the tables of some names, in any schema and in capitals or not."""
    schema, name = exp.column("table_schema"), exp.column("table_name")
    within = exp.In(this=exp.Lower(this=name.copy()), field=exp.Placeholder(this="names"))
    tree = exp.select(schema, name).from_("information_schema.tables").where(within).order_by(schema, name)
    return Query("check/names", tree, {"names": tuple(names)})


def found_elsewhere(rows: pd.DataFrame) -> Mapping[str, str]:
    """Return, for each name asked for, what to say of the first table `namesakes` found.

    Examples
    --------
    >>> found = found_elsewhere(pd.DataFrame({"table_schema": ["app"], "table_name": ["Reports"]}))
    >>> print(found["reports"].split(";")[0])
    reports is not available, but app."Reports" is there
    """
    return {
        name.lower(): f"{name.lower()} is not available, but {schema}.{_quoted(name)} is there; {REMEDY}."
        for schema, name in reversed(list(rows.itertuples(index=False, name=None)))
    }


def misnamed(column: str, names: Iterable[str]) -> str:
    """Return the name that is `column` in other letters, as it has to be quoted, or "".

    Examples
    --------
    >>> misnamed("report_id", ["Report_ID", "day"]), misnamed("report_id", ["id"])
    ('"Report_ID"', '')
    """
    return next((_quoted(name) for name in names if name.lower() == column), "")


def _quoted(name: str) -> str:
    return f'"{name}"' if name != name.lower() else name

"""The data dictionary, generated from the contract: ``python -m integrity_metrics.warehouse.dictionary > FILE``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from integrity_metrics.warehouse.contract import Column, Table, load_contract
from integrity_metrics.warehouse.orderings import ORDERINGS

_INTRODUCTION = """\
# Data dictionary: the warehouse contract, version 1

Generated from `queries/contract/*.sql`; change those files, then run
`python -m integrity_metrics.warehouse.dictionary > docs/data-dictionary.md`. A platform maps its own tables to these
by views, or an importer fills them. Every table is optional: a metric whose tables are missing says so.
Timestamps are UTC without a zone, a day is a UTC date, ids are text. `integrity check` compares a warehouse with this.
"""


def data_dictionary() -> str:
    """Return the contract as one Markdown page: a list of the tables, then a section for each."""
    tables = load_contract()
    lines = [_INTRODUCTION, "| table | one row is |", "|---|---|"]
    lines += [f"| [`{table.name}`](#{table.name}) | {_cell(_row_of(table))} |" for table in tables]
    for table in tables:
        lines += ["", *_section(table)]
    return "\n".join(lines) + "\n"


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    dated = f"dated by `{table.time}`" if table.time else "not dated"
    key = ", ".join(f"`{name}`" for name in table.key)
    yield f"Tells {table.answers}. One row is {_row_of(table)}. Unique together: {key}; {dated}."
    yield ""
    yield "| column | type | NULL | unit and meaning | values |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        null = "may be" if column.nullable else "never"
        meaning = _cell(column.unit_and_meaning)
        yield f"| `{column.name}` | {column.type} | {null} | {meaning} | {_cell(_values(column))} |"
    rules = [ordering for ordering in ORDERINGS if ordering.table == table.name]
    if rules:
        yield ""
        yield "In every row, where both are known: " + ", ".join(f"`{o.lower}` <= `{o.upper}`" for o in rules) + "."


def _row_of(table: Table) -> str:
    return table.grain.removeprefix("one row is ")


def _values(column: Column) -> str:
    parts = []
    if column.one_of:
        parts.append(", ".join(f"`{value}`" for value in column.one_of))
    if column.range is not None:
        parts.append(f"in {column.range}")
    if column.references is not None:
        parts.append(f"exists in `{column.references}`")
    return "; ".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    sys.stdout.write(data_dictionary())

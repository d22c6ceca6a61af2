"""The page docs/marts.md, generated: ``python -m integrity_metrics.warehouse.marts.dictionary > docs/marts.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from integrity_metrics.paths import QUERIES
from integrity_metrics.warehouse.contract import Table
from integrity_metrics.warehouse.marts.definitions import SCHEMA, load_marts, mart_tables

_INTRODUCTION = QUERIES / SCHEMA / "README.md"


def marts_page() -> str:
    """Return docs/marts.md: the introduction of queries/marts/README.md, then a section for each mart."""
    lines = [_INTRODUCTION.read_text(encoding="utf-8").rstrip()]
    lines += ["", "## The marts", "", "| mart | one row is | built again |", "|---|---|---|"]
    for mart in load_marts():
        changed = ", and days that changed" if any(part.changed for part in mart.parts) else ""
        again = f"newest {mart.trailing_days} days{changed}"
        lines.append(f"| [`{mart.name}`](#{mart.name}) | {_grain(mart.table)} | {again} |")
    for table in mart_tables().values():
        lines += ["", *_section(table)]
    return "\n".join(lines) + "\n"


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    key = ", ".join(f"`{name}`" for name in table.key)
    yield f"Tells {table.answers}. One row is {_grain(table)}. Unique together: {key}."
    yield ""
    yield "| column | type | NULL | unit and meaning |"
    yield "|---|---|---|---|"
    for column in table.columns:
        null = "may be" if column.nullable else "never"
        yield f"| `{column.name}` | {column.type} | {null} | {column.unit_and_meaning} |"


def _grain(table: Table) -> str:
    return table.grain.removeprefix("one row is ")


if __name__ == "__main__":
    sys.stdout.write(marts_page())

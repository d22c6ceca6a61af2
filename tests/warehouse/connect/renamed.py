"""The contract under other names: what a platform with its own habits would call the same tables and columns."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from integrity_metrics.warehouse.connect.inventory import Inventory, SourceColumn, SourceTable
from integrity_metrics.warehouse.contract import load_contract

# The contract's type -> what PostgreSQL and DuckDB call types that serve.
TYPES: Mapping[str, tuple[str, ...]] = {
    "VARCHAR": ("text", "varchar", "character varying(64)"),
    "DATE": ("date",),
    "TIMESTAMP": ("timestamp", "timestamp with time zone"),
    "DOUBLE": ("double precision", "numeric(20,6)"),
    "BIGINT": ("bigint", "numeric(38,0)", "integer"),
    "INTEGER": ("integer", "smallint"),
    "BOOLEAN": ("boolean",),
}
SINGULAR = {"policies": "policy"}


def singular(name: str) -> str:
    return SINGULAR.get(name, name.removesuffix("s"))


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


STYLES: Mapping[str, Callable[[str], str]] = {
    "as it is": str,
    "singular": singular,
    "upper": str.upper,
    "camel": camel,
    "pascal": pascal,
    "folded": lambda name: camel(name).lower(),
    "dimension": lambda name: f"dim_{name}",
    "platform": lambda name: f"acme_{name}",
    "short": lambda name: f"tbl_{singular(name)}",
}


def renamed(table_style: str, column_style: str, prefix: str, seed: int) -> tuple[Inventory, dict[str, dict[str, str]]]:
    """Return the contract in these styles, shuffled, among tables that are none of it; and what is what in truth."""
    dice = random.Random(seed)  # noqa: S311
    truth: dict[str, dict[str, str]] = {}
    tables = []
    for table in load_contract():
        source = STYLES[table_style](table.name)
        columns = [
            SourceColumn(f"{prefix}{STYLES[column_style](column.name)}", dice.choice(TYPES[column.type]))
            for column in table.columns
        ]
        truth[table.name] = {
            column.name: source_column.name for column, source_column in zip(table.columns, columns, strict=True)
        }
        truth[table.name][""] = source
        columns += [SourceColumn(f"{prefix}loaded_at", "timestamp"), SourceColumn(f"{prefix}batch", "bigint")]
        dice.shuffle(columns)
        tables.append(SourceTable("ops", source, tuple(columns)))
    for name in ("orders", "payments", "sessions", "schema_migrations", "feature_flags"):
        columns = [
            SourceColumn("id", "bigint"),
            SourceColumn("created_at", "timestamp"),
            SourceColumn("amount", "numeric"),
        ]
        tables.append(SourceTable("ops", name, tuple(columns)))
    dice.shuffle(tables)
    return Inventory(tuple(tables)), truth

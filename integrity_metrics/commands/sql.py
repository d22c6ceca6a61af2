"""`integrity sql`: a query file as another database would take it."""

from __future__ import annotations

from typing import Annotated

import typer

from integrity_metrics.commands.output import AsJson, progress, write


def sql_command(
    name: Annotated[str, typer.Argument(help="The query file under queries/, for example metrics/dsa_statements.")],
    dialect: Annotated[str, typer.Option(help="The database: duckdb, postgres, spark, trino, bigquery ...")] = "duckdb",
    as_json: AsJson = False,
) -> None:
    """Print a query file as a database takes it, with :name for every parameter.

    Example: integrity sql metrics/dsa_statements --dialect trino
    """
    # Imported here: what a command does not need must not slow the others down.
    from integrity_metrics.warehouse.dialects.dialects import DIALECTS
    from integrity_metrics.warehouse.dialects.translate import show_query
    from integrity_metrics.warehouse.query_files import load_query

    query = load_query(name.removesuffix(".sql").removeprefix("queries/"))
    text = show_query(query, dialect)
    known = DIALECTS[dialect]
    if known.caption:
        progress(f"{known.title}: {known.caption}.")
    record = {"name": query.name, "dialect": dialect, "is_executed": known.is_executed, "sql": text}
    write([text], record, as_json=as_json)

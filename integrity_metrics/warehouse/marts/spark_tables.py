"""The tables and views of marts on Spark, as statements built as syntax trees; spark_store.py says how they fit.

What is read is the view ``marts.reach``: the rows of ``marts.reach_rows`` of the steps that ``marts.current_steps``
names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.contract import Table
from integrity_metrics.warehouse.marts.definitions import SCHEMA
from integrity_metrics.warehouse.marts.statements import table_of
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT

CURRENT = "current_steps"
STEP, QUARTER = "step", "quarter"
# How the tables begin that have the rows of staged queries for the time of a step.
STAGED = "staged_"
# How many times larger rows are in memory than in a file, as far as Spark is told; its own guess is 1.
COMPRESSION, COMPRESSED_BY = "spark.sql.sources.fileCompressionFactor", 4

# Name of a mart or of the log, quarter, step.
Held = tuple[str, int, int]


def rows_table(name: str) -> exp.Table:
    """Return the table with the rows of a mart of every step that was not tidied up."""
    return table_of(f"{name}_rows")


def believe_in_compression() -> Query:
    """Return the statement that lets the session take tables to be larger than their files.

    Otherwise a table of 10 MB is sent whole to every executor, and 10 MB of Parquet may be 100 MB of rows.
    """
    return Query("marts/compression", exp.Command(this="SET", expression=f"{COMPRESSION}={COMPRESSED_BY}"))


def create_schema() -> Query:
    """Return the statement that creates the database of the marts when it is not there."""
    return Query("marts/create", exp.Create(this=exp.table_("", db=SCHEMA), kind="SCHEMA", exists=True))


def create_rows(table: Table) -> Query:
    """Return the statement that creates the table of a mart's rows."""
    columns = [(column.name, column.type) for column in table.columns]
    columns += [(STEP, "BIGINT"), (QUARTER, "INTEGER")]
    defined = [
        exp.ColumnDef(this=exp.to_identifier(name), kind=exp.DataType.build(kind, dialect=AUTHORING_DIALECT))
        for name, kind in columns
    ]
    partitions = exp.Schema(expressions=[exp.to_identifier(STEP), exp.to_identifier(QUARTER)])
    properties = [exp.FileFormatProperty(this=exp.Var(this="parquet")), exp.PartitionedByProperty(this=partitions)]
    tree = exp.Create(
        this=exp.Schema(this=rows_table(table.name), expressions=defined),
        kind="TABLE",
        properties=exp.Properties(expressions=properties),
    )
    return Query(f"marts/{table.name}/create", tree)


def drop_rows(name: str) -> Query:
    """Return the statement that removes the table of a mart's rows."""
    return Query(f"marts/{name}/drop_rows", exp.Drop(tables=[rows_table(name)], kind="TABLE", exists=True))


def staged_table(name: str) -> exp.Table:
    """Return the table with the rows of a staged query, given as ``found_views_217596180``: the query and the step."""
    return table_of(f"{STAGED}{name}")


def drop_staged(name: str) -> Query:
    """Return the statement that removes the rows of a staged query."""
    return Query(f"marts/{STAGED}{name}/drop", exp.Drop(tables=[staged_table(name)], kind="TABLE", exists=True))


def create_view(table: Table) -> Query:
    """Return the statement that creates what readers know as the mart."""
    rows, steps = exp.column("step", "kept"), exp.column("step", "shown")
    same_quarter = exp.column(QUARTER, "kept").eq(exp.column(QUARTER, "shown"))
    tree = (
        exp.select(*(exp.column(column.name, "kept") for column in table.columns))
        .from_(rows_table(table.name).as_("kept"))
        .join(table_of(CURRENT).as_("shown"), on=exp.and_(rows.eq(steps), same_quarter))
        .where(exp.column("mart", "shown").eq(exp.Literal.string(table.name)))
    )
    view = exp.Create(this=table_of(table.name), kind="VIEW", replace=True, expression=tree)
    return Query(f"marts/{table.name}/view", view)


def drop_view(name: str) -> Query:
    """Return the statement that removes a view."""
    return Query(f"marts/{name}/drop_view", exp.Drop(tables=[table_of(name)], kind="VIEW", exists=True))


def create_current(held: Iterable[Held]) -> Query:
    """Return the statement that creates the view of which steps are read."""
    tree = exp.Create(this=table_of(CURRENT), kind="VIEW", expression=_values(held))
    return Query("marts/current_steps/create", tree)


def show_steps(step: int, held: Iterable[Held]) -> Query:
    """Return the statement that lets readers see other steps: all marts at once, for it changes one view.

    It is ALTER and not CREATE OR REPLACE, which drops the view first.
    """
    tree = exp.Alter(this=table_of(CURRENT), kind="VIEW", actions=[_values(held)])
    return Query(f"marts/current_steps/{step}", tree)


def shown_steps() -> Query:
    """Return the statement that reads which step every quarter of a mart is read from."""
    return Query("marts/current_steps/read", exp.select("mart", QUARTER, STEP).from_(table_of(CURRENT)))


def tables(schema: str) -> Query:
    """Return the statement that lists tables and views: the second column is the name."""
    return Query("marts/tables", exp.Command(this="SHOW", expression=f"TABLES IN {schema}"))


def partitions(name: str, schema: str) -> Query:
    """Return the statement that lists the partitions of a mart's rows, as ``step=1/quarter=20261``."""
    return Query(f"marts/{name}/partitions", exp.Command(this="SHOW", expression=f"PARTITIONS {schema}.{name}_rows"))


def drop_partitions(name: str, found: Sequence[tuple[int, int]], step: int) -> Query:
    """Return the statement that removes rows that nobody reads any more, given as (step, quarter)."""
    specified = [
        exp.Partition(expressions=[exp.column(STEP).eq(number), exp.column(QUARTER).eq(quarter)])
        for number, quarter in found
    ]
    action = exp.DropPartition(expressions=specified, exists=True)
    return Query(f"marts/{name}/tidy/{step}", exp.Alter(this=rows_table(name), kind="TABLE", actions=[action]))


def _values(held: Iterable[Held]) -> exp.Select:
    rows = [exp.Tuple(expressions=[exp.convert(value) for value in each]) for each in sorted(held)]
    names = [exp.to_identifier(name) for name in ("mart", QUARTER, STEP)]
    alias = exp.TableAlias(this=exp.to_identifier("shown"), columns=names)
    return exp.select("mart", QUARTER, STEP).from_(exp.Values(expressions=rows, alias=alias))

"""The statements that fill marts on Spark and log it, built as syntax trees; spark_store.py says how they fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlglot import exp

from integrity_metrics.warehouse.check_statements import Query
from integrity_metrics.warehouse.marts.definitions import LOG, Mart, mart_tables
from integrity_metrics.warehouse.marts.plan import Span
from integrity_metrics.warehouse.marts.spark_tables import QUARTER, STEP, drop_staged, rows_table, staged_table
from integrity_metrics.warehouse.marts.statements import UNFINISHED, table_of
from integrity_metrics.warehouse.marts.store import Entry, Job
from integrity_metrics.warehouse.query_files import AUTHORING_DIALECT, QueryFile

# The log is small: all of it is written again at every step, as of one quarter.
WHOLE_LOG = 0


def quarters(span: Span) -> tuple[int, ...]:
    """Return the quarters that have days of a span, as the numbers they are stored by.

    Examples
    --------
    >>> quarters(Span(date(2025, 12, 31), date(2026, 4, 1)))
    (20254, 20261)
    """
    last = span.until - timedelta(days=1)
    numbers = range(4 * span.since.year + (span.since.month - 1) // 3, 4 * last.year + (last.month - 1) // 3 + 1)
    return tuple(number // 4 * 10 + number % 4 + 1 for number in numbers)


def stage(name: str, rows: exp.Expr, parameters: Mapping[str, Any], step: int) -> tuple[Query, Query]:
    """Return the statements that keep the rows of a staged query in a table, and call it as statements do.

    It is not CACHE TABLE: Spark does not see its rows again in a statement that has common table expressions, and makes
    them anew. Nor does it know how many they are.
    """
    table = staged_table(f"{name}_{step}")
    files = exp.Properties(expressions=[exp.FileFormatProperty(this=exp.Var(this="parquet"))])
    kept = exp.Create(this=table, kind="TABLE", properties=files, expression=rows.copy())
    temporary = exp.Properties(expressions=[exp.TemporaryProperty()])
    all_rows = exp.select("*").from_(table.copy())
    view = exp.Create(this=exp.table_(name), kind="VIEW", replace=True, properties=temporary, expression=all_rows)
    return Query(f"marts/staged/{name}/{step}", kept, dict(parameters)), Query(f"marts/staged/{name}/view/{step}", view)


def unstage(name: str, step: int) -> tuple[Query, Query]:
    """Return the statements that let a staged query's rows go."""
    view = exp.Drop(tables=[exp.table_(name)], kind="VIEW", exists=True)
    return Query(f"marts/staged/{name}/drop_view", view), drop_staged(f"{name}_{step}")


def fill(job: Job, part: QueryFile, parameters: Mapping[str, Any], step: int, *, keep: bool) -> Query:
    """Return the statement that writes what a part of a mart has on the days of a step.

    With `keep` it also copies the other days of the quarters that the step writes, as they are read now.
    """
    used = {name: parameters[name] for name in part.parameters}
    made = cast(exp.Query, part.tree.copy())
    rows = exp.select("*").from_(made.subquery("days"))
    if not keep:
        return _insert(f"{part.name}/fill", job.mart, rows, used, step)
    touched = quarters(job.span)
    used |= {"since": job.span.since, "until": job.span.until}
    used |= {"first_day": _first_day(touched[0]), "next_day": _first_day(touched[-1] + 1)}
    names = made.named_selects
    day = exp.column(job.mart.day)
    kept = (
        exp.select(*names)
        .from_(table_of(job.mart.name))
        .where(day >= exp.Placeholder(this="first_day"), day.copy() < exp.Placeholder(this="next_day"))
        .where(exp.or_(day.copy() < exp.Placeholder(this="since"), day.copy() >= exp.Placeholder(this="until")))
    )
    return _insert(f"{part.name}/fill_and_keep", job.mart, exp.union(rows, kept, distinct=False), used, step)


def log_jobs(jobs: Sequence[Job], built_at: datetime, data_until: datetime, step: int) -> Query:
    """Return the statement that writes the log as it is after a step."""
    # One union of rows and one grouping: a grouping for each mart would be a shuffle for each.
    parts = [*(_days_written(job, step) for job in jobs), *_days_of_source(jobs)]
    days = exp.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
    entries = (
        exp.select(
            exp.column("mart"),
            exp.column("day"),
            exp.alias_(_moment(built_at), "built_at"),
            exp.alias_(_moment(data_until), "data_until"),
            exp.alias_(exp.Sum(this=exp.column("is_row")), "rows"),
        )
        .from_(days.subquery("days"))
        .group_by(exp.column("mart"), exp.column("day"))
    )
    again = [exp.and_(exp.column("mart").eq(job.mart.name), _within("day", job.span)) for job in jobs]
    return _log(exp.union(_kept(exp.not_(exp.or_(*again))), entries, distinct=False), step)


def log_entry(entry: Entry, step: int) -> Query:
    """Return the statement that writes the log with one entry more, and without unfinished builds."""
    values = [
        exp.alias_(exp.Literal.string(entry.mart), "mart"),
        exp.alias_(_day(entry.day), "day"),
        exp.alias_(_moment(entry.built_at), "built_at"),
        exp.alias_(_moment(entry.data_until), "data_until"),
        exp.alias_(exp.cast(exp.Literal.number(entry.rows), "bigint"), "rows"),
    ]
    same = exp.and_(exp.column("mart").eq(entry.mart), exp.column("day").eq(_day(entry.day)))
    others = exp.not_(exp.or_(exp.column("mart").like(f"{UNFINISHED} %"), same))
    return _log(exp.union(_kept(others), exp.select(*values), distinct=False), step)


def log_without(names: Sequence[str], step: int) -> Query:
    """Return the statement that writes the log without some marts."""
    return _log(_kept(exp.not_(exp.column("mart").isin(*names))), step)


def _insert(name: str, mart: Mart, rows: exp.Query, parameters: Mapping[str, Any], step: int) -> Query:
    """Return the statement that writes rows as those of a step: a file for each quarter, or few when it is large."""
    kinds = {column.name: exp.DataType.build(column.type, dialect=AUTHORING_DIALECT) for column in mart.table.columns}
    selected = exp.select(
        *(exp.alias_(exp.cast(exp.column(column), kind), column) for column, kind in kinds.items()),
        exp.alias_(exp.cast(exp.Placeholder(this=STEP), "bigint"), STEP),
        exp.alias_(_quarter(mart.day), QUARTER),
    ).from_(rows.subquery("made"))
    selected.set("hint", exp.Hint(expressions=[exp.Anonymous(this="REBALANCE", expressions=[exp.column(QUARTER)])]))
    tree = exp.insert(selected, rows_table(mart.name), columns=[*kinds, STEP, QUARTER])
    return Query(name, tree, {**parameters, STEP: step})


def _days_written(job: Job, step: int) -> exp.Select:
    return (
        exp.select(
            exp.alias_(exp.Literal.string(job.mart.name), "mart"),
            exp.alias_(exp.column(job.mart.day), "day"),
            exp.alias_(exp.cast(exp.Literal.number(1), "bigint"), "is_row"),
        )
        .from_(rows_table(job.mart.name))
        .where(exp.column(STEP).eq(step), _within(job.mart.day, job.span))
    )


def _days_of_source(jobs: Sequence[Job]) -> list[exp.Select]:
    # One text for each mart: Spark takes long to read thousands of rows that are written out.
    texts = {job.mart.name: ",".join(day.isoformat() for day in sorted(job.days)) for job in jobs if job.days}
    if not texts:
        return []
    rows = [exp.Tuple(expressions=[exp.Literal.string(mart), exp.Literal.string(text)]) for mart, text in texts.items()]
    names = [exp.to_identifier(name) for name in ("mart", "days")]
    values = exp.Values(expressions=rows, alias=exp.TableAlias(this=exp.to_identifier("source_days"), columns=names))
    several = exp.Anonymous(this="split", expressions=[exp.column("days"), exp.Literal.string(",")])
    each = exp.alias_(exp.Anonymous(this="explode", expressions=[several]), "day")
    return [
        exp.select(
            exp.column("mart"),
            exp.alias_(exp.cast(exp.column("day"), "date"), "day"),
            exp.alias_(exp.cast(exp.Literal.number(0), "bigint"), "is_row"),
        ).from_(exp.select("mart", each).from_(values).subquery("single_days"))
    ]


def _kept(where: exp.Expr) -> exp.Select:
    return exp.select(*_log_names()).from_(table_of(LOG)).where(where)


def _log(rows: exp.Query, step: int) -> Query:
    selected = exp.select(
        *_log_names(),
        exp.alias_(exp.cast(exp.Literal.number(step), "bigint"), STEP),
        exp.alias_(exp.Literal.number(WHOLE_LOG), QUARTER),
    ).from_(rows.subquery("entries"))
    selected.set("hint", exp.Hint(expressions=[exp.Anonymous(this="COALESCE", expressions=[exp.Literal.number(1)])]))
    tree = exp.insert(selected, rows_table(LOG), columns=[*_log_names(), STEP, QUARTER])
    return Query(f"marts/builds/log/{step}", tree)


def _log_names() -> list[str]:
    return [column.name for column in mart_tables()[LOG].columns]


def _within(column: str, span: Span) -> exp.Expr:
    # Written out: the days differ by mart, so that parameters would need names of their own.
    return exp.and_(exp.column(column) >= _day(span.since), exp.column(column) < _day(span.until))


def _quarter(day: str) -> exp.Expr:
    year, quarter = (exp.Extract(this=exp.Var(this=part), expression=exp.column(day)) for part in ("year", "quarter"))
    return exp.cast(year * 10 + quarter, "int")


def _day(day: date) -> exp.Expr:
    return exp.cast(exp.Literal.string(day.isoformat()), "date")


def _moment(moment: datetime) -> exp.Expr:
    kind = exp.DataType.build("timestamp", dialect=AUTHORING_DIALECT)
    return exp.cast(exp.Literal.string(moment.isoformat(sep=" ")), kind)


def _first_day(quarter: int) -> date:
    # The quarter after the fourth is the first of the next year.
    year, number = divmod(quarter, 10)
    return date(year + 1, 1, 1) if number > 4 else date(year, 3 * number - 2, 1)

"""The portable subset of SQL: what a query file may be written with, so that every database gives the same answer.

What is not in the list is refused, with what to write instead: a construct is added with the run on each database that
proves it (tests/engines).
"""

from __future__ import annotations

from sqlglot import exp

from integrity_metrics.warehouse.dialects.kinds import kinds_of, reads_known_tables
from integrity_metrics.warehouse.dialects.portable_checks import CHECKS, order_of_unknown

_CLAUSES = (
    *(exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.Limit, exp.Qualify),
    *(exp.With, exp.CTE, exp.Subquery, exp.Table, exp.TableAlias, exp.Alias, exp.Column, exp.Identifier, exp.Star),
    *(exp.Union, exp.Distinct, exp.Values, exp.Tuple, exp.Window, exp.WindowSpec),
)
_STATEMENTS = (
    *(exp.Create, exp.Schema, exp.ColumnDef, exp.ColumnConstraint, exp.NotNullColumnConstraint),
    *(exp.Properties, exp.TemporaryProperty, exp.Insert, exp.Delete, exp.Drop),
)
_VALUES = (
    *(exp.Literal, exp.Null, exp.Boolean, exp.Placeholder, exp.Paren, exp.Var, exp.Interval),
    *(exp.DataType, exp.DataTypeParam, exp.Cast, exp.Case, exp.If, exp.Coalesce, exp.Nullif),
    *(exp.JSONExtractScalar, exp.JSONPath, exp.JSONPathRoot, exp.JSONPathKey, exp.CurrentTimestamp),
)
_OPERATORS = (
    *(exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In, exp.Exists),
    *(exp.Is, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Like, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.DPipe),
)
_FUNCTIONS = (
    *(exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile),
    *(exp.Lag, exp.Lead, exp.Abs, exp.Floor, exp.Ceil, exp.Pow, exp.DateDiff, exp.Extract, exp.TimestampTrunc),
    *(exp.DateTrunc, exp.Length, exp.Lower, exp.Upper, exp.Replace, exp.Translate, exp.SplitPart, exp.StrPosition),
)
ALLOWED: frozenset[type[exp.Expr]] = frozenset(_CLAUSES + _STATEMENTS + _VALUES + _OPERATORS + _FUNCTIONS)

_ORDERED_PICK = "number the rows with row_number() over (...) in a CTE and keep those numbered 1"
_CALENDAR = "join a table that has the days or numbers"
INSTEAD: dict[type[exp.Expr], str] = {
    exp.Lateral: _ORDERED_PICK,
    exp.ArgMax: _ORDERED_PICK,
    exp.ArgMin: _ORDERED_PICK,
    exp.AnyValue: "write min(...)",
    exp.IgnoreNulls: "write min(...)",
    exp.First: "write min(...)",
    exp.IntDiv: "write floor(a / b)",
    exp.Mod: "write a - b * floor(a / b)",
    exp.Round: "write floor(x + 0.5)",
    exp.Filter: "write sum(case when ... then 1 else 0 end)",
    exp.CountIf: "write sum(case when ... then 1 else 0 end)",
    exp.Greatest: "write case when a >= b then a else b end",
    exp.Least: "write case when a <= b then a else b end",
    exp.GenerateSeries: _CALENDAR,
    exp.Unnest: _CALENDAR,
    exp.ArrayAgg: "keep one row an item",
    exp.Array: "keep one row an item",
    exp.TryCast: "write cast(...) of values known to fit",
    exp.ILike: "write lower(a) like 'pattern'",
    exp.Median: "fetch counts by value and take the quantile in Python",
    exp.Quantile: "fetch counts by value and take the quantile in Python",
    exp.PercentileCont: "fetch counts by value and take the quantile in Python",
    exp.ApproxDistinct: "write count(distinct ...)",
    exp.CurrentDate: "pass the day as a parameter",
    exp.TableSample: "number the rows with row_number() over (order by ...) and keep some",
}
_ANY_OTHER = "write it with what docs/dialects.md lists, or compute it in Python"


def faults(tree: exp.Expr) -> tuple[str, ...]:
    """Return what in a statement would not run, or run otherwise, on some database: one sentence each.

    Examples
    --------
    >>> from sqlglot import parse_one
    >>> faults(parse_one("select any_value(market) from contents", read="duckdb"))
    ('ANY_VALUE(market): this is outside the portable subset; write min(...).',)
    >>> faults(parse_one("select cast(score as integer) from rule_hits", read="duckdb"))
    ('CAST(score AS INT): a fraction is rounded in some databases and cut in others; put floor(...) inside.',)
    """
    kinds = kinds_of(tree)
    found: list[str] = []
    for node in tree.walk():
        if type(node) not in ALLOWED:
            found.append(f"{_shown(node)}: this is outside the portable subset; {INSTEAD.get(type(node), _ANY_OTHER)}.")
        sentences = (check(node, kinds) for check in CHECKS.get(type(node), ()))
        found += [f"{_shown(node)}: {sentence}." for sentence in sentences if sentence]
    if reads_known_tables(tree):
        found += [f"{_shown(node)}: {sentence}." for node, sentence in order_of_unknown(tree, kinds)]
    return tuple(dict.fromkeys(found))


def _shown(node: exp.Expr) -> str:
    text = " ".join(node.sql(dialect="duckdb", comments=False).split())
    return text if len(text) <= 100 else f"{text[:97]}..."

"""What is portable in one form and not in another: a check for each such construct, with what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp

from integrity_metrics.warehouse.dialects.kinds import TEXT, Kinds

_DAY = exp.DataType.Type.DATE
_FLAG = exp.DataType.Type.BOOLEAN
_WHOLE = exp.DataType.INTEGER_TYPES
_FRACTION = exp.DataType.REAL_TYPES
_PARTS = {"YEAR", "QUARTER", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"}
_PERIODS = {*_PARTS, "WEEK"}
_LENGTHS = {"DAY", "HOUR", "MINUTE", "SECOND"}

Check = Callable[[exp.Expr, Kinds], str]


def order_of_unknown(tree: exp.Expr, kinds: Kinds) -> Iterator[tuple[exp.Expr, str]]:
    """Yield what is ordered without being known to be text or not, which PostgreSQL must be told (postgres_text.py)."""
    for node in tree.find_all(exp.Ordered, exp.Min, exp.Max):
        if id(node.this) not in kinds:
            yield node, "the type of what is ordered cannot be found out; cast it"


def _cast(node: exp.Expr, kinds: Kinds) -> str:
    kind = kinds.get(id(node.this))
    wanted = node.args["to"].this
    if kind is None:
        return ""
    if wanted in _WHOLE and kind.this in _FRACTION and not isinstance(node.this, (exp.Floor, exp.Ceil, exp.Pow)):
        return "a fraction is rounded in some databases and cut in others; put floor(...) inside"
    if wanted in TEXT and (kind.this in _FRACTION or kind.this is _FLAG):
        return "every database writes such a value its own way; fetch it as it is"
    if kind.this is _FLAG and wanted not in TEXT and wanted not in (_FLAG, exp.DataType.Type.INT):
        return "PostgreSQL makes an integer only of true and false; write case when ... then 1 else 0 end"
    return ""


def _aggregate(node: exp.Expr, kinds: Kinds) -> str:
    kind = kinds.get(id(node.this))
    if kind is not None and kind.this is _FLAG:
        return "PostgreSQL has no such function of true and false; write case when ... then 1 else 0 end inside"
    return ""


def _comparison(node: exp.Expr, kinds: Kinds) -> str:
    sides = [kinds.get(id(side)) for side in (node.this, node.expression)]
    if any(kind is not None and kind.this in TEXT for kind in sides):
        return "databases order text by different rules; compare dates and numbers, or use =, in, like"
    return ""


def _days_between(node: exp.Expr, kinds: Kinds) -> str:
    if node.text("unit").upper() != "DAY":
        return "only days are counted the same way everywhere; take days, or store the measure"
    for side in (node.this, node.expression):
        kind = kinds.get(id(side))
        if kind is not None and kind.this is not _DAY:
            return "days between timestamps are counted in different ways; cast both to date"
    return ""


def _day_arithmetic(node: exp.Expr, kinds: Kinds) -> str:
    sides = (node.this, node.expression)
    is_day = [(kind := kinds.get(id(side))) is not None and kind.this is _DAY for side in sides]
    if not any(is_day):
        return ""
    if not isinstance(sides[1], exp.Interval):
        return "arithmetic with dates has different types; write date_diff('day', a, b), or interval n day"
    if not isinstance(node.parent, exp.Cast):
        return "a date and an interval make a date here and a timestamp there; put cast(... as date) around"
    return ""


def _extract(node: exp.Expr, _kinds: Kinds) -> str:
    part = node.name.upper()
    return "" if part in _PARTS else f"{part.lower()} has different numbers; store the measure, or compute it in Python"


def _period(node: exp.Expr, _kinds: Kinds) -> str:
    unit = node.text("unit").upper()
    return (
        "" if unit in _PERIODS else f"periods of one {unit.lower()} are not everywhere; use day, week, month, quarter"
    )


def _interval(node: exp.Expr, _kinds: Kinds) -> str:
    return "" if node.text("unit").upper() in _LENGTHS else "write the length in days, hours, minutes or seconds"


def _division(node: exp.Expr, _kinds: Kinds) -> str:
    divisor = node.expression.unnest()
    if isinstance(divisor, exp.Nullif) or (isinstance(divisor, exp.Literal) and float(divisor.name) != 0):
        return ""
    return "division by zero is infinite here and an error there; divide by nullif(..., 0)"


def _membership(node: exp.Expr, _kinds: Kinds) -> str:
    if len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Placeholder):
        name = node.expressions[0].name
        return f"a list is bound without parentheses; write in :{name}, or = :{name} for one value"
    return ""


def _limit(node: exp.Expr, _kinds: Kinds) -> str:
    if not isinstance(node.expression, exp.Literal):
        return "not every database takes a parameter here; write the number, or number the rows"
    around = node.parent.parent if node.parent is not None else None
    if isinstance(around, exp.Subquery) and not isinstance(around.parent, (exp.From, exp.Join)):
        return "Spark loses the order of a subquery in a value; number the rows with row_number() over (...)"
    return ""


def _pattern(node: exp.Expr, _kinds: Kinds) -> str:
    has_backslash = "\\" in node.text("expression")
    return "a backslash has a meaning of its own in some databases; match without it" if has_backslash else ""


def _select(node: exp.Expr, _kinds: Kinds) -> str:
    distinct = node.args.get("distinct")
    if distinct is not None and distinct.args.get("on") is not None:
        return "DISTINCT ON is not everywhere; number the rows with row_number() over (...) and keep those numbered 1"
    return ""


def _group(node: exp.Expr, _kinds: Kinds) -> str:
    return "GROUP BY ALL is not everywhere; name the columns" if node.args.get("all") else ""


def _join(node: exp.Expr, _kinds: Kinds) -> str:
    is_special = node.args.get("method") or node.args.get("using")
    if is_special or node.args.get("kind", "") not in ("", "INNER", "OUTER", "CROSS"):
        return "only inner, left, right, full and cross joins with ON are everywhere; write it as one"
    return ""


def _star(node: exp.Expr, _kinds: Kinds) -> str:
    if any(node.args.get(part) for part in ("except_", "replace", "rename")):
        return "a star with exceptions is not everywhere; name the columns"
    return ""


def _union(node: exp.Expr, _kinds: Kinds) -> str:
    return "UNION BY NAME is not everywhere; put the columns in order" if node.args.get("by_name") else ""


def _frame(node: exp.Expr, _kinds: Kinds) -> str:
    return "" if node.text("kind").upper() == "ROWS" else "ranges of values differ; write a frame of rows"


def _window(node: exp.Expr, _kinds: Kinds) -> str:
    is_ordered = node.args.get("order") is not None
    needs = isinstance(node.this, (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.Lag, exp.Lead))
    return "without an order the rows come as they like; add order by" if needs and not is_ordered else ""


def _name(node: exp.Expr, _kinds: Kinds) -> str:
    return "a name in quotes is another one where names are folded; write it without" if node.args.get("quoted") else ""


def _now(node: exp.Expr, _kinds: Kinds) -> str:
    return "" if isinstance(node.parent, exp.Cast) else "it has a time zone; write cast(current_timestamp as timestamp)"


CHECKS: dict[type[exp.Expr], tuple[Check, ...]] = {
    exp.Cast: (_cast,),
    **dict.fromkeys((exp.Sum, exp.Avg, exp.Min, exp.Max), (_aggregate,)),
    **dict.fromkeys((exp.LT, exp.LTE, exp.GT, exp.GTE), (_comparison,)),
    **dict.fromkeys((exp.TimestampTrunc, exp.DateTrunc), (_period,)),
    **dict.fromkeys((exp.Add, exp.Sub), (_day_arithmetic,)),
    exp.DateDiff: (_days_between,),
    exp.Extract: (_extract,),
    exp.Interval: (_interval,),
    exp.Div: (_division,),
    exp.In: (_membership,),
    exp.Limit: (_limit,),
    exp.Like: (_pattern,),
    exp.Select: (_select,),
    exp.Group: (_group,),
    exp.Join: (_join,),
    exp.Star: (_star,),
    exp.Union: (_union,),
    exp.WindowSpec: (_frame,),
    exp.Window: (_window,),
    exp.Identifier: (_name,),
    exp.CurrentTimestamp: (_now,),
}

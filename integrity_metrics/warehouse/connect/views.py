"""Writes a mapping as ``create view`` statements that a person can read, edit, and run or have read by the product."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from sqlglot import exp

from integrity_metrics.warehouse.connect.column_matching import ColumnMatch
from integrity_metrics.warehouse.connect.conversions import contract_type, converted
from integrity_metrics.warehouse.connect.inventory import SourceTable
from integrity_metrics.warehouse.connect.matching import STAND_INS, TableMatch
from integrity_metrics.warehouse.connect.packs import PackView
from integrity_metrics.warehouse.contract import Column
from integrity_metrics.warehouse.dialects.dialects import DIALECTS

_WIDTH = 118
_INTRODUCTION = """\
--
-- Two ways to use it, neither of which changes a table of yours:
-- 1. INTEGRITY_VIEWS_FILE names this file: every session of the product makes the views for itself, temporarily.
-- 2. A database administrator runs it in a schema that the product's role finds first. Then the setting is not needed.
--
-- Only `create view NAME as select ...` may stand here, with NAME a table of the contract. Write the schema before
-- every table of yours. `integrity check` says what the views hold that the contract does not allow.
"""


def written(blocks: Sequence[str], remarks: Sequence[str], dialect: str, warehouse: str) -> str:
    """Return the text of a views file.

    Parameters
    ----------
    blocks
        From `view` and `pack_view`.
    remarks
        Sentences for the end: what has no view, and why.
    dialect
        The sqlglot dialect of the warehouse.
    warehouse
        What to call it, without path, host or user.
    """
    about = (
        f"How the tables of {warehouse} become the tables of the contract, in {DIALECTS[dialect].title}'s SQL. "
        "Proposed by `integrity connect`: read it, and change what is wrong. docs/data-dictionary.md has the meaning "
        "and the unit of every column."
    )
    head = f"-- dialect: {dialect}\n{_remarks([about])}{_INTRODUCTION}"
    return "\n".join([head, *blocks, *([_remarks(remarks)] if remarks else [])])


def view(match: TableMatch, dialect: str, *, is_accepted: bool) -> str:
    """Return one view with the reasons for it, commented out when it was not accepted or lacks what it must have."""
    source, table = match.source, match.table
    if source is None:
        raise ValueError(f"{table.name} has no source, so there is no view to write")
    remarks = [
        f"{table.name}: {table.answers}. {table.grain.capitalize()}.",
        f"From {source} ({match.certainty}, {match.score:.2f}): {match.reason}.",
    ]
    lines = [*_statement(match, source, dialect), ";"]
    if match.lacking:
        names = ", ".join(column.name for column in match.lacking)
        remarks.append(
            f"NOT ACTIVE: {source} has no column for {names}, which may not be NULL. Write a column or a value in "
            "place of each NULL there, then remove the `-- ` before every line of the statement."
        )
    elif not is_accepted:
        remarks.append("NOT ACTIVE: nobody has confirmed it. Check it, then remove the `-- ` before every line.")
    if match.lacking or not is_accepted:
        lines = [f"-- {line}" for line in lines]
    return _remarks(remarks) + "\n".join(lines) + "\n"


def pack_view(filled: PackView) -> str:
    """Return one view of a pack, whose tables are all there."""
    table, query = filled.table, filled.query
    remarks = [
        f"{table.name}: {query.answers}. One row is {query.grain}.",
        f"queries/{query.name}.sql has the notes on it; what is particular to your platform is to be edited here.",
    ]
    return f"{_remarks(remarks)}CREATE VIEW {table.name} AS\n{filled.sql}\n;\n"


def _statement(match: TableMatch, source: SourceTable, dialect: str) -> list[str]:
    expressions = {each.column.name: _expression(each, dialect) for each in match.columns}
    lines = [f"CREATE VIEW {match.table.name} AS", "SELECT"]
    for number, each in enumerate(match.columns, start=1):
        name = each.column.name
        instead = STAND_INS.get(name, "") if each.source is None and not each.column.nullable else ""
        text = expressions.get(instead, instead) or expressions[name]
        comma = "," if number < len(match.columns) else ""
        lines.append(f"    {text} AS {name}{comma} -- {_comment(each, instead)}")
    names = [exp.to_identifier(part, quoted=True) for part in (source.name, source.schema)]
    lines.append(f"FROM {exp.Table(this=names[0], db=names[1] if source.schema else None).sql(dialect=dialect)}")
    return lines


def _expression(match: ColumnMatch, dialect: str) -> str:
    if match.source is None or match.conversion is None:
        return str(exp.cast(exp.null(), contract_type(match.column.type)).sql(dialect=dialect))
    column = exp.column(exp.to_identifier(match.source.name, quoted=True))
    return str(converted(column, match.column.type, match.conversion.how, dialect).sql(dialect=dialect))


def _comment(match: ColumnMatch, instead: str) -> str:
    if match.source is None:
        said = f"no source found; {'the contract allows this instead' if instead else _null(match.column)}"
    else:
        said = match.reason if match.is_sure else f"{match.reason}; LIKELY, please check"
    values = f"; one of: {', '.join(match.column.one_of)}" if match.column.one_of else ""
    return _harmless(f"{said}{values}")


def _null(column: Column) -> str:
    return "NULL is allowed" if column.nullable else "NULL IS NOT ALLOWED"


def _remarks(sentences: Sequence[str]) -> str:
    lines = [line for sentence in sentences for line in textwrap.wrap(_harmless(sentence), _WIDTH - 3)]
    return "".join(f"-- {line}\n" for line in lines)


def _harmless(text: str) -> str:
    """Keep a name with a line break in it from ending the comment it stands in."""
    return re.sub(r"[^\S ]+|[\x00-\x1f\x7f\u0085\u2028\u2029]+", " ", text)

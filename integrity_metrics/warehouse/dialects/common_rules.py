"""Rules several dialects share. Each changes a tree in place."""

from __future__ import annotations

from typing import TypeVar

from sqlglot import exp

# What the authoring dialect calls TIMESTAMP: without a time zone.
MOMENT = exp.DataType.Type.TIMESTAMPNTZ
Node = TypeVar("Node", bound=exp.Expr)


def innermost_first(tree: exp.Expr, *types: type[Node]) -> list[Node]:
    """Return the nodes of some types, those inside others first: then each can be put into something new."""
    return list(tree.find_all(*types))[::-1]


def moments_without_zone(tree: exp.Expr) -> None:
    """Let a timestamp have no time zone in trees built in Python too, as it has none in those read from a file."""
    for kind in tree.find_all(exp.DataType):
        if kind.this is exp.DataType.Type.TIMESTAMP:
            kind.set("this", MOMENT)


def divide_doubles(tree: exp.Expr) -> None:
    """Make every ``/`` a division of doubles, as in DuckDB.

    Elsewhere whole numbers give a whole number (PostgreSQL, Trino), and decimals a decimal that is rounded (all but
    DuckDB); 1.0 is a decimal.
    """
    for division in innermost_first(tree, exp.Div):
        division.set("this", exp.cast(division.this, "double"))


def seconds_whole(tree: exp.Expr) -> None:
    """Cut the fraction off the seconds of a moment, which DuckDB leaves out."""
    for part in innermost_first(tree, exp.Extract):
        if part.name.upper() == "SECOND":
            part.replace(exp.cast(exp.Floor(this=part.copy()), "bigint"))


def cut_timestamps(tree: exp.Expr) -> None:
    """Cut periods from timestamps: cut from a date they would be dates, or have the session's time zone."""
    for cut in innermost_first(tree, exp.TimestampTrunc, exp.DateTrunc):
        cut.set("this", exp.cast(cut.this, MOMENT))

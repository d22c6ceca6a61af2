"""`Estimates`: what is answered. Every chart, table, export and command-line answer is made from it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pandas as pd

from integrity_metrics.errors import IntegrityError
from integrity_metrics.scope import Scope

MEASURES = ("value", "low", "high", "n", "method", "status", "is_mature")
# Why a status is not plainly ok, in words; empty where it is.
REASON = "reason"


@dataclass(frozen=True, slots=True)
class Executed:
    """One statement as the warehouse ran it.

    Parameters
    ----------
    name
        The query file, without its ending, for example ``metrics/dsa_statements``.
    sql
        The text with named parameters.
    parameters
        What was bound to them.
    seconds
        Wall-clock time in the warehouse.
    dialect
        The dialect of the text, by its name in warehouse/dialects.
    authored
        The text in the dialect of the query files, from which it can be written for another database; "" when there
        is none.
    """

    name: str
    sql: str
    parameters: dict[str, Any]
    seconds: float
    dialect: str = "duckdb"
    authored: str = ""

    def as_text(self) -> str:
        """Return the statement with its parameters as a comment, ready to copy."""
        return self._with_header(f"-- queries/{self.name}.sql, {self.seconds * 1000:.0f} ms", self.sql)

    def as_text_of(self, sql: str) -> str:
        """Return the same for the statement as another database would take it, which did not run."""
        return self._with_header(f"-- queries/{self.name}.sql", sql)

    def _with_header(self, first: str, sql: str) -> str:
        values = [f"-- :{name} = {_literal(value)}" for name, value in sorted(self.parameters.items())]
        return "\n".join([first, *values, sql])


@dataclass(frozen=True, slots=True)
class Estimates:
    """A metric's answer to a scope.

    Parameters
    ----------
    metric, unit
        Catalogue key and unit of `frame.value`.
    scope
        The question.
    frame
        Tidy: ``period_start`` (date), one column per dimension of ``scope.by``, then `MEASURES` and `REASON`. A
        complete count has ``low == high == value``; NaN appears only where the status says there is no number. An
        answer that gives no reasons may leave the column out; it is then added, empty.
    executed
        The statements behind it, in the order they ran.
    notes
        Ids of the catalogue notes that apply, for example known labelling errors.
    """

    metric: str
    unit: str
    scope: Scope
    frame: pd.DataFrame
    executed: tuple[Executed, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        expected = ["period_start", *self.scope.by, *MEASURES, REASON]
        if list(self.frame.columns) == expected[:-1]:
            object.__setattr__(self, "frame", self.frame.assign(**{REASON: ""}))
        if list(self.frame.columns) != expected:
            raise IntegrityError(
                f"The answer of {self.metric} has columns {list(self.frame.columns)}; it must have {expected}."
            )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.frame.empty

    def to_csv(self) -> str:
        """Return the answer as CSV; each row also says the metric, the unit and the scope in words."""
        frame = self.frame.assign(metric=self.metric, unit=self.unit, scope=self.scope.in_words())
        return frame.to_csv(index=False, lineterminator="\n")

    def to_records(self) -> dict[str, Any]:
        """Return the answer as plain values, for JSON."""
        rows = self.frame.astype(object).where(self.frame.notna(), None).to_dict(orient="records")
        return {
            "metric": self.metric,
            "unit": self.unit,
            "scope": self.scope.in_words(),
            "rows": [{str(k): _plain(v) for k, v in row.items()} for row in rows],
            "queries": [{"name": e.name, "sql": e.sql, "seconds": round(e.seconds, 4)} for e in self.executed],
            "notes": list(self.notes),
        }

    def to_json(self) -> str:
        """Return the answer as JSON text."""
        return json.dumps(self.to_records(), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime, pd.Timestamp)):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, Iterable):
        return "(" + ", ".join(_literal(v) for v in value) + ")"
    return str(value)

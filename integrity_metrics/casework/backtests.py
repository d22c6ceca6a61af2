"""Backtests people keep: a draft rule, the days it was run over, its query hash and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select

from integrity_metrics.casework import changes, checks
from integrity_metrics.casework.errors import CaseworkError
from integrity_metrics.casework.store import Store
from integrity_metrics.casework.tables import BACKTESTS


@dataclass(frozen=True, slots=True)
class SavedBacktest:
    """A run as it was saved.

    Parameters
    ----------
    id, version
        Which, and of what version.
    name, policy, rule, understood
        The draft: its name, the policy it is for (None: any violation), its fields, and how it was understood.
    since, until
        The days it was run over, half-open.
    query_hash
        Equal hashes are equal runs.
    result
        All figures, as plain values.
    by, at
        Author and moment of saving (UTC).
    """

    id: int
    version: int
    name: str
    policy: str | None
    rule: Mapping[str, Any]
    understood: str
    since: date
    until: date
    query_hash: str
    result: Mapping[str, Any]
    by: str
    at: datetime


class Backtests:
    """Keeps, shows and withdraws backtests; a saved one is never edited."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, run: Mapping[str, Any], *, by: str) -> SavedBacktest:
        """Save a run.

        Parameters
        ----------
        run
            Plain values that JSON holds, with ``rule`` (its ``name`` and ``policy`` in it), ``understood``, ``since``
            and ``until`` (ISO days) and ``query_hash``; all of it is kept.
        by
            Who saves it.

        Raises
        ------
        CaseworkError
            When a part is missing or cannot be recorded.
        """
        described = _described(run)
        with self._store.write(by) as write:
            row = {**described, "result": dict(run), "created_at": write.at, "created_by": write.by, "version": 1}
            found = write.connection.execute(insert(BACKTESTS).values(row).returning(BACKTESTS.c.id))
            row_id = int(found.scalar_one())
            # The figures are in the row, which nobody edits: in the audit they would only be there twice.
            changes.record(write, BACKTESTS, row_id, "added", {}, described)
            return _saved(changes.get(write, BACKTESTS, row_id))

    def get(self, backtest_id: int) -> SavedBacktest:
        """Return a saved run, also one that was withdrawn."""
        with self._store.read() as connection:
            row = connection.execute(select(BACKTESTS).where(BACKTESTS.c.id == backtest_id)).mappings().one_or_none()
        if row is None:
            raise changes.not_recorded(BACKTESTS, backtest_id)
        return _saved(row)

    def all(self, *, limit: int = 200) -> tuple[SavedBacktest, ...]:
        """Return the saved runs, newest first."""
        statement = select(BACKTESTS).where(BACKTESTS.c.withdrawn_at.is_(None)).order_by(BACKTESTS.c.id.desc())
        with self._store.read() as connection:
            return tuple(_saved(row) for row in connection.execute(statement.limit(limit)).mappings())

    def withdraw(self, backtest_id: int, *, seen: int, by: str) -> None:
        """Take a run out of the list; only its author does."""
        with self._store.write(by) as write:
            row = changes.get(write, BACKTESTS, backtest_id)
            if row["created_by"] != write.by:
                raise CaseworkError(f"The backtest {row['name']!r} is {row['created_by']}'s; only they withdraw it.")
            changes.edit(write, BACKTESTS, backtest_id, seen, {"withdrawn_at": write.at}, "withdrawn")


def _described(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a run but for its figures."""
    try:
        rule, days = dict(run["rule"]), (run["since"], run["until"])
        return {
            "name": checks.name("name", rule["name"]),
            "policy": rule.get("policy"),
            "rule": rule,
            "understood": checks.text("understood", run["understood"]),
            "since": date.fromisoformat(days[0]),
            "until": date.fromisoformat(days[1]),
            "query_hash": checks.name("query_hash", run["query_hash"]),
        }
    except KeyError as missing:
        raise CaseworkError(
            f"The backtest has no {missing}; save what metrics.rule_report.as_records returns."
        ) from None


def _saved(row: RowMapping) -> SavedBacktest:
    names = ("id", "version", "name", "policy", "rule", "understood", "since", "until", "query_hash", "result")
    return SavedBacktest(**{name: row[name] for name in names}, by=row["created_by"], at=row["created_at"])

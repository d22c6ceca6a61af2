"""The dated changes whose effect can be asked: policies changed, rules launched, retired or given a new version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import Period
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.query_files import load_query


@dataclass(frozen=True, slots=True, order=True)
class PolicyChange:
    """One dated change of a policy, or of a rule that enforces it.

    Parameters
    ----------
    day
        First UTC day in force.
    kind
        ``policy change``, ``rule launch``, ``rule retired`` or ``rule version``.
    detail
        Direction of a policy change, detection of a rule, name of a version.
    policy
        Policy it is about.
    what
        One line for people: the title of the change or the name of the rule.
    markets
        Where it applied; empty means everywhere.
    """

    day: date
    kind: str
    detail: str
    policy: str
    what: str
    markets: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Name of the change in links and lists.

        Examples
        --------
        >>> PolicyChange(date(2025, 1, 11), "policy change", "tightened", "hate", "Slurs added", ("DE",)).key
        '2025-01-11 Slurs added (policy change: tightened, only DE)'
        """
        where = f", only {', '.join(self.markets)}" if self.markets else ""
        return f"{self.day} {self.what} ({self.kind}: {self.detail}{where})"

    def touches(self, market: str) -> bool:
        """Whether the change applied in a market."""
        return not self.markets or market in self.markets


def policy_changes(warehouse: Warehouse, heartbeat: Heartbeat | None = None) -> tuple[PolicyChange, ...]:
    """Return every change there is, oldest first."""
    return remembered(("policy changes", warehouse.version), lambda: _asked(warehouse, heartbeat))


def changes_within(
    changes: tuple[PolicyChange, ...], policy: str, since: date, until: date
) -> tuple[PolicyChange, ...]:
    """Return the changes of one policy on a day of ``[since, until)``."""
    return tuple(c for c in changes if c.policy == policy and since <= c.day < until)


def changes_inside(changes: tuple[PolicyChange, ...], data: Period) -> tuple[PolicyChange, ...]:
    """Return the changes inside the data, policy changes first and then the newest: what a list should offer."""
    inside = [c for c in changes if data.since < c.day < data.until]
    return tuple(sorted(inside, key=lambda c: (c.kind != "policy change", -c.day.toordinal(), c.key)))


def _asked(warehouse: Warehouse, heartbeat: Heartbeat | None) -> tuple[PolicyChange, ...]:
    statement = warehouse.shape(load_query("metrics/policy_changes"), {})
    frame = warehouse.run(statement, heartbeat=heartbeat).frame
    days = pd.to_datetime(frame["day"]).dt.date
    return tuple(
        PolicyChange(day, str(kind), str(detail), str(policy), str(what), _markets(markets))
        for day, kind, detail, policy, what, markets in zip(
            days, frame["kind"], frame["detail"], frame["policy_id"], frame["what"], frame["markets"], strict=True
        )
    )


def _markets(text: object) -> tuple[str, ...]:
    """Return the codes of a comma-separated list; an empty one means everywhere, like NULL."""
    if not isinstance(text, str):
        return ()
    return tuple(dict.fromkeys(code.strip().upper() for code in text.split(",") if code.strip()))

"""What happened: policy changes, rule launches and versions, to be marked on every trend they may have moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import Period, Scope
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.failures import MissingTableError
from integrity_metrics.warehouse.query_files import load_query

# A change of these kinds alters what counts as violating, so a line may not be drawn across it.
REDEFINING = ("new", "tightened", "relaxed")


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """One dated change.

    Parameters
    ----------
    day
        UTC day from which it applied.
    kind
        ``policy change``, ``rule launch``, ``rule retired``, ``rule version``, or what casework calls it.
    text
        One line for people.
    policy
        Policy it is about; empty when about none.
    redefines
        Whether it changed what counts as violating.
    rule
        Rule it is about; empty when about none.
    """

    day: date
    kind: str
    text: str
    policy: str = ""
    redefines: bool = False
    rule: str = ""


def happenings(warehouse: Warehouse, period: Period) -> tuple[Happening, ...]:
    """Return what happened in a period, oldest first; nothing where the tables are missing."""
    return remembered(("happenings", warehouse.version, period), lambda: _asked(warehouse, period))


def touching(found: tuple[Happening, ...], scope: Scope, policies: tuple[str, ...] = ()) -> tuple[Happening, ...]:
    """Return the happenings a chart of `scope` should mark: of its policies, where it keeps to some.

    Parameters
    ----------
    found
        All of them.
    scope
        The question.
    policies
        Policies the scope's areas stand for, where it keeps to areas.
    """
    kept = set(scope.values_of("policy")) | set(policies)
    return tuple(h for h in found if not h.policy or not kept or h.policy in kept)


def _asked(warehouse: Warehouse, period: Period) -> tuple[Happening, ...]:
    statement = warehouse.shape(
        load_query("metrics/happenings"),
        {"since": period.since, "until": period.until},
    )
    try:
        frame = warehouse.run(statement).frame
    except MissingTableError:
        return ()
    return tuple(
        Happening(
            day,
            str(kind),
            _said(str(kind), str(detail), str(what)),
            str(policy),
            kind == "policy change" and detail in REDEFINING,
            str(rule) if pd.notna(rule) else "",
        )
        for day, kind, detail, what, policy, rule in zip(
            pd.to_datetime(frame["day"]).dt.date,
            frame["kind"],
            frame["detail"],
            frame["what"],
            frame["policy_id"],
            frame["rule_id"],
            strict=True,
        )
    )


def _said(kind: str, detail: str, what: str) -> str:
    match kind:
        case "policy change":
            return f"{what} ({detail})"
        case "rule version":
            return f"{what} (rule version {detail})"
        case _:
            return f"{what} ({kind})"

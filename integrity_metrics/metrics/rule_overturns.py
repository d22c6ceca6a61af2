"""Overturned actions of every rule by age: cumulative incidence, so that young actions do not look right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows, extent
from integrity_metrics.statistics.aalen_johansen import aalen_johansen
from integrity_metrics.statistics.wilson import wilson
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

AGES = (7, 28, 90)
_CAUSES = {"open": 0, "overturned": 1, "upheld": 2}


@dataclass(frozen=True, slots=True)
class Overturns:
    """Share of a rule's actions overturned by each age.

    Parameters
    ----------
    frame
        ``rule_id``, ``age_days``, ``value``, ``low``, ``high`` (95%; NaN beyond the oldest action), ``followed``
        (actions not yet decided and followed that far) and ``actions``.
    executed
        The statement.
    """

    frame: pd.DataFrame
    executed: Executed


def overturns(
    warehouse: Warehouse, question: RuleQuestion, *, ages: tuple[int, ...] = AGES, heartbeat: Heartbeat | None = None
) -> Overturns:
    """Return the cumulative incidence of overturning, with upheld appeals as the other way out (Aalen-Johansen).

    It is not the rate of wrong actions: who does not appeal is never overturned.
    """
    as_of = extent(warehouse).until
    rows = ask_rows(warehouse, "overturn_ages", question, heartbeat, as_of=as_of)
    parts = [incidence(part, ages).assign(rule_id=rule) for rule, part in rows.frame.groupby("rule_id")]
    columns = ["rule_id", "age_days", "value", "low", "high", "followed", "actions"]
    frame = pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
    return Overturns(frame, rows.executed)


def incidence(endings: pd.DataFrame, ages: tuple[int, ...] = AGES) -> pd.DataFrame:
    """Return the incidence of overturning of one rule.

    Parameters
    ----------
    endings
        ``ending`` (open, overturned, upheld), ``age_days`` at it, ``actions``.
    """
    times = endings["actions"].to_numpy(dtype=np.int64)
    age = np.repeat(np.maximum(endings["age_days"].to_numpy(dtype=float), 0), times)
    cause = np.repeat(endings["ending"].map(_CAUSES).to_numpy(dtype=np.int64), times)
    curve = aalen_johansen(age, cause, at=np.array(ages, dtype=float), n_causes=2)
    value, low, high = curve.incidence[0, :, 0], curve.low[0, :, 0], curve.high[0, :, 0]
    none = value == 0
    # Limits of the log(-log) scale do not exist at 0; those of a share of the actions followed that far do.
    bound = wilson(np.zeros(len(ages)), np.maximum(curve.at_risk[0], 1))
    beyond = np.array(ages) > age.max(initial=0)
    return pd.DataFrame(
        {
            "age_days": ages,
            "value": np.where(beyond, np.nan, value),
            "low": np.where(beyond, np.nan, np.where(none, 0.0, low)),
            "high": np.where(beyond, np.nan, np.where(none, bound.high, high)),
            "followed": curve.at_risk[0],
            "actions": int(times.sum()),
        }
    )

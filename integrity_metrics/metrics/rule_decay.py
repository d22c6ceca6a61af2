"""Precision of a rule over the months since its launch: does it wear out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from scipy import special

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.rule_precision import second_reviews
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows, rules_in, versions_in
from integrity_metrics.scope import Filter, Grain
from integrity_metrics.statistics.status import Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

FEWEST_MONTHS, FEWEST_REVIEWS = 6, 30
# A month with fewer reviews is left out of the small picture of the trend: it would be a line of chance.
FEWEST_IN_MONTH = 5
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Decay:
    """Precision of one rule by month.

    Parameters
    ----------
    frame
        ``period_start``, ``age_months`` (since launch), ``value``, ``low``, ``high`` (95%), ``n``, ``status``: blind
        second reviews as answered, whose trend is the rule's as long as reviewers answer alike.
    slope, slope_low, slope_high
        Change of precision a month (95%); NaN with fewer than 6 months or 30 reviews.
    marks
        ``changed_at``, ``version``, ``change``: what happened to the rule on the way.
    """

    frame: pd.DataFrame
    slope: float
    slope_low: float
    slope_high: float
    marks: pd.DataFrame
    executed: tuple[Executed, ...]


def precision_since_launch(
    warehouse: Warehouse, question: RuleQuestion, rule_id: str, heartbeat: Heartbeat | None = None
) -> Decay:
    """Return the monthly precision of a rule with its trend, for the rule's page."""
    asked = replace(question, filters=(*question.filters, Filter("rule", (rule_id,))), grain=Grain.MONTH, by=())
    rules = rules_in(warehouse, heartbeat)
    rows = ask_rows(warehouse, "reviews", asked, heartbeat)
    found = second_reviews(rows.frame, ["rule_id", "period_start"], None, rules["policy_id"])
    launched = rules["launched_at"].get(rule_id)
    start = pd.Timestamp(question.period.since if pd.isna(launched) else launched).date()
    months = [(_middle(month) - start).days / DAYS_A_MONTH for month in found["period_start"]]
    frame = found.assign(age_months=months)[["period_start", "age_months", "value", "low", "high", "n", "status"]]
    versions = versions_in(warehouse, heartbeat)
    marks = versions.loc[versions["rule_id"] == rule_id, ["changed_at", "version", "change"]].reset_index(drop=True)
    return Decay(frame, *monthly_slope(frame), marks, (rows.executed,))


def slopes(warehouse: Warehouse, question: RuleQuestion, heartbeat: Heartbeat | None = None) -> pd.DataFrame:
    """Return the monthly change of precision of every rule.

    Returns
    -------
    DataFrame
        ``rule_id``, ``slope``, ``slope_low``, ``slope_high``, and ``monthly``: the share of second reviews that
        confirmed in each month with 5 of them or more, a list, oldest first.
    """
    rows = ask_rows(warehouse, "reviews", replace(question, grain=Grain.MONTH, by=()), heartbeat)
    found = second_reviews(rows.frame, ["rule_id", "period_start"], None, rules_in(warehouse, heartbeat)["policy_id"])
    aged = found.assign(age_months=[month.year * 12 + month.month for month in found["period_start"]])
    lines = [
        (rule, *monthly_slope(part), part.loc[part["n"] >= FEWEST_IN_MONTH, "value"].round(3).tolist())
        for rule, part in aged.sort_values("age_months").groupby("rule_id")
    ]
    return pd.DataFrame(lines, columns=["rule_id", "slope", "slope_low", "slope_high", "monthly"])


def monthly_slope(frame: pd.DataFrame) -> tuple[float, float, float]:
    """Return the change of precision a month with its 95% limits, weighted by reviews.

    Least squares with weights n; the residual spread sets the error, so months that differ beyond chance widen it.

    Examples
    --------
    >>> months = pd.DataFrame({"age_months": range(8), "value": [0.9, 0.88, 0.87, 0.84, 0.83, 0.8, 0.79, 0.76],
    ...                        "n": [50] * 8, "status": ["ok"] * 8})
    >>> [round(x, 4) for x in monthly_slope(months)]
    [-0.0196, -0.0217, -0.0176]
    """
    known = frame[(frame["status"] != Status.UNDEFINED.value) & (frame["n"] > 0)]
    if len(known) < FEWEST_MONTHS or known["n"].sum() < FEWEST_REVIEWS:
        return float("nan"), float("nan"), float("nan")
    weight = known["n"].to_numpy(dtype=float)
    x, y = known["age_months"].to_numpy(dtype=float), known["value"].to_numpy(dtype=float)
    centred = x - np.average(x, weights=weight)
    spread = float((weight * centred**2).sum())
    slope = float((weight * centred * y).sum()) / spread
    residual = y - np.average(y, weights=weight) - slope * centred
    freedom = len(known) - 2
    error = float(np.sqrt((weight * residual**2).sum() / freedom / spread))
    reach = float(special.stdtrit(freedom, 0.975)) * error
    return slope, slope - reach, slope + reach


def _middle(month: date) -> date:
    return month.replace(day=15)

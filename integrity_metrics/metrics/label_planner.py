"""What a weekly number of labels would buy: allocation, width of the interval, smallest change, what stays unseen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.prevalence_sums import fetch_cells
from integrity_metrics.scope import Grain, Scope
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.label_plan import LabelPlan, plan_labels
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# With fewer expected positives a week than this, a policy's number is an upper bound in most weeks.
FEWEST_EXPECTED = 3.0
# Labels a week between which the planner looks for a budget that meets a target.
LARGEST_BUDGET = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of a week's labels.

    Parameters
    ----------
    strata
        One row a stratum: ``stratum``, ``impressions`` (a week), ``rate`` (share violating, lately), ``labels_now`` (a
        week, lately), ``labels`` (planned).
    plan
        What the planned labels will be able to say of the total.
    policies
        One row a policy: ``policy``, ``prevalence``, ``expected_positives``, ``probability_no_positives`` in a week.
    budget, floor
        Labels a week, and labels every stratum gets at least.
    weeks
        How many weeks the rates were learnt from.
    executed
        The statements behind it.
    """

    strata: pd.DataFrame
    plan: LabelPlan
    policies: pd.DataFrame
    budget: int
    floor: int
    weeks: float
    executed: tuple[Executed, ...]

    @property
    def unseen(self) -> pd.DataFrame:
        """The policies this budget cannot see in a usual week."""
        return self.policies[self.policies["expected_positives"] < FEWEST_EXPECTED]


@dataclass(frozen=True, slots=True, eq=False)
class _Lately:
    strata: tuple[str, ...]
    impressions: FloatArray
    rates: FloatArray
    labels: FloatArray
    policies: tuple[str, ...]
    policy_rates: FloatArray
    weeks: float
    executed: tuple[Executed, ...]


def plan_week(
    warehouse: Warehouse, scope: Scope, *, budget: int, floor: int = 30, heartbeat: Heartbeat | None = None
) -> Plan:
    """Plan `budget` labels a week for the impressions of the scope, at the rates its period shows.

    Parameters
    ----------
    warehouse, heartbeat
        What to ask.
    scope
        Period to learn from, and filters on places.
    budget
        Labels a week.
    floor
        Labels every stratum gets at least.

    Raises
    ------
    ScopeError
        Without labels in the period, or with a budget that the floors do not fit into.
    """
    return _planned(_lately(warehouse, scope, heartbeat), budget, floor)


def budget_for(
    warehouse: Warehouse,
    scope: Scope,
    *,
    width: float | None = None,
    rise: float | None = None,
    floor: int = 30,
    heartbeat: Heartbeat | None = None,
) -> Plan:
    """Return the smallest plan whose interval is at most `width` wide, or which sees a rise of `rise`.

    Parameters
    ----------
    width, rise
        As fractions (0.0002 is 2 of 10,000 views); exactly one is given.

    Raises
    ------
    ScopeError
        When no budget up to a million labels a week reaches the target.
    """
    lately = _lately(warehouse, scope, heartbeat)
    least = max(floor * len(lately.strata), 1)
    most = min(LARGEST_BUDGET, int(np.floor(lately.impressions).sum()))

    def reached(plan: Plan) -> bool:
        if width is not None:
            return plan.plan.expected_width <= width
        return plan.plan.minimum_detectable_rise <= (rise or 0.0)

    if most < least or not reached(_planned(lately, most, floor)):
        raise ScopeError(
            f"No budget up to {most:,} labels a week reaches this target; ask for a wider interval or a larger change."
        )
    while least < most:
        middle = (least + most) // 2
        if reached(_planned(lately, middle, floor)):
            most = middle
        else:
            least = middle + 1
    return _planned(lately, most, floor)


def _lately(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None) -> _Lately:
    whole = replace(scope, grain=Grain.TOTAL, by=(), comparison=None)
    total = fetch_cells(warehouse, whole, heartbeat)
    by_policy = fetch_cells(warehouse, replace(whole, by=("policy",)), heartbeat)
    if total.index.empty or np.asarray(total.sums.labels).sum() == 0:
        raise ScopeError("There are no labels in this period to learn rates from; choose an earlier one.")
    weeks = scope.period.days / 7
    sums = total.sums
    weight = np.asarray(sums.weight)[0]
    # Half a positive more than was found: a stratum without any must not look as if it never could have one.
    labels = np.asarray(sums.labels)[0]
    positive = np.asarray(sums.positive_weight)[0]
    rates = np.divide(positive, weight, out=np.zeros_like(weight), where=weight > 0)
    rates = np.maximum(rates, np.divide(0.5, labels + 1))
    policy_rates = np.divide(
        np.asarray(by_policy.sums.positive_weight),
        np.asarray(by_policy.sums.weight),
        out=np.zeros_like(np.asarray(by_policy.sums.weight)),
        where=np.asarray(by_policy.sums.weight) > 0,
    )
    return _Lately(
        total.frame.strata,
        np.asarray(total.frame.populations, dtype=np.float64)[0] / weeks,
        rates,
        labels / weeks,
        tuple(by_policy.index["policy"].astype(str)),
        policy_rates,
        weeks,
        (*total.executed, *by_policy.executed),
    )


def _planned(lately: _Lately, budget: int, floor: int) -> Plan:
    try:
        plan = plan_labels(lately.impressions, lately.rates, budget, floor)
    except ValueError as error:
        raise ScopeError(f"This budget cannot be planned: {error}.") from None
    labels = plan.allocation.labels.astype(float)
    strata = pd.DataFrame(
        {
            "stratum": lately.strata,
            "impressions": lately.impressions,
            "rate": lately.rates,
            "labels_now": lately.labels,
            "labels": plan.allocation.labels,
        }
    )
    shares = lately.impressions / lately.impressions.sum()
    policies = pd.DataFrame(
        {
            "policy": lately.policies,
            "prevalence": lately.policy_rates @ shares,
            "expected_positives": lately.policy_rates @ labels,
            "probability_no_positives": np.exp(np.log1p(-np.minimum(lately.policy_rates, 1 - 1e-12)) @ labels),
        }
    ).sort_values("expected_positives", ascending=False, ignore_index=True)
    return Plan(strata, plan, policies, budget, floor, lately.weeks, lately.executed)

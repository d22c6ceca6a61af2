"""The effect of a change: every method side by side, with its checks, in the outcome's unit, and one verdict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.policy_changes import PolicyChange, policy_changes
from integrity_metrics.metrics.policy_effect_panel import EffectPanel, effect_panel
from integrity_metrics.metrics.policy_effect_question import EffectQuestion
from integrity_metrics.metrics.policy_effect_words import METHOD_NAMES, in_words, verdict_sentence
from integrity_metrics.metrics.policy_outcomes import Outcome, outcomes
from integrity_metrics.statistics.causal.compare import Comparison, compare_methods
from integrity_metrics.statistics.causal.result import CausalEffect, Method
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse
from integrity_metrics.warehouse.failures import MissingTableError

# Newey-West shares its design and its vote with the ARMA series, so it would add a row and no opinion.
METHODS = (
    Method.INTERRUPTED_ARMA,
    Method.DIFFERENCE_IN_DIFFERENCES,
    Method.SYNTHETIC_CONTROL,
    Method.STRUCTURAL_FORECAST,
)
COLUMNS = (
    "method", "effect", "low", "high", "relative", "relative_low", "relative_high", "minimum_detectable_effect",
    "p_value", "status", "votes", "pre_trend_p_value", "placebo_dates", "placebo_alarms", "placebo_units_p_value",
    "periods_before", "periods_after", "controls", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class PolicyEffect:
    """What a change did to an outcome.

    Parameters
    ----------
    question, outcome
        What was asked.
    panel
        The weeks compared.
    comparison
        Every method's answer on the panel's scale, with paths and checks.
    frame
        One row a method, `COLUMNS`: ``effect`` and its limits a week in the outcome's unit, ``relative`` as a share of
        the level before.
    series
        One row a period and method: ``observed`` and ``without_change`` in the outcome's unit, for charts and exports.
    sentence
        The verdict.
    """

    question: EffectQuestion
    outcome: Outcome
    panel: EffectPanel
    comparison: Comparison
    frame: pd.DataFrame
    series: pd.DataFrame
    sentence: str

    @property
    def scope(self) -> str:
        """What was asked, in words."""
        return in_words(self.question, self.panel)

    def to_csv(self) -> str:
        """Return the study as CSV: rows of kind ``effect``, one a method, then ``series``, one a period and method."""
        effects = self.frame.assign(kind="effect")
        both = pd.concat([effects, self.series.assign(kind="series")], ignore_index=True)
        told = both.assign(
            change=self.question.change.key,
            outcome=self.outcome.key,
            unit=self.outcome.unit,
            verdict=self.comparison.verdict.value,
            sentence=self.sentence,
            scope=self.scope,
        )
        head = ["kind", "change", "outcome", "unit"]
        return told[[*head, *(c for c in told if c not in head)]].to_csv(index=False, lineterminator="\n")


def policy_effect(warehouse: Warehouse, question: EffectQuestion, heartbeat: Heartbeat | None = None) -> PolicyEffect:
    """Return the effect of a change by every method.

    Raises
    ------
    ScopeError
        One sentence naming what is missing, when nothing can be run.
    """
    return remembered(
        ("policy effect", warehouse.version, question),
        lambda: effect_among(warehouse, question, policy_changes(warehouse, heartbeat), heartbeat),
    )


def effect_among(
    warehouse: Warehouse,
    question: EffectQuestion,
    changes: tuple[PolicyChange, ...],
    heartbeat: Heartbeat | None = None,
) -> PolicyEffect:
    """Return the effect of a change given every change there is; `policy_effect` asks for those itself."""
    panel = effect_panel(warehouse, question, changes, heartbeat)
    comparison = compare_methods(panel.study, METHODS)
    outcome = outcomes()[question.outcome]
    sentence = verdict_sentence(comparison, outcome, question.change)
    frame = pd.DataFrame([_row(e, panel, outcome) for e in comparison.effects], columns=list(COLUMNS))
    return PolicyEffect(question, outcome, panel, comparison, frame, _series(comparison, panel, outcome), sentence)


def every_outcome(warehouse: Warehouse, question: EffectQuestion, heartbeat: Heartbeat | None = None) -> pd.DataFrame:
    """Return the verdict on every outcome of one change: whether counts moved and what people saw did not.

    Returns
    -------
    DataFrame
        ``outcome``, ``verdict`` and ``sentence``; where an outcome could not be judged, why, under ``too_little_data``.
    """
    rows = []
    for key, outcome in outcomes().items():
        asked = EffectQuestion(question.change, key, question.controls, (), question.weeks_before, question.weeks_after)
        try:
            found = policy_effect(warehouse, asked, heartbeat)
        except (ScopeError, MissingTableError) as error:
            rows.append((outcome.title, "too_little_data", str(error)))
        else:
            rows.append((outcome.title, found.comparison.verdict.value, found.sentence))
    return pd.DataFrame(rows, columns=["outcome", "verdict", "sentence"])


def unit_of_effect(panel: EffectPanel, outcome: Outcome) -> float:
    """Return what an effect on the panel's scale is multiplied by to be in the outcome's unit."""
    return 1.0 if outcome.is_share else panel.base


def _row(effect: CausalEffect, panel: EffectPanel, outcome: Outcome) -> tuple[object, ...]:
    scale = unit_of_effect(panel, outcome)
    relative = scale / panel.base if panel.base > 0 else np.nan
    limits = [_number(v) for v in (effect.effect, effect.low, effect.high)]
    placebos, units = effect.time_placebos, effect.unit_placebos
    return (
        METHOD_NAMES[effect.method],
        *(v * scale for v in limits),
        *(v * relative for v in limits),
        _number(effect.minimum_detectable_effect) * scale,
        _number(effect.p_value),
        effect.status.value,
        "yes" if effect.may_vote else "no",
        _number(None if effect.pre_trend is None else effect.pre_trend.p_value),
        0 if placebos is None else len(placebos.changes),
        0 if placebos is None else placebos.false_alarms,
        _number(None if units is None else units.p_value),
        effect.n_before,
        effect.n_after,
        effect.n_controls,
        " ".join(reason.sentence for reason in effect.reasons),
    )


def _series(comparison: Comparison, panel: EffectPanel, outcome: Outcome) -> pd.DataFrame:
    scale = unit_of_effect(panel, outcome)
    observed = panel.study.treated_mean * scale
    parts = [
        pd.DataFrame(
            {
                "method": METHOD_NAMES[effect.method],
                "period_start": panel.starts,
                "is_after": np.arange(len(panel.starts)) >= panel.study.change,
                "observed": observed,
                "without_change": effect.path.counterfactual * scale,
                "status": effect.status.value,
            }
        )
        for effect in comparison.effects
        if effect.path is not None
    ]
    if not parts:
        columns = ["method", "period_start", "is_after", "observed", "without_change", "status"]
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)

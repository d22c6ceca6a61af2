"""Lay out the weeks around a change for the causal methods: who changed, who did not, and what may not be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.labels import name_of
from integrity_metrics.metrics.policy_changes import PolicyChange, changes_within
from integrity_metrics.metrics.policy_effect_controls import controls_of
from integrity_metrics.metrics.policy_effect_question import EffectQuestion
from integrity_metrics.metrics.policy_outcomes import Outcome, first_monday_from, outcomes, weekly
from integrity_metrics.metrics.policy_pooling import pool_weeks, shortest_run
from integrity_metrics.scope import Period
from integrity_metrics.statistics.causal.inputs import MIN_BEFORE
from integrity_metrics.statistics.causal.study import ChangeStudy, change_study
from integrity_metrics.statistics.status import Status
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, eq=False)
class EffectPanel:
    """The weeks around a change, ready for the methods.

    Parameters
    ----------
    study
        Units x periods. Counts and rates of views are divided by each unit's mean before the change, so units of any
        size compare; shares are as they are.
    starts
        First day of each period.
    weeks
        Weeks in a period: 1, or more where single weeks hold too few records.
    base
        Mean of the treated units before the change, in the outcome's unit.
    treated, controls
        Names of the units.
    window
        Days of the first to the last period.
    notes
        What was left out or cut, in sentences.
    executed
        The statements behind it.
    """

    study: ChangeStudy
    starts: tuple[date, ...]
    weeks: int
    base: float
    treated: tuple[str, ...]
    controls: tuple[str, ...]
    window: Period
    notes: tuple[str, ...]
    executed: tuple[Executed, ...]


def effect_panel(
    warehouse: Warehouse,
    question: EffectQuestion,
    changes: tuple[PolicyChange, ...],
    heartbeat: Heartbeat | None = None,
) -> EffectPanel:
    """Return the panel of a question; immature weeks and the week the change fell into are never in it.

    Parameters
    ----------
    warehouse, question, heartbeat
        What to ask.
    changes
        Every change there is: a unit with one of its own inside the window is no control.

    Raises
    ------
    ScopeError
        One sentence naming what is missing: no history, a control that changed itself, no unaffected market ...
    """
    change, outcome = question.change, outcomes()[question.outcome]
    _check_controls(question)
    by_market = question.controls == "market"
    told = weekly(
        warehouse,
        question.outcome,
        question.controls,
        policy=change.policy if by_market else None,
        heartbeat=heartbeat,
    )
    own = change.markets if by_market else (change.policy,)
    window, notes = _window(told.frame, own, question, changes, told.data)
    units, left_out = controls_of(question, changes, window, tuple(sorted(set(told.frame["unit"]))))
    young = _immature(told.frame, own) & {window.since + i * WEEK for i in range(window.days // 7)}
    frame = told.frame[told.frame["week"].between(window.since, window.last_day) & ~told.frame["week"].isin(young)]
    if young:
        notes.append(f"Left out, since not complete: the weeks from {', '.join(str(week) for week in sorted(young))}.")
    first = first_monday_from(change.day)
    runs = shortest_run(frame, own, outcome, change.day, window)
    if runs is None:
        raise ScopeError(
            f"{outcome.title} of {_names(own)} rests on too few {outcome.noun}s for this window, even in runs of "
            "weeks: choose a longer window or another outcome."
        )
    values, thin = pool_weeks(frame, (*own, *units), outcome, change.day, window, runs)
    missing = [u for u in own if u in thin]
    if missing:
        raise ScopeError(
            f"{outcome.title} of {_names(missing)} has {runs}-week periods with too few {outcome.noun}s to be shown: "
            "choose another outcome, or compare with other policies."
        )
    kept = tuple(u for u in units if u not in thin)
    if question.against and len(kept) < len(units):
        raise ScopeError(
            f"{_names([u for u in units if u in thin])} has too few {outcome.noun}s to be compared with; "
            "leave it out of the controls."
        )
    starts: tuple[date, ...] = tuple(pd.Timestamp(start).date() for start in values.columns)
    before = sum(start < first for start in starts)
    _check_history(before, len(starts) - before, question, runs)
    panel, base = _scaled(values.loc[[*own, *kept]], list(own), before, outcome)
    if len(units) > len(kept):
        left_out = (*left_out, f"Too few {outcome.noun}s to compare with: {_names([u for u in units if u in thin])}.")
    if runs > 1:
        notes.append(f"Single weeks hold too few {outcome.noun}s, so each point is {runs} weeks.")
    names = [str(n) for n in panel.index]
    study = change_study(
        panel.to_numpy(dtype=float),
        # Even steps: what is left out (the week of the change, incomplete weeks) closes up around the change.
        days=np.array([first + (i - before) * runs * WEEK for i in range(len(starts))], dtype="datetime64[D]"),
        change=first,
        treated=list(own),
        units=names,
    )
    controls = tuple(n for n in names if n not in own)
    covered = Period(starts[0], starts[-1] + runs * WEEK)
    return EffectPanel(study, starts, runs, base, own, controls, covered, (*notes, *left_out), told.executed)


def _check_controls(question: EffectQuestion) -> None:
    change = question.change
    if question.controls == "market" and not change.markets:
        raise ScopeError(
            f"“{change.what}” of {change.day} applied in every market, so no market is unaffected; "
            "compare with other policies."
        )
    if question.controls == "policy" and change.markets:
        raise ScopeError(
            f"“{change.what}” of {change.day} applied only in {', '.join(change.markets)}: by policy its effect would "
            "be thinned by the other markets; compare with unaffected markets."
        )


def _window(
    frame: pd.DataFrame,
    own: tuple[str, ...],
    question: EffectQuestion,
    changes: tuple[PolicyChange, ...],
    data: Period,
) -> tuple[Period, list[str]]:
    """Return the mature weeks around the change, up to the next change of the same policy."""
    change, notes = question.change, []
    first = first_monday_from(change.day)
    if not data.since < change.day < data.until:
        raise ScopeError(f"“{change.what}” of {change.day} is outside the data ({data}); there is nothing to compare.")
    unknown = [unit for unit in own if unit not in set(frame["unit"])]
    if unknown:
        raise ScopeError(f"{outcomes()[question.outcome].title} has no data of {_names(unknown)}.")
    first_mature, last_mature = _mature_span(frame, own)
    since = max(first - question.weeks_before * WEEK, first_mature)
    until = min(first + question.weeks_after * WEEK, last_mature + WEEK)
    later = [
        c for c in changes_within(changes, change.policy, change.day + timedelta(days=1), until) if _same(c, change)
    ]
    if later:
        until = later[0].day - timedelta(days=later[0].day.weekday())
        notes.append(f"The window ends before the next change of the same policy: {later[0].key}.")
    earlier = [c for c in changes_within(changes, change.policy, since, change.day + timedelta(days=1)) if c != change]
    notes += [f"The same policy also changed inside the window: {c.key}." for c in earlier if _same(c, change)]
    if since >= change.day:
        raise ScopeError(_no_history(0, question, 1))
    if until <= first:
        raise ScopeError(
            f"No whole mature week of {outcomes()[question.outcome].title.lower()} follows “{change.what}” of "
            f"{change.day}{' before the policy changed again' if later else ' yet'}; choose another change or outcome."
        )
    return Period(since, until), notes


def _mature_span(frame: pd.DataFrame, own: tuple[str, ...]) -> tuple[date, date]:
    """Return the first and the last week that are complete; where none is, a span that leaves nothing."""
    weeks = sorted(set(frame["week"]) - _immature(frame, own))
    return (weeks[0], weeks[-1]) if weeks else (date.max, date.min)


def _immature(frame: pd.DataFrame, own: tuple[str, ...]) -> set[date]:
    """Return the weeks that are not complete: for what changed, or called so of anything it may be compared with."""
    young = frame["status"] == Status.IMMATURE.value
    young |= frame["unit"].isin(own) & ~frame["is_mature"].astype(bool)
    return set(frame.loc[young, "week"])


def _same(other: PolicyChange, change: PolicyChange) -> bool:
    """Whether another change of the policy applied anywhere that this one did."""
    return not other.markets or not change.markets or bool(set(other.markets) & set(change.markets))


def _check_history(before: int, after: int, question: EffectQuestion, runs: int) -> None:
    if before < MIN_BEFORE:
        raise ScopeError(_no_history(before, question, runs))
    if after < 1:
        raise ScopeError(
            f"No whole period of {runs} weeks follows “{question.change.what}” of {question.change.day} yet; "
            "choose another change or outcome."
        )


def _no_history(before: int, question: EffectQuestion, runs: int) -> str:
    unit = "weeks" if runs == 1 else f"periods of {runs} weeks"
    return (
        f"“{question.change.what}” of {question.change.day} has {before} mature {unit} before it, and {MIN_BEFORE} are "
        "needed: its effect cannot be told from what was going on anyway."
    )


def _scaled(values: pd.DataFrame, own: list[str], before: int, outcome: Outcome) -> tuple[pd.DataFrame, float]:
    """Divide counts and rates of views by each unit's mean before; a unit without any before is refused or left out."""
    means = values.iloc[:, :before].mean(axis=1)
    base = float(means[own].mean())
    if outcome.is_share:
        return values, base
    empty = [u for u in own if means[u] <= 0]
    if empty:
        raise ScopeError(
            f"{outcome.title} of {_names(empty)} was 0 in every week before the change; no share of it moved."
        )
    kept = means[means > 0]
    return values.loc[kept.index].div(kept, axis=0), base


def _names(units: tuple[str, ...] | list[str]) -> str:
    return ", ".join(name_of(unit) for unit in units)

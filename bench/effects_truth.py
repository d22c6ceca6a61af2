"""How right the effects of changes are, against the simulated truth: every planted change by every method.

Prints the tables of docs/policies.md. Reads the schema `truth`, which no metric and no page may:

    OMP_NUM_THREADS=1 .venv/bin/python bench/effects_truth.py [WAREHOUSE.duckdb]
"""

from __future__ import annotations

import sys
import time
import warnings
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.ask import data_period
from integrity_metrics.metrics.policy_changes import PolicyChange, policy_changes
from integrity_metrics.metrics.policy_effect import METHODS, effect_among
from integrity_metrics.metrics.policy_effect_panel import effect_panel
from integrity_metrics.metrics.policy_effect_question import EffectQuestion
from integrity_metrics.metrics.policy_effect_words import METHOD_NAMES
from integrity_metrics.metrics.policy_outcomes import known_units
from integrity_metrics.settings import DEMO_WAREHOUSE
from integrity_metrics.statistics.causal.compare import Verdict, verdict_of
from integrity_metrics.statistics.causal.estimate import COMPARING, estimate_effect, run_method
from integrity_metrics.warehouse.engine import Warehouse

PLACEBO_DATES = 200
LEVEL = 0.95
SEED = 20260110
# The page's default window on each side.
MOST_WEEKS = 52
WEEK = timedelta(days=7)
OUTCOMES = ("prevalence", "actions")

EFFECTS = """
with seen as (
    select e.event, sum(i.impressions) as views
    from truth.effects e join truth.impressions_daily i on i.day >= e.since and i.day < e.until
    group by e.event
),
extra as (
    -- Warnings that a policy adds to every action are further actions, not further contents.
    select e.event, count(*) as warnings
    from truth.effects e join truth.events v using (event)
    join enforcement_actions a on a.policy_id = e.policy_id and a.action_type = 'warn' and not a.failed
        and a.actioned_at >= e.since and a.actioned_at < e.until
    where v.kind = 'policy_counts' group by e.event
)
select e.event, e.policy_id, coalesce(e.rule_id, '') as rule_id, e.since, e.until,
    (e.violating_impressions - e.violating_impressions_without) / seen.views as prevalence,
    (e.contents_actioned - e.contents_actioned_without + coalesce(x.warnings, 0)) * 7.0 / (e.until - e.since) as actions
from truth.effects e join seen using (event) left join extra x using (event) order by e.since
"""
EVENTS = "select event, policy_id, since, until from truth.events where policy_id is not null"


def main() -> None:
    """Print the effects table, then the false alarms."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO_WAREHOUSE
    with duckdb.connect(str(file), read_only=True) as connection:
        planted, events = connection.execute(EFFECTS).df(), connection.execute(EVENTS).df()
    warnings.simplefilter("ignore")
    warehouse = Warehouse(f"duckdb:///{file.absolute()}")
    started = time.perf_counter()
    print_effects(warehouse, planted)
    print_false_alarms(warehouse, events)
    print(f"\n{time.perf_counter() - started:.0f} s")
    warehouse.close()


def print_effects(warehouse: Warehouse, planted: pd.DataFrame) -> None:
    """Print estimate, interval, truth and whether it is covered, for every planted change, outcome and method."""
    covered, votes = Counter[str](), Counter[str]()
    for outcome in OUTCOMES:
        scale, unit = (1e4, "of 10,000 views") if outcome == "prevalence" else (1.0, "actions a week")
        print(f"\n### {outcome.capitalize()}, {unit}\n")
        print("| change | truth | method | effect | 95% interval | covered | smallest detectable | votes |")
        print("|---|---|---|---|---|---|---|---|")
        sentences = []
        for row in planted.itertuples():
            truth = float(getattr(row, outcome)) * scale
            try:
                found = effect_among(warehouse, question_of(row, outcome), others_of(warehouse, row))
            except ScopeError as error:
                print(f"| {row.event} | {truth:+.2f} | – | {error} | | | | |")
                continue
            sentences.append(f"- `{row.event}`: {found.comparison.verdict.value}. {found.sentence}")
            for e in found.frame.itertuples():
                if np.isnan(e.effect):
                    continue
                inside = e.low * scale <= truth <= e.high * scale
                covered[e.method] += inside
                votes[e.method] += 1
                print(
                    f"| {row.event} | {truth:+.2f} | {e.method} | {e.effect * scale:+.2f} | {e.low * scale:+.2f} to "
                    f"{e.high * scale:+.2f} | {'yes' if inside else 'no'} | {e.minimum_detectable_effect * scale:.2f} "
                    f"| {e.votes} |"
                )
        print("\n" + "\n".join(sentences))
    told = ", ".join(f"{method} {covered[method]} of {votes[method]}" for method in votes)
    print(f"\nTruth inside the 95% interval: {told}")


def question_of(row: Any, outcome: str) -> EffectQuestion:
    """Ask of a planted change what the page would by default, over the weeks it lasted."""
    since, until = (pd.Timestamp(day).date() for day in (row.since, row.until))
    kind = "rule version" if row.rule_id else "policy change"
    change = PolicyChange(since, kind, "planted", str(row.policy_id), str(row.event))
    return EffectQuestion(
        change, outcome, weeks_before=MOST_WEEKS, weeks_after=min((until - since).days // 7, MOST_WEEKS)
    )


def others_of(warehouse: Warehouse, row: Any) -> tuple[PolicyChange, ...]:
    """Return the known changes of other policies: the planted one is judged over its whole span."""
    return tuple(c for c in policy_changes(warehouse) if c.policy != row.policy_id)


def print_false_alarms(warehouse: Warehouse, events: pd.DataFrame) -> None:
    """Print how often each method finds an effect at dates when nothing planted touches what is compared."""
    touched = tuple(touching(events))
    print(f"\n### False alarms at {PLACEBO_DATES} placebo dates, nominal {1 - LEVEL:.0%}\n")
    names = [METHOD_NAMES[m] for m in METHODS]
    checked = [f"{METHOD_NAMES[m]}, where it passes its checks" for m in METHODS if m in COMPARING]
    print(f"| outcome | {' | '.join([*names, *checked])} | all comparisons | two kinds of method agree |")
    print("|---|" + "---|" * (len(names) + len(checked) + 2))
    for outcome in OUTCOMES:
        alarms, runs, agreed, dates = Counter[str](), Counter[str](), 0, 0
        for question in placebo_questions(warehouse, outcome):
            if dates == PLACEBO_DATES:
                break
            try:
                panel = effect_panel(warehouse, question, touched)
            except ScopeError:
                continue
            if len(panel.controls) < 3 or panel.study.n_after < question.weeks_after:
                continue
            effects = [run_method(panel.study, method, LEVEL) for method in METHODS]
            dates += 1
            agreed += verdict_of(effects).verdict is Verdict.AGREE_EFFECT
            for effect in effects:
                runs[METHOD_NAMES[effect.method]] += effect.is_usable
                alarms[METHOD_NAMES[effect.method]] += effect.is_detected
            for method, name in zip([m for m in METHODS if m in COMPARING], checked, strict=True):
                effect = estimate_effect(panel.study, method)
                runs[name] += effect.may_vote
                alarms[name] += effect.may_vote and effect.is_detected
        shares = " | ".join(f"{alarms[n] / runs[n]:.1%} ({alarms[n]} of {runs[n]})" for n in [*names, *checked])
        every = sum(alarms[n] for n in names) / sum(runs[n] for n in names)
        print(f"| {outcome} | {shares} | {every:.1%} | {agreed / dates:.1%} |", flush=True)


def placebo_questions(warehouse: Warehouse, outcome: str) -> list[EffectQuestion]:
    """Return questions about changes that never were, on random days of random policies."""
    generator = np.random.default_rng(SEED)
    data, policies = data_period(warehouse, outcome), known_units(warehouse, "policy")
    first, last = data.since + 27 * WEEK, data.until - 16 * WEEK
    days = generator.integers(0, (last - first).days, 40 * PLACEBO_DATES)
    picked = generator.choice(policies, len(days))
    return [
        EffectQuestion(
            PolicyChange(first + timedelta(days=int(day)), "placebo", "nothing", str(policy), "nothing"),
            outcome,
            weeks_before=26,
            weeks_after=13,
        )
        for day, policy in zip(days, picked, strict=True)
    ]


def touching(events: pd.DataFrame) -> list[PolicyChange]:
    """Return planted events as changes on every week they last: what they touch is neither treated nor a control."""
    found = []
    for row in events.itertuples():
        since, until = (pd.Timestamp(v).date() for v in (row.since, row.until))
        day: date = since
        while day < until:
            found.append(PolicyChange(day, "planted", str(row.event), str(row.policy_id), str(row.event)))
            day += WEEK
    return found


if __name__ == "__main__":
    main()

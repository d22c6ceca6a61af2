"""The charts of the Policies page, asked and drawn; remembered like those of every page."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from integrity_metrics.charts.effect_paths import effect_gaps, effect_paths
from integrity_metrics.charts.interval_rows import IntervalRow, interval_rows
from integrity_metrics.charts.placebos import PlaceboRow, placebo_strip
from integrity_metrics.charts.small_multiples import Panel, small_multiples
from integrity_metrics.interface.chart_frame import Framed, Sheet
from integrity_metrics.interface.words import SCALES, TICK_FORMATS
from integrity_metrics.metrics import promises
from integrity_metrics.metrics.labels import format_interval, format_value, name_of
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.policy_changes import changes_within, policy_changes
from integrity_metrics.metrics.policy_effect import PolicyEffect, policy_effect
from integrity_metrics.metrics.policy_effect_question import EffectQuestion
from integrity_metrics.metrics.policy_effect_words import METHOD_NAMES, say_effect
from integrity_metrics.metrics.policy_outcomes import Outcome
from integrity_metrics.metrics.policy_timeline import TimelinePart, policy_timeline
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

_UNITS = {"per_10k": "of 10,000 views", "share": "%", "count": "a week", "days": "days"}
_EFFECT_FORMATS = {True: "+.1%", False: "+.0%"}


def timeline(warehouse: Warehouse, policy: str, heartbeat: Heartbeat | None = None) -> Framed:
    """Return every outcome of a policy on one time axis, with its changes marked."""

    def build() -> Framed:
        period, _ = promises.extent(warehouse)
        parts = policy_timeline(warehouse, policy, period, heartbeat)
        happened = changes_within(policy_changes(warehouse, heartbeat), policy, period.since, period.until)
        figure = small_multiples(
            [_panel(part) for part in parts],
            f"{name_of(policy)}: every outcome around its changes",
            f"{period} (UTC days), by week",
            [(c.day, c.key) for c in happened],
        )
        rows = [part.frame.assign(outcome=part.outcome.title, weeks=part.weeks) for part in parts if len(part.frame)]
        sheet = Sheet(
            f"{name_of(policy)}: outcomes by week",
            pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(),
            f"{period} (UTC days), by week, only policy {policy}",
            tuple({e.as_text(): e for part in parts for e in part.executed}.values()),
        )
        notes = [f"{i}: {c.key}" for i, c in enumerate(happened, start=1)]
        notes += [f"{part.outcome.title}: {part.missing}" for part in parts if part.missing]
        caption = "Lines with 95% intervals; hollow points are not complete yet and enter no study."
        alt = f"Six outcomes of {name_of(policy)} by week, {len(happened)} changes marked. The table holds them all."
        return Framed("policy_timeline", figure, (), alt, caption=caption, notes=tuple(notes), sheet=sheet)

    return remembered(("policy timeline frame", warehouse.version, policy), build)


def methods_chart(warehouse: Warehouse, question: EffectQuestion, heartbeat: Heartbeat | None = None) -> Framed:
    """Return the effect by each method with its interval."""

    def build(found: PolicyEffect) -> Framed:
        rows = [
            IntervalRow(
                METHOD_NAMES[e.method],
                float(e.effect or 0.0),
                float(e.low or 0.0),
                float(e.high or 0.0),
                f"{say_effect(e, found.outcome)}<br>{'counts' if e.may_vote else 'fails its checks: no vote'}",
                is_hollow=not e.may_vote,
                is_far=e.is_detected and e.may_vote,
            )
            for e in found.comparison.effects
            if e.is_usable
        ]
        figure = interval_rows(
            rows,
            f"Effect on {found.outcome.title.lower()}, by method",
            found.scope,
            x_title=_effect_axis(found.outcome),
            reference=0.0,
            tick_format=_EFFECT_FORMATS[found.outcome.is_share],
        )
        caption = (
            "Average a week after the change, with 95% intervals. Squares find an effect; hollow points fail their own "
            "checks and have no vote."
        )
        return _framed("effect_methods", figure, found, found.frame, caption)

    return _of(warehouse, question, "effect methods", build, heartbeat)


def paths_chart(warehouse: Warehouse, question: EffectQuestion, heartbeat: Heartbeat | None = None) -> Framed:
    """Return what was seen, and what each method says would have been."""

    def build(found: PolicyEffect) -> Framed:
        scale = SCALES[found.outcome.unit]
        figure = effect_paths(
            _drawn(found.series, scale),
            question.change.day,
            f"{found.outcome.title}: seen, and without the change",
            found.scope,
            y_title=f"{found.outcome.title}, {_UNITS[found.outcome.unit]}",
            tick_format=TICK_FORMATS[found.outcome.unit],
        )
        return _framed("effect_paths", figure, found, found.series, "Lines after the change are estimates.")

    return _of(warehouse, question, "effect paths", build, heartbeat)


def gaps_chart(warehouse: Warehouse, question: EffectQuestion, heartbeat: Heartbeat | None = None) -> Framed:
    """Return the gap between seen and expected, before and after: the pre-trend plot."""

    def build(found: PolicyEffect) -> Framed:
        scale = SCALES[found.outcome.unit]
        figure = effect_gaps(
            _drawn(found.series, scale),
            question.change.day,
            "Pre-trend: seen minus expected",
            found.scope,
            y_title=f"difference, {_UNITS[found.outcome.unit]}",
            tick_format=TICK_FORMATS[found.outcome.unit],
        )
        caption = "Before the change the gap should stay around zero; a method whose gap drifts has no vote."
        return _framed("effect_gaps", figure, found, found.series, caption)

    return _of(warehouse, question, "effect gaps", build, heartbeat)


def placebos_in_time(warehouse: Warehouse, question: EffectQuestion, heartbeat: Heartbeat | None = None) -> Framed:
    """Return what each method finds at dates where nothing changed."""

    def build(found: PolicyEffect) -> Framed:
        rows, table = [], []
        for e in found.comparison.effects:
            if e.time_placebos is None or e.effect is None:
                continue
            dates = [found.panel.starts[position] for position in e.time_placebos.changes]
            rows.append(
                PlaceboRow(METHOD_NAMES[e.method], e.effect, e.time_placebos.effects, tuple(str(d) for d in dates))
            )
            table += [
                (METHOD_NAMES[e.method], d, effect, p)
                for d, effect, p in zip(dates, e.time_placebos.effects, e.time_placebos.p_values, strict=True)
            ]
        figure = _strip(rows, "Placebo in time: the same method at other dates", found)
        frame = pd.DataFrame(table, columns=["method", "placebo_date", "effect", "p_value"])
        caption = (
            "Rings: the effect found at earlier dates, from data before the change only. They should lie around 0."
        )
        return _framed("placebos_time", figure, found, frame, caption)

    return _of(warehouse, question, "placebos in time", build, heartbeat)


def placebos_in_place(warehouse: Warehouse, question: EffectQuestion, heartbeat: Heartbeat | None = None) -> Framed:
    """Return what each comparing method finds with untreated units in the place of the treated one."""

    def build(found: PolicyEffect) -> Framed:
        rows = [
            PlaceboRow(
                METHOD_NAMES[e.method],
                e.effect,
                e.unit_placebos.effects,
                tuple(_unit_names(found, len(e.unit_placebos.effects))),
            )
            for e in found.comparison.effects
            if e.unit_placebos is not None and e.effect is not None
        ]
        figure = _strip(rows, "Placebo in place: the same method elsewhere", found)
        table = [(r.method, said, value) for r in rows for said, value in zip(r.said, r.placebos, strict=True)]
        frame = pd.DataFrame(table, columns=["method", "placebo", "effect"])
        caption = "Rings: the effect found when a control stands in the place of what changed."
        return _framed("placebos_place", figure, found, frame, caption)

    return _of(warehouse, question, "placebos in place", build, heartbeat)


def _of(
    warehouse: Warehouse,
    question: EffectQuestion,
    kind: str,
    build: Callable[[PolicyEffect], Framed],
    heartbeat: Heartbeat | None,
) -> Framed:
    found = policy_effect(warehouse, question, heartbeat)
    return remembered((kind, warehouse.version, question), lambda: build(found))


def _framed(key: str, figure: object, found: PolicyEffect, frame: pd.DataFrame, caption: str) -> Framed:
    sheet = Sheet(found.outcome.title, frame, found.scope, found.panel.executed, found.outcome.mind)
    return Framed(key, figure, (), found.sentence, caption=caption, sheet=sheet)


def _strip(rows: list[PlaceboRow], title: str, found: PolicyEffect) -> object:
    return placebo_strip(
        rows,
        title,
        found.scope,
        x_title=_effect_axis(found.outcome),
        tick_format=_EFFECT_FORMATS[found.outcome.is_share],
    )


def _unit_names(found: PolicyEffect, count: int) -> list[str]:
    """Name the placebos in place: the controls one by one, or reassignments of several units."""
    controls = found.panel.controls
    if count == len(controls):
        return [name_of(unit) for unit in controls]
    return [f"reassignment {i}" for i in range(1, count + 1)]


def _effect_axis(outcome: Outcome) -> str:
    return "effect, points" if outcome.is_share else "effect, % of the level before"


def _drawn(series: pd.DataFrame, scale: float) -> pd.DataFrame:
    return series.assign(observed=series["observed"] * scale, without_change=series["without_change"] * scale)


def _panel(part: TimelinePart) -> Panel:
    unit, frame = part.outcome.unit, part.frame
    each = "" if part.weeks == 1 else f", {part.weeks} weeks a point"
    said = [
        f"{format_value(row['value'], unit)}{_interval(row['low'], row['high'], part.outcome)}<br>n = {row['n']:,.0f}, "
        f"{str(row['status']).replace('_', ' ')}"
        for row in frame.to_dict("records")
    ]
    drawn = frame.assign(**{c: frame[c].astype(float) * SCALES[unit] for c in ("value", "low", "high")}, said=said)
    title = f"<b>{part.outcome.title}</b>, {_UNITS[unit]}{each}{f'. {part.missing}' if part.missing else ''}"
    return Panel(title, drawn, ".0%" if unit == "share" else ",~s")


def _interval(low: float, high: float, outcome: Outcome) -> str:
    told = format_interval(low, high, outcome.unit)
    return f" ({told})" if told and low != high else ""

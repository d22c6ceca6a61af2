"""The charts of the Prevalence page, asked and drawn; remembered like those of every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from integrity_metrics.charts.forest import forest
from integrity_metrics.charts.trend import trend
from integrity_metrics.charts.waterfall import waterfall
from integrity_metrics.interface.chart_frame import Framed, Sheet
from integrity_metrics.interface.filter_bar import ask_for
from integrity_metrics.interface.marks import mark_lines, marks_of
from integrity_metrics.interface.words import alt_text, breaks_of, words_for
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.happenings import Happening
from integrity_metrics.metrics.labels import name_of, name_of_dimension, per_10k
from integrity_metrics.metrics.leading import leading, segment_order
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.prevalence_layout import PLACES
from integrity_metrics.metrics.prevalence_methods import Method, prevalence_by
from integrity_metrics.metrics.prevalence_mix import MixAndRate, mix_and_rate
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

KEY = "prevalence"
MOST_LINES = 6
MOST_SEGMENTS = 20
MOST_STEPS = 6
# What a click on a segment leads to: what it is made of.
NEXT = {"policy": "market", "area": "policy", "market": "policy", "surface": "policy", "content_type": "policy"}


def drill(dimension: str, segment: str) -> None:
    """Keep to the clicked segment and show what it is made of."""
    ask_for({dimension: [segment], "by": NEXT[dimension]})


def over_time(
    warehouse: Warehouse, scope: Scope, method: Method, mix: str, heartbeat: Heartbeat | None = None
) -> Framed:
    """Return the trend by the chosen method, with what happened marked and definition breaks drawn as breaks."""
    found = marks_of(warehouse, KEY, scope)

    def build() -> Framed:
        answer = prevalence_by(warehouse, method, scope, mix=mix, heartbeat=heartbeat)
        suffix = "" if method is Method.DIRECT else f", {method}"
        figure = trend(
            leading(answer, MOST_LINES),
            words_for(metric(KEY), scope.by, suffix=suffix),
            order=segment_order(answer)[:MOST_LINES] if scope.by and not answer.is_empty else (),
            breaks=[*breaks_of(answer), *_redefinitions(found, scope)],
            marks=[(h.day, h.text) for h in found],
        )
        dimension = scope.by[0] if scope.by else None
        shown = f"The {MOST_LINES} largest segments. " if dimension and len(set(answer.frame[dimension])) > 6 else ""
        return Framed(
            "prevalence_trend",
            figure,
            (answer,),
            alt_text(answer, "Trend"),
            caption=f"{shown}{metric(KEY).definition} Hollow points are not complete yet.",
            drill=None if dimension is None else lambda segment: drill(dimension, segment),
            notes=mark_lines(found),
        )

    return remembered(("prevalence trend", warehouse.version, scope, method, mix, found), build)


def segments(
    warehouse: Warehouse, scope: Scope, method: Method, mix: str, heartbeat: Heartbeat | None = None
) -> Framed | None:
    """Return the segments side by side; without a break-down the policies, or markets of the policies kept to.

    None by a method that is for totals only.
    """
    if method is Method.ASSISTED:
        return None
    usual = "market" if scope.values_of("policy") or method is Method.SHRUNK else "policy"
    dimension = scope.by[0] if scope.by else usual
    whole = replace(scope.total(), comparison=scope.comparison, by=(dimension,))

    def build() -> Framed:
        answer = prevalence_by(warehouse, method, whole, mix=mix, heartbeat=heartbeat)
        total = ask(warehouse, KEY, whole.alone().without_break_down(), heartbeat=heartbeat)
        reference = None if total.is_empty else float(total.frame["value"].iloc[0])
        figure = forest(
            answer,
            words_for(metric(KEY), (dimension,)),
            most=MOST_SEGMENTS,
            reference=_known(reference) if dimension in PLACES else None,
        )
        return Framed(
            "prevalence_segments",
            figure,
            (answer,),
            alt_text(answer, "Segments"),
            caption="Points with their 95% intervals; a dotted line is the total. Click one to go into it.",
            drill=lambda segment: drill(dimension, segment),
        )

    return remembered(("prevalence segments", warehouse.version, whole, method, mix), build)


def decomposition(
    warehouse: Warehouse, scope: Scope, mix: str, heartbeat: Heartbeat | None = None
) -> tuple[MixAndRate, Framed]:
    """Return the change against the comparison period, split over `mix`, and its waterfall."""

    def build() -> tuple[MixAndRate, Framed]:
        found = mix_and_rate(warehouse, scope, mix, heartbeat)
        frame = found.frame.assign(size=found.frame["rate_part"].abs()).sort_values("size", ascending=False)
        head, rest = frame.head(MOST_STEPS), frame.iloc[MOST_STEPS:]
        steps = [(f"mix of {name_of_dimension(mix).lower()}", found.mix_part, _limits(found.mix_low, found.mix_high))]
        steps += [(name_of(str(row[mix])), float(row["rate_part"]), _segment(row)) for _, row in head.iterrows()]
        if len(rest):
            steps.append(("the others", float(rest["rate_part"].sum()), f"{len(rest)} segments"))
        words = replace(words_for(metric(KEY)), title="What made the change")
        figure = waterfall(
            steps,
            (f"{scope.comparison}", found.before),
            (f"{scope.period}", found.after),
            words,
            replace(scope, by=()).total_in_words(),
        )
        sheet = Sheet("What made the change", found.frame, scope.total_in_words(), found.executed)
        framed = Framed("prevalence_change", figure, (), found.sentence, caption=found.sentence, sheet=sheet)
        return found, framed

    return remembered(("prevalence decomposition", warehouse.version, scope, mix), build)


def _redefinitions(found: tuple[Happening, ...], scope: Scope) -> list[tuple[date, str]]:
    """Return the changes of definition to break the line at: of the one policy shown, never of the total."""
    policies = scope.values_of("policy")
    return [(h.day, "policy changed") for h in found if h.redefines and policies == (h.policy,)]


def _limits(low: float, high: float) -> str:
    return f"95% interval {per_10k(low)} to {per_10k(high)}"


def _segment(row: object) -> str:
    before, after = row["before"], row["after"]  # type: ignore[index]
    return f"inside the segment: {per_10k(before)} to {per_10k(after)} of 10,000 views"


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else value

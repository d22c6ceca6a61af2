"""The charts of a rule's page, asked and drawn; remembered like those of every page."""

from __future__ import annotations

from dataclasses import replace

from integrity_metrics.charts.trend import trend
from integrity_metrics.interface.chart_frame import Framed
from integrity_metrics.interface.marks import mark_lines
from integrity_metrics.interface.words import alt_text, words_for
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.happenings import Happening, happenings
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.rule_decay import Decay, precision_since_launch
from integrity_metrics.metrics.rule_rows import RuleQuestion, extent
from integrity_metrics.metrics.rule_words import say_slope
from integrity_metrics.scope import Filter, Grain, Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse


def hits_over_time(warehouse: Warehouse, rule_id: str, heartbeat: Heartbeat | None = None) -> Framed:
    """Return the hits of a rule by week over all data, with its versions marked."""
    return _over_time(warehouse, "rule_hits", rule_id, Grain.WEEK, heartbeat)


def precision_over_time(warehouse: Warehouse, rule_id: str, heartbeat: Heartbeat | None = None) -> Framed:
    """Return the precision of a rule by quarter since its launch, with its versions marked and its trend in words."""
    whole = RuleQuestion(extent(warehouse))
    decay: Decay = remembered(
        ("rule decay", warehouse.version, rule_id),
        lambda: precision_since_launch(warehouse, whole, rule_id, heartbeat),
    )
    framed = _over_time(warehouse, "rule_precision", rule_id, Grain.QUARTER, heartbeat)
    slope = say_slope(decay.slope, decay.slope_low, decay.slope_high)
    return replace(
        framed,
        caption=f"Since launch, second reviews as answered: {slope}. {metric('rule_precision').definition}",
    )


def _over_time(warehouse: Warehouse, key: str, rule_id: str, grain: Grain, heartbeat: Heartbeat | None) -> Framed:
    data = extent(warehouse)
    found = marks_of_rule(warehouse, rule_id, data)

    def build() -> Framed:
        scope = Scope(data, grain, (Filter("rule", (rule_id,)),))
        answer = ask(warehouse, key, scope, heartbeat=heartbeat)
        figure = trend(answer, words_for(metric(key)), marks=[(h.day, h.text) for h in found], half=True)
        return Framed(
            key, figure, (answer,), alt_text(answer, "Trend"), caption=metric(key).definition, notes=mark_lines(found)
        )

    return remembered((key, warehouse.version, rule_id), build)


def marks_of_rule(warehouse: Warehouse, rule_id: str, data: Period) -> tuple[Happening, ...]:
    """Return the launch and versions of one rule, oldest first."""
    return tuple(h for h in happenings(warehouse, data) if h.rule == rule_id)

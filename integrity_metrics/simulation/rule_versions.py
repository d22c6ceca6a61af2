"""Versions of the rules over time: recall, false positives and threshold of each, with and without a planted change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.simulation.randomness import Array
from integrity_metrics.simulation.span import PlacedEvent, Span
from integrity_metrics.simulation.world import Rule, World


@dataclass(frozen=True, slots=True)
class Version:
    """A version in force from a day on: its name, why, and its factors on the rule's recall and false positives."""

    name: str
    first: float
    change: str
    threshold: float | None
    recall: float = 1.0
    false_positives: float = 1.0


@dataclass(frozen=True, slots=True)
class RuleHistory:
    """One rule over the span.

    Parameters
    ----------
    rule, code
        The rule and its position.
    versions
        In order of their first day; the first was there before the span unless the rule was launched in it.
    launched, retired
        Days from the start; minus and plus infinity when outside the span.
    event
        The planted change of this rule; at most one.
    """

    rule: Rule
    code: int
    versions: tuple[Version, ...]
    launched: float
    retired: float
    event: PlacedEvent | None

    def version_at(self, when: Array) -> Array:
        """Return the position of the version in force at each time."""
        return np.maximum(np.searchsorted([v.first for v in self.versions], when, side="right") - 1, 0)

    def factors(self, when: Array, *, planted: bool) -> tuple[Array, Array]:
        """Return the factors on recall and on false positives at each time, with or without the planted change."""
        replaced = not planted and self.event is not None and self.event.event.kind == "rule_version"
        until = self.event.first if replaced and self.event is not None else np.inf
        versions = [v for v in self.versions if v.first < until]
        at = np.maximum(np.searchsorted([v.first for v in versions], when, side="right") - 1, 0)
        recall = np.array([v.recall for v in versions])[at]
        false_positives = np.array([v.false_positives for v in versions])[at]
        runs = (when >= self.launched) & (when < self.retired)
        if self.event is not None and self.event.event.kind == "rule_launch" and not planted:
            runs = np.zeros(len(when), dtype=bool)
        if self.event is not None and self.event.event.kind == "rule_stop" and planted:
            runs = runs & ~self.event.active(when)
        return np.where(runs, recall, 0.0), np.where(runs, false_positives, 0.0)


def rule_histories(world: World, span: Span) -> tuple[RuleHistory, ...]:
    """Return the history of every rule, in the order of the world."""
    changed = {p.event.rule: p for p in span.of_kind("rule_stop", "rule_version", "rule_launch")}
    return tuple(_history(rule, code, span, changed.get(rule.rule_id)) for code, rule in enumerate(world.rules))


def _history(rule: Rule, code: int, span: Span, placed: PlacedEvent | None) -> RuleHistory:
    # Rules were launched up to two years before the span, in the order of the world.
    launched = -700.0 + 11 * code
    if placed is not None and placed.event.kind == "rule_launch":
        launched = float(placed.first)
    versions = [Version("v1", launched, "First version", rule.threshold)]
    if rule.version_at is not None:
        day = float(round(rule.version_at * span.days))
        threshold = None if rule.threshold is None else round(rule.threshold - 0.02, 2)
        versions.append(Version("v2", day, "Retrained on newer labels", threshold, 1.05, 1.0))
    if placed is not None and placed.event.kind == "rule_version":
        event = placed.event
        versions.append(
            Version(
                event.version or "v3",
                float(placed.first),
                "Threshold changed" if event.days else "New model",
                event.threshold,
                event.recall,
                event.false_positives,
            )
        )
        if event.days:
            before = versions[-2]
            versions.append(
                Version("v4", float(placed.end), "Rolled back", before.threshold, before.recall, before.false_positives)
            )
    retired = np.inf if rule.retired_at is None else float(round(rule.retired_at * span.days))
    return RuleHistory(rule, code, tuple(versions), launched, retired, placed)

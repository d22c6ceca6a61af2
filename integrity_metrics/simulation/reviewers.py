"""Reviewers: how good each one is, and what they decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from integrity_metrics.simulation.randomness import Array, generator
from integrity_metrics.simulation.span import Span
from integrity_metrics.simulation.world import World

# A careful second look by two people: what prevalence labels are made with.
PANEL_MISSES, PANEL_FALSE_ALARMS = 0.45, 0.05


@dataclass(frozen=True, slots=True)
class Reviewers:
    """What is true of every reviewer, shape (reviewers,).

    Parameters
    ----------
    reviewer_id, site
        Pseudonym, and position of the site.
    sensitivity, specificity
        Chance to see a violating, and to pass a benign, item of ordinary difficulty.
    drift
        Change of both a year.
    seconds
        Median seconds an item takes.
    """

    reviewer_id: Array
    site: Array
    sensitivity: Array
    specificity: Array
    drift: Array
    seconds: Array

    def __len__(self) -> int:
        return len(self.site)


@dataclass(frozen=True, slots=True)
class Decisions:
    """What reviewers said, shape (items,): who, whether violating, and how long it took."""

    reviewer: Array
    says_violating: Array
    seconds: Array


def make_reviewers(world: World, seed: int) -> Reviewers:
    """Return every reviewer of every site."""
    rng = generator(seed, "reviewers")
    site = np.repeat(np.arange(len(world.sites)), [s.reviewers for s in world.sites])
    size = len(site)

    def typical(name: str) -> Array:
        return np.array([getattr(s, name) for s in world.sites])[site]

    # Leniency moves the two in opposite directions; skill moves them together.
    leniency, skill = rng.standard_normal(size), rng.standard_normal(size)
    return Reviewers(
        np.array([f"r{number:03d}" for number in range(1, size + 1)], dtype=object),
        site,
        np.clip(typical("sensitivity") + 0.03 * skill - 0.025 * leniency, 0.6, 0.99),
        np.clip(typical("specificity") + 0.010 * skill + 0.010 * leniency, 0.85, 0.998),
        0.01 * rng.standard_normal(size),
        typical("seconds") * np.exp(0.25 * rng.standard_normal(size)),
    )


def decide(
    rng: np.random.Generator,
    span: Span,
    world: World,
    reviewers: Reviewers,
    when: Array,
    violating: Array,
    difficulty: Array,
    *,
    panel: bool = False,
    reviewer: Array | None = None,
) -> Decisions:
    """Return what a random reviewer decides on each item.

    Parameters
    ----------
    when
        Days from the start of the span.
    violating, difficulty
        What is true of the item.
    panel
        Prevalence labels: a careful look with most errors caught.
    reviewer
        Who decides; None draws.
    """
    size = len(when)
    drawn = rng.integers(len(reviewers), size=size)
    who = drawn if reviewer is None else reviewer
    misses, alarms = true_errors(span, world, reviewers, who, when, difficulty)
    if panel:
        misses, alarms = misses * PANEL_MISSES, alarms * PANEL_FALSE_ALARMS
    says = rng.random(size) < np.where(violating, 1 - misses, alarms)
    seconds = reviewers.seconds[who] * np.exp(0.6 * rng.standard_normal(size) + 0.15 * difficulty)
    return Decisions(who, says, np.round(np.clip(seconds, 2, 3600), 1))


def true_errors(
    span: Span, world: World, reviewers: Reviewers, who: Array, when: Array, difficulty: Array
) -> tuple[Array, Array]:
    """Return each reviewer's chances to miss a violation and to flag a benign item, at that time and difficulty."""
    drift = reviewers.drift[who] * np.clip(when, 0, span.days) / 365
    worse = np.zeros(len(who))
    for placed in span.of_kind("site_drift"):
        at_site = np.array([s.name == placed.event.site for s in world.sites])[reviewers.site[who]]
        worse = np.where(at_site & placed.active(when), placed.event.size, worse)
    misses = np.clip(1 - reviewers.sensitivity[who] - drift, 0.005, 1) * np.exp(0.35 * difficulty) + worse
    alarms = np.clip(1 - reviewers.specificity[who] - drift, 0.001, 1) * np.exp(0.8 * difficulty) + worse
    return np.clip(misses, 0.002, 0.95), np.clip(alarms, 0.0002, 0.95)

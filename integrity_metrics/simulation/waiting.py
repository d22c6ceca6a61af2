"""How long things wait in review queues."""

from __future__ import annotations

import numpy as np

from integrity_metrics.simulation.randomness import Array
from integrity_metrics.simulation.span import Span
from integrity_metrics.simulation.world import World

# Fewer people work at weekends: what arrives then waits longer for a first look.
WEEKEND_FACTOR = 1.5


def queue_of_severity(world: World, severity: Array) -> Array:
    """Return the position of the queue that takes each severity (0: legal)."""
    positions = np.zeros(5, dtype=np.int64)
    for position, queue in enumerate(world.queues):
        positions[queue.severity] = position
    return positions[severity]


def wait_hours(world: World, span: Span, rng: np.random.Generator, queue: Array, arrived: Array) -> tuple[Array, Array]:
    """Return the hours until the first look and from there to the decision, shape (items,) each.

    Parameters
    ----------
    queue
        Positions of the queues.
    arrived
        Days from the start of the span.
    """
    first = np.array([q.review_hours for q in world.queues])[queue]
    decide = np.array([q.decide_hours for q in world.queues])[queue]
    weekday = (np.floor(arrived).astype(np.int64) + span.start.weekday()) % 7
    factor = np.where(weekday >= 5, WEEKEND_FACTOR, 1.0)
    for placed in span.of_kind("sla_wave"):
        factor = np.where(placed.active(arrived), factor * placed.event.size, factor)
    size = len(arrived)
    return first * factor * np.exp(0.8 * rng.standard_normal(size)), decide * np.exp(0.7 * rng.standard_normal(size))

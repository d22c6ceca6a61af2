"""The least an event must amount to: strange is not enough for somebody's morning."""

from __future__ import annotations

from dataclasses import dataclass

from integrity_metrics.metrics.scan_event import ScanEvent

# One content that goes viral moves the views of a market; that is real, and nobody's business.
BURSTY = frozenset({"impressions", "unwanted_impressions"})


@dataclass(frozen=True, slots=True)
class Impact:
    """Below these an event is not raised.

    Parameters
    ----------
    excess
        Least absolute excess, in what is counted.
    relative
        Least absolute excess as a share of what was expected.
    points
        Of rates: least absolute change over the event, as a fraction; or `relative` of the rate if that is less.
    of_whole
        Of segments of `BURSTY` metrics: least absolute excess as a share of all that was counted in those days.
    """

    excess: float = 20.0
    relative: float = 0.1
    points: float = 0.02
    of_whole: float = 0.05


def is_large(event: ScanEvent, least: Impact, whole: float | None = None) -> bool:
    """Return whether an event matters.

    A rate is large when its numerator is, and it moved by `points`, or by `relative` of a rate that is small itself. A
    change of spread or weekday pattern has no excess: it is large when as much was expected.

    Parameters
    ----------
    event
        From the detector.
    least
        The limits.
    whole
        What was counted in the event's days in all segments; None where that is not known.
    """
    excess = event.expected if event.direction == "neither" else abs(event.excess)
    if excess < least.excess:
        return False
    if event.metric in BURSTY and event.segment and whole is not None and excess < least.of_whole * whole:
        return False
    if event.direction == "neither":
        return True
    if event.observed_rate is None or event.expected_rate is None:
        return excess >= least.relative * event.expected
    moved = abs(event.observed_rate - event.expected_rate)
    return moved >= min(least.points, least.relative * event.expected_rate)

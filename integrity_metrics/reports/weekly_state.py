"""What casework adds to a weekly review: targets, and how many events wait."""

from __future__ import annotations

from collections.abc import Mapping

from integrity_metrics.casework.casework import open_casework
from integrity_metrics.casework.event_states import EventState
from integrity_metrics.casework.targets import Target, pick
from integrity_metrics.metrics.review_cards import HEADLINES
from integrity_metrics.scope import Scope


def weekly_state(casework_url: str, week: Scope) -> tuple[Mapping[str, Target], str]:
    """Return the targets of the week by metric, and the open events in words."""
    markets = week.values_of("market")
    segment = {"market": markets[0]} if len(markets) == 1 else {}
    casework = open_casework(casework_url)
    try:
        every = casework.targets.all()
        counts = casework.events.counts()
    finally:
        casework.close()
    found = {key: pick(every, key, week.period.since, segment) for key in HEADLINES}
    waiting = counts.get(EventState.NEW, 0) + counts.get(EventState.ACKNOWLEDGED, 0)
    return {key: target for key, target in found.items() if target is not None}, f"{waiting:,}"

"""How often an alert was right, week by week: counts only, the interval is statistics' matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from integrity_metrics.casework import checks
from integrity_metrics.casework.event_states import REAL, EventState
from integrity_metrics.casework.store import Store
from integrity_metrics.casework.tables import EVENTS


@dataclass(frozen=True, slots=True)
class AlertPrecision:
    """The events that began in a week: real ones (incident or resolved), false alarms, and those without a verdict."""

    week: date
    real: int
    false_alarms: int
    undecided: int


def alert_precision(
    store: Store, *, since: date | None = None, until: date | None = None, metric: str | None = None
) -> tuple[AlertPrecision, ...]:
    """Return the verdicts by the Monday of the week in which the event began; weeks without events are left out.

    One card counts once: events under another's card do not, nor do muted ones nobody looked at. The week is the
    event's and not the scan's, so that a replay of the past counts where it belongs.
    """
    statement = select(EVENTS.c.start, EVENTS.c.state).where(EVENTS.c.parent_id.is_(None), EVENTS.c.mute_id.is_(None))
    if since is not None:
        statement = statement.where(EVENTS.c.start >= checks.moment("since", since))
    if until is not None:
        statement = statement.where(EVENTS.c.start < checks.moment("until", until))
    if metric is not None:
        statement = statement.where(EVENTS.c.metric == metric)
    tally: Counter[tuple[date, str]] = Counter()
    with store.read() as connection:
        for start, state in connection.execute(statement):
            day = start.date()
            verdict = "real" if state in REAL else "false" if state == EventState.FALSE_ALARM else "undecided"
            tally[day - timedelta(days=day.weekday()), verdict] += 1
    return tuple(
        AlertPrecision(week, tally[week, "real"], tally[week, "false"], tally[week, "undecided"])
        for week in sorted({week for week, _ in tally})
    )

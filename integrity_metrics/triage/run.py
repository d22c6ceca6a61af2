"""One scan from end to end: look, record, queue alerts. The command and the page's button call the same."""

from __future__ import annotations

from dataclasses import dataclass

from integrity_metrics.casework.casework import Casework
from integrity_metrics.casework.event_recording import Recorded
from integrity_metrics.casework.outbox_types import Queued
from integrity_metrics.metrics.scan import Options, Progress, Scanned, scan
from integrity_metrics.metrics.scan_choices import Source
from integrity_metrics.scope import Period
from integrity_metrics.settings import Settings
from integrity_metrics.triage.alerting import queue_alerts
from integrity_metrics.triage.recording import record
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

# Share of the work that is looking; the rest is recording.
LOOKED = 0.85
MOST_CARDS = 100_000


@dataclass(frozen=True, slots=True)
class Triaged:
    """What became of a scan: found, recorded, queued; `new_cards` of those recorded are new in the inbox."""

    scanned: Scanned
    recorded: Recorded
    queued: Queued
    new_cards: int


def triage(
    warehouse: Warehouse,
    casework: Casework,
    settings: Settings,
    source: Source,
    watched: Period,
    *,
    options: Options | None = None,
    progress: Progress = lambda _what, _share: None,
    heartbeat: Heartbeat | None = None,
) -> Triaged:
    """Scan, record and queue; doing it again for the same days changes nothing."""
    scanned = scan(
        warehouse,
        source,
        watched,
        options=options,
        progress=lambda what, share: progress(what, share * LOOKED),
        heartbeat=heartbeat,
    )
    recorded = record(casework, scanned, lambda what, share: progress(what, LOOKED + share * (1 - LOOKED)))
    queued = queue_alerts(casework, settings, scanned.watched.last_day)
    progress("Done", 1.0)
    return Triaged(scanned, recorded, queued, _new_cards(casework, recorded))


def _new_cards(casework: Casework, recorded: Recorded) -> int:
    """Return how many of the events that were added have a card of their own in the inbox."""
    added = set(recorded.added)
    return sum(event.id in added for event in casework.events.inbox(limit=MOST_CARDS)) if added else 0

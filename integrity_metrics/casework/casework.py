"""`open_casework`: the one door to what people record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from integrity_metrics.casework.annotations import Annotations
from integrity_metrics.casework.audit import Audit
from integrity_metrics.casework.backtests import Backtests
from integrity_metrics.casework.events import Events
from integrity_metrics.casework.incidents import Incidents
from integrity_metrics.casework.mutes import Mutes
from integrity_metrics.casework.outbox import Outbox
from integrity_metrics.casework.precision import AlertPrecision, alert_precision
from integrity_metrics.casework.saved_views import SavedViews
from integrity_metrics.casework.store import Clock, Store
from integrity_metrics.casework.targets import Targets


@dataclass(frozen=True, slots=True)
class Casework:
    """What people record, by subject; one instance a process, used from many threads."""

    events: Events
    incidents: Incidents
    mutes: Mutes
    saved_views: SavedViews
    annotations: Annotations
    targets: Targets
    backtests: Backtests
    audit: Audit
    outbox: Outbox
    store: Store

    def alert_precision(
        self, *, since: date | None = None, until: date | None = None, metric: str | None = None
    ) -> tuple[AlertPrecision, ...]:
        """Return how often alerts were right, by week; see precision.py."""
        return alert_precision(self.store, since=since, until=until, metric=metric)

    def close(self) -> None:
        """Close all connections."""
        self.store.close()


def open_casework(url: str, *, clock: Clock = lambda: datetime.now(UTC)) -> Casework:
    """Open the casework database, made or brought up to date if need be.

    Parameters
    ----------
    url
        SQLAlchemy URL of SQLite or PostgreSQL, as ``settings.casework_url``.
    clock
        The time in UTC; tests set their own.

    Raises
    ------
    SettingsError
        When the URL cannot be used, or the database belongs to a later release.
    CaseworkUnreachableError
        When the file or server cannot be opened.
    """
    store = Store(url, clock)
    return Casework(
        events=Events(store),
        incidents=Incidents(store),
        mutes=Mutes(store),
        saved_views=SavedViews(store),
        annotations=Annotations(store),
        targets=Targets(store),
        backtests=Backtests(store),
        audit=Audit(store),
        outbox=Outbox(store),
        store=store,
    )

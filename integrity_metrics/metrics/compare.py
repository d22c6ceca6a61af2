"""One number against another period: what a card shows, with a verdict in words and never just an arrow."""

from __future__ import annotations

from dataclasses import dataclass

from integrity_metrics.estimates import Estimates
from integrity_metrics.metrics.ask import ask
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.labels import format_value
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse


@dataclass(frozen=True, slots=True)
class Headline:
    """A metric for a whole period, beside the period it is compared with.

    Parameters
    ----------
    title, definition
        From the catalogue.
    value
        The number with its unit, in words.
    change
        The change in words with its basis; empty when there is nothing to compare with.
    n
        How many records it is of.
    trend
        Its values per period of the scope's grain, for the sparkline; whole periods only.
    """

    title: str
    definition: str
    value: str
    change: str
    n: int
    trend: tuple[float, ...]


def headline(
    warehouse: Warehouse, key: str, scope: Scope, data: Period, *, heartbeat: Heartbeat | None = None
) -> Headline:
    """Return the headline of a metric without its break-down.

    Parameters
    ----------
    warehouse, key, scope
        What to ask; the scope's comparison period is used when it lies inside the data.
    data
        The days there are data for.
    """
    return remembered(
        ("headline", warehouse.version, key, scope), lambda: _headline(warehouse, key, scope, data, heartbeat)
    )


def _headline(warehouse: Warehouse, key: str, scope: Scope, data: Period, heartbeat: Heartbeat | None) -> Headline:
    entry = metric(key)
    plain = scope.without_break_down().alone()
    now = ask(warehouse, key, plain.total(), heartbeat=heartbeat)
    over_time = ask(warehouse, key, plain, heartbeat=heartbeat)
    value, n = _single(now)
    change = ""
    basis = scope.comparison
    if basis is not None and value is not None:
        if basis.since < data.since:
            change = f"no data before {data.since} to compare with"
        else:
            before, _ = _single(ask(warehouse, key, plain.total(basis), heartbeat=heartbeat))
            change = _change(value, before, entry.unit, scope.period, basis)
    whole = over_time.frame[over_time.frame["is_mature"]]["value"].dropna()
    trend = tuple(whole) if scope.grain is not Grain.TOTAL else ()
    return Headline(entry.title, entry.definition, format_value(value, entry.unit), change, n, trend)


def _single(answer: Estimates) -> tuple[float | None, int]:
    if answer.is_empty:
        # Nothing was counted, so the count is 0; a share or a mean of nothing is not a number.
        return (0.0 if answer.unit == "count" else None), 0
    row = answer.frame.iloc[0]
    return (None if row["value"] != row["value"] else float(row["value"])), int(row["n"])


def _change(now: float, before: float | None, unit: str, period: Period, basis: Period) -> str:
    if before is None or before == 0:
        return f"nothing in {basis} to compare with"
    if unit == "count":
        ratio = (now / period.days) / (before / basis.days) - 1
        return f"{ratio:+.1%} a day against {basis}"
    if unit == "share":
        return f"{(now - before) * 100:+.1f} points against {basis}"
    return f"{now - before:+.1f} days against {basis}"

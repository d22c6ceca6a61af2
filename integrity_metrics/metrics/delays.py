"""Both delays of every platform, each with its n and its share of zeros: a fast mean may be a copied date."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from integrity_metrics.estimates import Estimates
from integrity_metrics.metrics.ask import ask
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

COLUMNS = {
    "moderation_delay": "dsa_moderation_delay",
    "moderation_zeros": "dsa_zero_moderation_delay_share",
    "disclosure_delay": "dsa_disclosure_delay",
    "disclosure_zeros": "dsa_zero_disclosure_delay_share",
}


@dataclass(frozen=True, slots=True)
class PlatformDelays:
    """One row a platform.

    Parameters
    ----------
    frame
        ``platform``, ``n`` (statements with a moderation delay), ``moderation_delay`` and ``disclosure_delay`` (mean
        days), ``moderation_zeros`` and ``disclosure_zeros`` (lower bounds of the share of zeros); most statements
        first. NaN where n is under the metric's minimum.
    answers
        What it was made from.
    """

    frame: pd.DataFrame
    answers: tuple[Estimates, ...]


def delays_by_platform(warehouse: Warehouse, scope: Scope, *, heartbeat: Heartbeat | None = None) -> PlatformDelays:
    """Return the delays of every platform in scope over its whole period; filters on other dimensions do not apply."""
    filters = tuple(f for f in scope.filters if f.dimension == "platform")
    asked = replace(scope.total(), by=("platform",), filters=filters)
    answers = {column: ask(warehouse, key, asked, heartbeat=heartbeat) for column, key in COLUMNS.items()}
    n = answers["moderation_delay"].frame.set_index("platform")["n"]
    values = {column: answer.frame.set_index("platform")["value"] for column, answer in answers.items()}
    frame = pd.DataFrame({"n": n, **values}).rename_axis("platform").reset_index()
    ranked = frame.fillna({"n": 0}).astype({"n": "int64"}).sort_values("n", ascending=False, ignore_index=True)
    return PlatformDelays(ranked, tuple(answers.values()))

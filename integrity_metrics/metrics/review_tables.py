"""The tables of the weekly review as text: the page, the export and the report show the same to the letter."""

from __future__ import annotations

import pandas as pd

from integrity_metrics.metrics import weekly_review
from integrity_metrics.metrics.catalogue import metric
from integrity_metrics.metrics.labels import format_interval, name_of, per_10k
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.weekly_review import Movers
from integrity_metrics.scope import Scope
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

UNIT = metric("prevalence").unit


def areas_table(warehouse: Warehouse, week: Scope, heartbeat: Heartbeat | None = None) -> pd.DataFrame:
    """Return prevalence by policy area with the verdict on the week before."""

    def build() -> pd.DataFrame:
        frame = weekly_review.by_area(warehouse, week, heartbeat)
        return pd.DataFrame(
            {
                "Policy area": [name_of(str(a)) for a in frame["area"]],
                "Of 10,000 views": [
                    _shown(value, high) for value, high in zip(frame["value"], frame["high"], strict=True)
                ],
                "95% interval": [format_interval(a, b, UNIT) for a, b in zip(frame["low"], frame["high"], strict=True)],
                "Against the week before": [_short(words) for words in frame["words"]],
            }
        )

    return remembered(("areas table", warehouse.version, week), build)


def movers_of(warehouse: Warehouse, week: Scope, heartbeat: Heartbeat | None = None) -> Movers:
    """Return what changed most, remembered."""
    return remembered(
        ("review movers", warehouse.version, week), lambda: weekly_review.movers(warehouse, week, heartbeat)
    )


def movers_table(found: Movers) -> pd.DataFrame:
    """Return what changed most, one row a segment."""
    frame = found.frame
    return pd.DataFrame(
        {
            "Policy, market": frame["segment"],
            "Week before, of 10,000 views": [per_10k(v) for v in frame["before"]],
            "This week": [per_10k(v) for v in frame["after"]],
            "Verdict": [_short(words) for words in frame["words"]],
            "Among all": ["holds" if found else "could be chance" for found in frame["is_found"]],
        }
    )


def movers_sentence(found: Movers) -> str:
    """Return how many segments could be judged, and how many of the changes hold together."""
    held = int(found.frame["is_found"].sum())
    holding = {0: "no change holds", 1: "one change holds"}.get(held, f"{held} changes hold")
    return (
        f"{found.judged:,} of {found.all_segments:,} policies and policy x market cells have enough labels for a "
        f"verdict; {holding} when all are judged together (false discovery rate 5%)."
    )


def _shown(value: float | None, high: float | None) -> str:
    if value is None or pd.isna(value):
        return "not enough data" if high is None or pd.isna(high) else f"at most {per_10k(high)}"
    return per_10k(value)


def _short(words: str) -> str:
    """Leave the unit out: it stands in the head of the table."""
    return words.replace(" of 10,000 views", "")

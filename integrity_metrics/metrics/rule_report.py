"""A backtest as plain values, for JSON and for saving beside others."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from integrity_metrics.metrics.rule_backtest import Backtest

# What a backtest measures against labels, in words.
MEASURE_WORDS = {
    "precision": "precision, per hit seen",
    "precision_by_views": "precision, per view of a hit",
    "recall": "exposure recall",
    "recall_after": "exposure recall, views after the rule could know",
}


def as_records(result: Backtest) -> dict[str, Any]:
    """Return a backtest as plain values: no frames, no NaN; equal runs have equal ``query_hash``."""
    estimated = result.hits_estimated
    return {
        "rule": result.rule.model_dump(),
        "understood": result.understood,
        "since": result.period.since.isoformat(),
        "until": result.period.until.isoformat(),
        "query_hash": result.query_hash,
        "contents": result.contents,
        "hits": result.hits,
        "hits_estimated": None if estimated is None else [_plain(value) for value in estimated],
        "hits_of_live_rules": result.hits_of_live_rules,
        "hits_acted_on": result.hits_acted_on,
        "impressions_before_action": result.impressions_before_action,
        "impressions_after": result.impressions_after,
        "estimates": _rows(result.estimates),
        "by_segment": _rows(result.by_segment),
        "overlap": _rows(result.overlap),
        "seconds": round(result.seconds, 3),
        "queries": [
            {"name": each.name, "sql": each.sql, "seconds": round(each.seconds, 3)} for each in result.executed
        ],
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict(orient="records")]


def _plain(value: Any) -> Any:
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain

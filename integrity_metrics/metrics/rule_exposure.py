"""The violating views of the label sample and the rules that hit them: what recall, overlap and attribution share."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from integrity_metrics.estimates import Executed
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.rule_rows import RuleQuestion, ask_rows
from integrity_metrics.scope import Grain
from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse


@dataclass(frozen=True, slots=True)
class ViolatingViews:
    """Sampled views whose label violates, summed per day, content, stratum and policy.

    Parameters
    ----------
    frame
        ``period_start``, the question's dimensions, ``stratum``, ``content_id``, ``policy_id``, ``draws``, ``weight``
        (views it stands for).
    hits
        ``content_id``, ``rule_id``, ``first_hit_at``, ``was_live``: the rules that hit these contents before the end
        of the period.
    executed
        The statements.
    """

    frame: pd.DataFrame
    hits: pd.DataFrame
    executed: tuple[Executed, ...]

    def of_policy(self, policy_id: str) -> pd.DataFrame:
        """Return the views that violate one policy."""
        return self.frame[self.frame["policy_id"] == policy_id]


def violating_views(warehouse: Warehouse, question: RuleQuestion, heartbeat: Heartbeat | None = None) -> ViolatingViews:
    """Return the violating sampled views of a period, and which rules hit them.

    Views are of the period; hits count whenever they came before its end, so that a content hit long ago and still
    seen counts as caught. The answer is shared between callers: never change its frames in place.
    """
    return remembered(("violating views", warehouse.version, question), lambda: _asked(warehouse, question, heartbeat))


def _asked(warehouse: Warehouse, question: RuleQuestion, heartbeat: Heartbeat | None) -> ViolatingViews:
    # By day, whatever the question's grain: a view after a hit is told by its day.
    views = ask_rows(warehouse, "violating_labels", replace(question, grain=Grain.DAY), heartbeat)
    hits = ask_rows(warehouse, "violating_hits", question, heartbeat)
    return ViolatingViews(views.frame, hits.frame, (views.executed, hits.executed))


@dataclass(frozen=True, slots=True)
class HitMatrix:
    """Which rule hit which content; arrays of shape (contents, rules).

    Parameters
    ----------
    contents, rules
        Ids of rows and columns.
    is_hit
        Whether the rule hit the content.
    is_live
        Whether it did when live.
    first_day
        Day of the first hit; NaT where there is none.
    """

    contents: pd.Index
    rules: tuple[str, ...]
    is_hit: np.ndarray
    is_live: np.ndarray
    first_day: np.ndarray

    def rows_of(self, content_ids: pd.Series) -> np.ndarray:
        """Return the row of every content."""
        return np.asarray(self.contents.get_indexer(pd.Index(content_ids)))


def hit_matrix(views: ViolatingViews, rules: tuple[str, ...]) -> HitMatrix:
    """Return the hits of `rules` on the violating sampled contents."""
    contents = pd.Index(np.unique(views.frame["content_id"].to_numpy(dtype=str)))
    shape = (len(contents), len(rules))
    is_hit, is_live = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    first_day = np.full(shape, np.datetime64("NaT"), dtype="datetime64[D]")
    row = contents.get_indexer(pd.Index(views.hits["content_id"]))
    column = pd.Index(rules).get_indexer(pd.Index(views.hits["rule_id"]))
    known = (row >= 0) & (column >= 0)
    row, column = row[known], column[known]
    is_hit[row, column] = True
    is_live[row, column] = views.hits["was_live"].to_numpy()[known] > 0
    first_day[row, column] = pd.to_datetime(views.hits["first_hit_at"]).to_numpy()[known].astype("datetime64[D]")
    return HitMatrix(contents, rules, is_hit, is_live, first_day)


def effective_contents(content_ids: pd.Series, weight: FloatArray, codes: np.ndarray, groups: int) -> FloatArray:
    """Return Kish's effective number of contents per group, over the weight each content stands for in all."""
    pairs, pair = np.unique(
        codes * (1 << 32) + np.unique(content_ids.to_numpy(dtype=str), return_inverse=True)[1], return_inverse=True
    )
    summed = np.bincount(pair, weight)
    group = (pairs >> 32).astype(np.intp)
    total, squares = np.bincount(group, summed, groups), np.bincount(group, summed**2, groups)
    return np.divide(total**2, squares, out=np.zeros(groups), where=squares > 0)

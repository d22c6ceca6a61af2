"""Prevalence as it would be had views stayed where they were: the mix of one dimension held at a reference period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from integrity_metrics.errors import ScopeError
from integrity_metrics.metrics.catalogue import Metric
from integrity_metrics.metrics.prevalence import PrevalenceTable, told
from integrity_metrics.metrics.prevalence_layout import PLACES, Cells
from integrity_metrics.metrics.prevalence_sums import fetch_cells
from integrity_metrics.scope import Grain, Scope
from integrity_metrics.statistics.front_door import LabelSums, SamplingFrame
from integrity_metrics.warehouse.engine import Heartbeat, Warehouse

NAMES = ("labels", "positives", "weight", "weight_squared", "largest_weight", "positive_weight",
         "positive_weight_squared")  # fmt: skip


def fixed_mix_table(
    warehouse: Warehouse, entry: Metric, scope: Scope, mix: str, heartbeat: Heartbeat | None = None
) -> PrevalenceTable:
    """Return prevalence at the mix of the comparison period, or of the whole period without one.

    Each value of `mix` becomes strata of its own whose impressions are scaled to its share of the reference, so that
    the usual estimator and interval apply (direct standardisation; Kitagawa 1955).

    Raises
    ------
    ScopeError
        When `mix` is no place, the scope is broken down by it already, or the reference has nothing.
    """
    if mix not in PLACES:
        raise ScopeError(f"The mix of {mix} cannot be held fixed; choose one of {', '.join(PLACES)}.")
    if mix in scope.by:
        raise ScopeError(f"Broken down by {mix.replace('_', ' ')} there is no mix of it left to hold fixed.")
    reference = replace(scope, period=scope.comparison or scope.period, grain=Grain.TOTAL, by=(mix,), comparison=None)
    at_reference = fetch_cells(warehouse, reference, heartbeat)
    size = np.asarray(at_reference.frame.populations).sum(axis=1)
    if not size.sum():
        raise ScopeError("The comparison period has no sampled views, so no mix to hold fixed; choose a later one.")
    shares = dict(zip(at_reference.index[mix], size / size.sum(), strict=True))
    plain = scope.alone()
    cells = fetch_cells(warehouse, replace(plain, by=(*plain.by, mix)), heartbeat)
    standard = standardised(cells, plain.by, mix, shares)
    table = told(warehouse, entry, plain, standard)
    frame = table.frame.assign(method=[f"fixed mix of {mix.replace('_', ' ')}, {m}" for m in table.frame["method"]])
    return PrevalenceTable(frame, (*at_reference.executed, *cells.executed))


def standardised(cells: Cells, by: tuple[str, ...], mix: str, shares: dict[str, float]) -> Cells:
    """Fold the values of `mix` into strata whose impressions have the given shares.

    Parameters
    ----------
    cells
        Broken down by `by` and `mix`.
    by, mix
        The segments to keep and the dimension to fold.
    shares
        Share of the reference's impressions per value of `mix`; a value it does not hold weighs nothing, and a segment
        with no value it holds is left out.
    """
    keys = ["period_start", *by]
    values = sorted(shares)
    strata = cells.frame.strata
    segments = cells.index[keys].drop_duplicates().reset_index(drop=True)
    place = {key: i for i, key in enumerate(segments.itertuples(index=False, name=None))}
    row = np.array([place[key] for key in cells.index[keys].itertuples(index=False, name=None)], dtype=np.intp)
    column = np.array([values.index(v) if v in shares else -1 for v in cells.index[mix]], dtype=np.intp)
    known = column >= 0

    def folded(matrix: np.ndarray) -> np.ndarray:
        out = np.zeros((len(segments), len(values), len(strata)))
        out[row[known], column[known]] = np.asarray(matrix, dtype=np.float64)[known]
        return out.reshape(len(segments), len(values) * len(strata))

    population = folded(np.asarray(cells.frame.populations)).reshape(len(segments), len(values), len(strata))
    held = population.sum(axis=2, keepdims=True)
    wanted = np.array([shares[v] for v in values])[None, :, None]
    scaled = np.divide(population, held, out=np.zeros_like(population), where=held > 0) * wanted
    kept = np.flatnonzero(scaled.sum(axis=(1, 2)) > 0)
    sums = LabelSums(**{name: folded(np.asarray(getattr(cells.sums, name)))[kept] for name in NAMES})
    sampled = np.zeros(len(segments))
    np.add.at(sampled, row[known], cells.sampled[known])
    flaws = pd.Series(cells.flaws, dtype=object).groupby(row).agg(lambda said: next((s for s in said if s), ""))
    names = tuple(f"{stratum} of {value}" for value in values for stratum in strata)
    return Cells(
        segments.iloc[kept].reset_index(drop=True),
        sums,
        SamplingFrame(names, scaled.reshape(len(segments), len(names))[kept]),
        sampled[kept],
        tuple(flaws.reindex(kept, fill_value="")),
        cells.executed,
    )

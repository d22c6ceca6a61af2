"""Whether prevalence changed between two periods: per segment, with a verdict and the smallest change to be seen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from integrity_metrics.errors import ScopeError
from integrity_metrics.estimates import REASON, Executed
from integrity_metrics.metrics.memory import remembered
from integrity_metrics.metrics.prevalence import LABELLED_FROM
from integrity_metrics.metrics.prevalence_layout import OUTCOMES, PLACES
from integrity_metrics.metrics.prevalence_sums import label_extent, outcomes_of
from integrity_metrics.metrics.tidy import named_segments
from integrity_metrics.scope import Grain, Period, Scope
from integrity_metrics.statistics.benjamini_hochberg import benjamini_hochberg
from integrity_metrics.statistics.front_door import PrevalenceSample, SamplingFrame, Verdict, estimate_change
from integrity_metrics.statistics.status import Status
from integrity_metrics.warehouse.engine import Heartbeat, Result, Warehouse
from integrity_metrics.warehouse.query_files import load_query

# Share of the segments called changed that may be so by chance.
FALSE_DISCOVERY_RATE = 0.05


@dataclass(frozen=True, slots=True)
class PrevalenceChange:
    """What changed between two periods.

    Parameters
    ----------
    frame
        The scope's dimensions, then ``before``, ``after``, ``difference``, ``low``, ``high``, ``smallest_visible``,
        ``n_before``, ``n_after``, ``positives``, ``verdict`` (a `statistics.change_estimate.Verdict`), ``status``,
        ``reason`` and ``is_found`` (still a change when all segments are judged together, Benjamini-Hochberg).
    unsampled
        Segments with impressions in one of the periods only, left out.
    executed
        The statements behind it.
    """

    frame: pd.DataFrame
    unsampled: int
    executed: tuple[Executed, ...]


@dataclass(frozen=True, slots=True)
class _Sample:
    rows: pd.DataFrame
    frame: pd.DataFrame
    executed: tuple[Executed, ...]


def prevalence_change(warehouse: Warehouse, scope: Scope, heartbeat: Heartbeat | None = None) -> PrevalenceChange:
    """Compare the scope's period with its comparison period, per segment of its break-down.

    A content labelled in both periods is one cluster: its repeats are no further evidence.

    Raises
    ------
    ScopeError
        Without a comparison period.
    """
    if scope.comparison is None:
        raise ScopeError("A change needs a period to compare with; choose one under “Compare with”.")
    before = scope.comparison
    return remembered(
        ("prevalence change", warehouse.version, scope.total(scope.period), before),
        lambda: _change(warehouse, scope, before, heartbeat),
    )


def _change(warehouse: Warehouse, scope: Scope, before: Period, heartbeat: Heartbeat | None) -> PrevalenceChange:
    places = [d for d in scope.by if d in PLACES]
    first, second = (_sample(warehouse, scope, period, heartbeat) for period in (before, scope.period))
    executed = (*first.executed, *second.executed)
    strata = sorted({*first.frame["stratum"], *second.frame["stratum"]})
    homes = _shared_homes(first.frame, second.frame, places)
    columns = [*scope.by, "before", "after", "difference", "low", "high", "smallest_visible", "n_before", "n_after"]
    if not len(homes):
        empty = pd.DataFrame(columns=[*columns, "positives", "verdict", "status", REASON, "is_found"])
        return PrevalenceChange(empty, 0, executed)
    outcomes = outcomes_of(warehouse, scope)
    width = max(1, int(np.prod([len(v) for v in outcomes.values()])))
    wanted = {d: scope.values_of(d) for d in OUTCOMES if scope.values_of(d)}
    samples, frames = [], []
    for part in (first, second):
        population = _population(part.frame, homes, places, strata)
        samples.append(_laid(part.rows, homes, places, outcomes, wanted, strata, population))
        frames.append(SamplingFrame(tuple(strata), np.repeat(population, width, axis=0)))
    found = estimate_change(samples[0], samples[1], frames[0], frames[1])
    index = _index(homes, outcomes, scope)
    waiting = " ".join(_immaturity(warehouse, scope, period, heartbeat) for period in (before, scope.period)).strip()
    frame = index.assign(
        before=found.before,
        after=found.after,
        difference=found.difference,
        low=found.low,
        high=found.high,
        smallest_visible=found.minimum_detectable_change,
        n_before=found.n_before.astype(np.int64),
        n_after=found.n_after.astype(np.int64),
        positives=found.n_positive.astype(np.int64),
        verdict=found.verdict.astype(object),
        status=found.status.astype(object),
        reason=[" ".join(r.sentence for r in reasons) for reasons in found.reasons],
        is_found=_found(found.difference, found.se_process, found.status),
    )
    if waiting:
        # The last labels to come are of hard items: what is there of them is no random part of the sample.
        shown = frame["status"] == Status.OK
        frame = frame.assign(
            verdict=Verdict.TOO_LITTLE_DATA.value,
            status=np.where(shown, Status.IMMATURE.value, frame["status"]),
            reason=[f"{waiting} {said}".strip() for said in frame[REASON]],
            is_found=False,
        )
    everywhere = len(pd.concat([first.frame, second.frame])[places].drop_duplicates()) if places else 1
    return PrevalenceChange(frame, (everywhere - len(homes)) * width, executed)


def _immaturity(warehouse: Warehouse, scope: Scope, period: Period, heartbeat: Heartbeat | None) -> str:
    """Say why a period cannot be compared yet; empty when it can. The same for every break-down of the scope."""
    data = label_extent(warehouse)
    if period.since < data.since or period.until > data.until:
        return f"{period} is not wholly inside the data ({data})."
    sums = _asked(warehouse, "metrics/prevalence_labels", _seen(scope, period), heartbeat).frame
    drawn, labelled = float(sums["sampled"].astype(float).sum()), float(sums["labels"].astype(float).sum())
    if drawn and labelled / drawn < LABELLED_FROM:
        return f"Labels of {period} are still to come: {labelled / drawn:.0%} are there, {LABELLED_FROM:.0%} needed."
    return ""


def _sample(warehouse: Warehouse, scope: Scope, period: Period, heartbeat: Heartbeat | None) -> _Sample:
    """Return labels and impressions of a period; the labels are one answer, whatever the break-down."""
    seen = _seen(scope, period)
    whole = replace(seen, by=tuple(d for d in scope.by if d in PLACES))
    rows = _asked(warehouse, "metrics/prevalence_rows", seen, heartbeat)
    frame = _asked(warehouse, "metrics/prevalence_frame", whole, heartbeat)
    return _Sample(rows.frame, named_segments(frame.frame, whole), (rows.executed, frame.executed))


def _seen(scope: Scope, period: Period) -> Scope:
    """Return the places the scope keeps to, in a whole period: what is sampled, whatever counts as violating."""
    filters = tuple(f for f in scope.filters if f.dimension in PLACES)
    return replace(scope, period=period, grain=Grain.TOTAL, by=(), filters=filters, comparison=None)


def _asked(warehouse: Warehouse, name: str, scope: Scope, heartbeat: Heartbeat | None) -> Result:
    """Return the answer of a query file, remembered: a review compares the same two weeks by several break-downs."""
    statement = warehouse.shape(
        load_query(name),
        {"since": scope.period.since, "until": scope.period.until},
        # Labels one by one have no period of their own.
        grain=None if name == "metrics/prevalence_rows" else scope.grain,
        by=scope.by,
        filters=scope.filters,
    )
    return remembered((name, warehouse.version, scope), lambda: warehouse.run(statement, heartbeat=heartbeat))


def _shared_homes(first: pd.DataFrame, second: pd.DataFrame, places: list[str]) -> pd.DataFrame:
    """Return the segments with impressions in both periods; a total is one segment without a name."""
    seen = [part[part["impressions"] > 0] for part in (first, second)]
    if any(part.empty for part in seen):
        return pd.DataFrame(columns=places, index=[])
    if not places:
        return pd.DataFrame(index=[0])
    both = seen[0][places].drop_duplicates().merge(seen[1][places].drop_duplicates(), on=places)
    return both.sort_values(places, ignore_index=True)


def _population(frame: pd.DataFrame, homes: pd.DataFrame, places: list[str], strata: list[str]) -> NDArray[np.float64]:
    matrix = np.zeros((len(homes), len(strata)))
    row = _places_of(frame, homes, places)
    known = row >= 0
    column = pd.Index(strata).get_indexer(pd.Index(frame["stratum"]))
    np.add.at(matrix, (row[known], column[known]), frame["impressions"].to_numpy(dtype=np.float64)[known])
    return matrix


def _places_of(rows: pd.DataFrame, homes: pd.DataFrame, places: list[str]) -> NDArray[np.intp]:
    if not places:
        return np.zeros(len(rows), dtype=np.intp)
    if len(places) == 1:
        return np.asarray(pd.Index(homes[places[0]]).get_indexer(rows[places[0]]), dtype=np.intp)
    return np.asarray(
        pd.MultiIndex.from_frame(homes[places]).get_indexer(pd.MultiIndex.from_frame(rows[places])), dtype=np.intp
    )


def _laid(
    rows: pd.DataFrame,
    homes: pd.DataFrame,
    places: list[str],
    outcomes: dict[str, tuple[str, ...]],
    wanted: dict[str, tuple[str, ...]],
    strata: list[str],
    population: NDArray[np.float64],
) -> PrevalenceSample:
    """Repeat the labels for each policy asked about; labels of strata the frame does not hold are left out."""
    home = _places_of(rows, homes, places)
    stratum = pd.Index(strata).get_indexer(pd.Index(rows["stratum"]))
    inside = (home >= 0) & (stratum >= 0)
    inside[inside] = population[home[inside], stratum[inside]] > 0
    kept, home = rows[inside], home[inside]
    violating = kept["is_violating"].to_numpy(dtype=bool)
    for dimension, values in wanted.items():
        violating = violating & kept[dimension].isin(values).to_numpy()
    combinations = _combinations(outcomes)
    hits = np.ones((len(combinations), len(kept)), dtype=bool) & violating
    for dimension in outcomes:
        hits &= kept[dimension].to_numpy(dtype=object)[None, :] == combinations[dimension].to_numpy()[:, None]
    repeat = len(combinations)
    return PrevalenceSample(
        hits.ravel().astype(np.float64),
        np.tile(kept["content_id"].astype(str).to_numpy(), repeat),
        np.tile(kept["stratum"].astype(str).to_numpy(), repeat),
        inclusion_probability=np.tile(kept["inclusion_probability"].to_numpy(dtype=np.float64), repeat),
        segment=(home[None, :] * repeat + np.arange(repeat)[:, None]).ravel(),
    )


def _combinations(outcomes: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    if not outcomes:
        return pd.DataFrame(index=[0])
    return pd.MultiIndex.from_product(list(outcomes.values()), names=list(outcomes)).to_frame(index=False)


def _index(homes: pd.DataFrame, outcomes: dict[str, tuple[str, ...]], scope: Scope) -> pd.DataFrame:
    combined = homes.merge(_combinations(outcomes), how="cross")
    return combined[list(scope.by)].reset_index(drop=True)


def _found(difference: NDArray[np.float64], error: NDArray[np.float64], status: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Return which changes hold when all segments with enough data are judged together."""
    judged = (status == Status.OK) & (error > 0)
    found = np.zeros(len(difference), dtype=bool)
    if judged.any():
        p_values = 2 * ndtr(-np.abs(difference[judged] / error[judged]))
        found[judged] = benjamini_hochberg(p_values, FALSE_DISCOVERY_RATE).rejected
    return found

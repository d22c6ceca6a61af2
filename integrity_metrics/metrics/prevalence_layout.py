"""Sums of labels laid out as arrays, and what is wrong with a sample: no frame, stray strata, weights that miss it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from integrity_metrics.estimates import Executed
from integrity_metrics.scope import Scope
from integrity_metrics.statistics.front_door import LabelSums, SamplingFrame

# Where an impression was seen; the rest of the dimensions says what is found violating.
PLACES = ("market", "surface", "content_type")
OUTCOMES = ("policy", "area")
# Share by which the weights of all draws may miss the impressions of their frame.
LARGEST_WEIGHT_ERROR = 0.01
# Share of the draws that must be labelled before their weights are added up: days differ.
ENOUGH_TO_ADD_UP = 0.95

FloatMatrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cells:
    """Sums per segment and stratum, ready for the estimator.

    Parameters
    ----------
    index
        One row a segment: ``period_start`` and the scope's dimensions.
    sums
        Labels, shape (segments, strata).
    frame
        Impressions per segment and stratum.
    sampled
        Draws, labelled or not, shape (segments,).
    flaws
        Per segment, what is wrong with its sample, in words; empty where nothing is.
    executed
        The statements behind it.
    """

    index: pd.DataFrame
    sums: LabelSums
    frame: SamplingFrame
    sampled: FloatMatrix
    flaws: tuple[str, ...]
    executed: tuple[Executed, ...]


def lay_out(
    labels: pd.DataFrame,
    positives: pd.DataFrame,
    frame: pd.DataFrame,
    scope: Scope,
    outcomes: dict[str, tuple[str, ...]],
    executed: tuple[Executed, ...] = (),
) -> Cells:
    """Lay tidy sums out as arrays.

    Parameters
    ----------
    labels, positives, frame
        As the queries give them, segments named; ``period_start``, ``stratum`` and sums.
    scope
        The question.
    outcomes
        Values of each policy dimension of the break-down.
    executed
        The statements behind them.
    """
    places = ["period_start", *(d for d in scope.by if d in PLACES)]
    homes = labels[places].drop_duplicates()
    if not frame.empty:
        homes = pd.concat([homes, frame[places]]).drop_duplicates()
    homes = homes.sort_values(places, kind="stable", ignore_index=True)
    strata = sorted({*labels["stratum"], *frame["stratum"]})
    home_of, stratum_of = _codes(homes, places), {name: i for i, name in enumerate(strata)}
    shape_of = (len(homes), len(strata))
    population = _matrix(frame, places, home_of, stratum_of, "impressions", shape_of)
    sums = {
        name: _matrix(labels, places, home_of, stratum_of, name, shape_of)
        for name in ("labels", "weight", "weight_squared", "largest_weight")
    }
    drawn = _matrix(labels, places, home_of, stratum_of, "sampled", shape_of)
    if places == ["period_start"] and not any(f.dimension in PLACES for f in scope.filters):
        weights = _weight_flaws(population, sums, drawn, strata)
    else:
        # The draws of a part of the platform reproduce its impressions on average only.
        weights = [""] * len(homes)
    population, flaws = _repaired(population, sums, strata)
    flaws = [" ".join(part for part in parts if part) for parts in zip(flaws, weights, strict=True)]
    sampled = drawn.sum(axis=1)
    kept = population.sum(axis=1) > 0
    segments, positive = _with_outcomes(homes, positives, places, home_of, stratum_of, outcomes, shape_of)
    repeat = len(segments) // max(len(homes), 1)
    many = np.repeat(kept, repeat)
    stray = (np.repeat(population, repeat, axis=0) == 0)[many]
    arrays = {name: np.repeat(matrix, repeat, axis=0)[many] for name, matrix in sums.items()}
    arrays |= {name: np.where(stray, 0.0, matrix[many]) for name, matrix in positive.items()}
    return Cells(
        segments[many].reset_index(drop=True)[["period_start", *scope.by]],
        LabelSums(**arrays),
        SamplingFrame(tuple(strata), np.repeat(population, repeat, axis=0)[many], _names(segments[many])),
        np.repeat(sampled, repeat)[many],
        tuple(np.repeat(np.array(flaws, dtype=object), repeat)[many]),
        executed,
    )


def _names(segments: pd.DataFrame) -> tuple[str, ...]:
    """Name segments for reasons in words; one alone needs no name."""
    if len(segments) < 2:
        return ()
    return tuple(", ".join(str(part) for part in row) for row in segments.itertuples(index=False, name=None))


def _codes(homes: pd.DataFrame, places: list[str]) -> dict[tuple[object, ...], int]:
    return {key: i for i, key in enumerate(homes[places].itertuples(index=False, name=None))}


def _matrix(
    rows: pd.DataFrame,
    places: list[str],
    home_of: dict[tuple[object, ...], int],
    stratum_of: dict[str, int],
    column: str,
    shape_of: tuple[int, int],
) -> FloatMatrix:
    matrix = np.zeros(shape_of)
    if len(rows):
        homes = [home_of[key] for key in rows[places].itertuples(index=False, name=None)]
        matrix[homes, rows["stratum"].map(stratum_of).to_numpy()] = np.nan_to_num(
            rows[column].to_numpy(dtype=np.float64)  # the largest weight of no label is NULL
        )
    return matrix


def _repaired(
    population: FloatMatrix, sums: dict[str, FloatMatrix], strata: list[str]
) -> tuple[FloatMatrix, list[str]]:
    """Name what is wrong with the frame: no frame at all, labels in strata it does not know, weights that miss it."""
    flaws = [""] * len(population)
    fixed = population.copy()
    for row in range(len(population)):
        stray = (population[row] == 0) & (sums["labels"][row] > 0)
        if not stray.any():
            continue
        if population[row].sum() == 0:
            fixed[row] = sums["weight"][row]
            flaws[row] = (
                "No sampling frame for this segment: weighed by inclusion probability alone. "
                "Load sampling_frame for these days."
            )
            continue
        names = ", ".join(strata[h] for h in np.flatnonzero(stray))
        count = int(sums["labels"][row][stray].sum())
        flaws[row] = f"{count:,} labels of stratum {names} left out: the sampling frame does not hold it."
        for matrix in sums.values():
            matrix[row, stray] = 0.0
    return fixed, flaws


def _weight_flaws(
    population: FloatMatrix, sums: dict[str, FloatMatrix], drawn: FloatMatrix, strata: list[str]
) -> list[str]:
    """Name strata whose inverse probabilities do not add up to their impressions, per segment.

    Labels still to come are counted with the weight of those that are there.
    """
    labels, weight = sums["labels"], sums["weight"]
    told = (labels > 0) & (population > 0) & (labels >= ENOUGH_TO_ADD_UP * drawn)
    total = np.divide(weight * drawn, labels, out=np.zeros_like(weight), where=told)
    ratio = np.divide(total, population, out=np.ones_like(total), where=told)
    off = np.abs(ratio - 1) > LARGEST_WEIGHT_ERROR
    return [
        " ".join(
            f"Inverse probabilities of stratum {strata[h]} add up to {ratio[row, h]:.0%} of its impressions: "
            "check inclusion_probability and sampling_frame."
            for h in np.flatnonzero(off[row])
        )
        for row in range(len(population))
    ]


def _with_outcomes(
    homes: pd.DataFrame,
    positives: pd.DataFrame,
    places: list[str],
    home_of: dict[tuple[object, ...], int],
    stratum_of: dict[str, int],
    outcomes: dict[str, tuple[str, ...]],
    shape_of: tuple[int, int],
) -> tuple[pd.DataFrame, dict[str, FloatMatrix]]:
    """Repeat each segment for each value of the policy dimensions, and lay out its positives."""
    names = list(outcomes)
    combinations = pd.DataFrame(index=[0])
    if names:
        combinations = pd.MultiIndex.from_product([outcomes[n] for n in names], names=names).to_frame(index=False)
    if len(names) > 1:
        # A policy lies in one area: only the pairs that occur.
        combinations = combinations.merge(positives[names].drop_duplicates(), on=names)
    segments = homes.merge(combinations, how="cross") if names else homes
    width = len(combinations)
    place_of = {key: i for i, key in enumerate(combinations.itertuples(index=False, name=None))} if names else {(): 0}
    columns = {"positives": "positives", "positive_weight": "positive_weight"}
    columns["positive_weight_squared"] = "positive_weight_squared"
    arrays = {name: np.zeros((shape_of[0] * width, shape_of[1])) for name in columns}
    if len(positives):
        keys = positives[names].itertuples(index=False, name=None) if names else [()] * len(positives)
        spots = [
            (home_of.get(home), place_of.get(key))
            for home, key in zip(positives[places].itertuples(index=False, name=None), keys, strict=True)
        ]
        known = np.array([h is not None and p is not None for h, p in spots])
        rows = np.array([h * width + p for h, p in spots if h is not None and p is not None], dtype=np.intp)
        columns_at = positives["stratum"].map(stratum_of).to_numpy()[known].astype(np.intp)
        for name in columns:
            np.add.at(arrays[name], (rows, columns_at), positives[name].to_numpy(dtype=np.float64)[known])
    return segments, arrays

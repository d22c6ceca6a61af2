"""Where the points of a sparkline stand: geometry that HTML and PDF draw alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from integrity_metrics.reports.card import Spark

WIDTH, HEIGHT, EDGE = 200.0, 40.0, 4.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class SparkShape:
    """Points in a field of `WIDTH` x `HEIGHT`, y upwards.

    Parameters
    ----------
    lines
        Runs of neighbouring final numbers; a gap parts them.
    dashed
        The same where an end is not final.
    bands
        Closed outlines, one a run of periods that have an interval.
    last
        The latest number.
    is_last_mature
        Whether that one is final: else its dot is hollow.
    """

    lines: tuple[tuple[Point, ...], ...]
    dashed: tuple[tuple[Point, ...], ...]
    bands: tuple[tuple[Point, ...], ...]
    last: Point
    is_last_mature: bool


def spark_shape(spark: Spark) -> SparkShape | None:
    """Return the shape, stretched from the lowest to the highest number; None with fewer than two numbers.

    Examples
    --------
    >>> spark_shape(Spark((1.0, 3.0))).lines
    (((4.0, 4.0), (196.0, 36.0)),)
    """
    if not spark.is_drawable:
        return None
    known = [number for number in (*spark.values, *spark.low, *spark.high) if math.isfinite(number)]
    lowest, highest = min(known), max(known)

    def point(position: int, number: float) -> Point:
        share = (number - lowest) / (highest - lowest) if highest > lowest else 0.5
        step = (WIDTH - 2 * EDGE) / (len(spark.values) - 1)
        return round(EDGE + step * position, 2), round(EDGE + (HEIGHT - 2 * EDGE) * share, 2)

    is_there = [math.isfinite(v) for v in spark.values]
    is_final = spark.is_mature or (True,) * len(spark.values)
    # Edge i joins the numbers i and i + 1.
    edges = [one and other for one, other in pairwise(is_there)]
    final = [one and other for one, other in pairwise(is_final)]
    solid = _runs([edge and whole for edge, whole in zip(edges, final, strict=True)])
    dashed = _runs([edge and not whole for edge, whole in zip(edges, final, strict=True)])
    has_band = [math.isfinite(low + high) for low, high in zip(spark.low, spark.high, strict=True)]
    bands = [run for run in _runs(has_band) if len(run) > 1]
    last = max(i for i, there in enumerate(is_there) if there)
    return SparkShape(
        tuple(tuple(point(i, spark.values[i]) for i in [*run, run[-1] + 1]) for run in solid),
        tuple(tuple(point(i, spark.values[i]) for i in [*run, run[-1] + 1]) for run in dashed),
        tuple(
            tuple(point(i, spark.high[i]) for i in run) + tuple(point(i, spark.low[i]) for i in reversed(run))
            for run in bands
        ),
        point(last, spark.values[last]),
        is_final[last],
    )


def _runs(is_there: list[bool]) -> list[list[int]]:
    """Return the positions that are there, parted where one is missing."""
    runs: list[list[int]] = []
    for position, there in enumerate(is_there):
        if there and position and is_there[position - 1]:
            runs[-1].append(position)
        elif there:
            runs.append([position])
    return runs

"""Two weeks in which nothing changed: how often is an alarm raised, and do the limits of a difference hold 0."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from calibration.tally import Alarms, Coverage, Promise, alarms, coverage, seeded
from calibration.viral import draw_week, popularity
from integrity_metrics.statistics.front_door import PrevalenceSample, SamplingFrame, Verdict, estimate_change
from integrity_metrics.statistics.miettinen_nurminen import miettinen_nurminen
from integrity_metrics.statistics.newcombe import newcombe
from integrity_metrics.statistics.wald_difference import wald_difference

CONTENTS = 4000
LABELS = 2000
# (rate, exponent of the views, share of contents that stay for the second week, whether drawn by score)
STABLE = [
    (0.1, 0.0, 0.0, False),
    (0.1, 0.7, 0.0, False),
    (0.1, 1.0, 0.0, False),
    (0.1, 1.0, 0.5, False),
    (0.02, 1.0, 0.0, False),
    (0.1, 1.2, 0.0, False),
    (0.1, 1.0, 0.0, True),
    (0.1, 1.0, 0.5, True),
    (0.02, 1.0, 0.0, True),
]
# Labels and rates of two simple samples; the difference is the second less the first.
PAIRS = [(0.2, 0.2, 1000, 1000), (0.2, 0.25, 1000, 500), (0.02, 0.02, 2000, 2000), (0.002, 0.004, 4000, 4000)]
MORE_RUNS = 10


def false_alarms(runs: int) -> Iterator[Alarms]:
    """Clustered verdicts of the front door, and the same rows with every label taken as a content of its own."""
    for rate, exponent, staying, by_score in STABLE:
        situation = (
            f"{'even' if exponent == 0 else f'Zipf {exponent:g}'} views, rate {rate:g}, {LABELS:,} labels a week"
            f"{f', {staying:.0%} of contents stay' if staying else ''}{', by score' if by_score else ''}"
        )
        generator, views = seeded(situation), popularity(exponent, CONTENTS)
        verdicts = {True: np.empty(runs, dtype="<U24"), False: np.empty(runs, dtype="<U24")}
        for run in range(runs):
            weeks = _two_weeks(generator, views, rate, staying, by_score)
            for is_clustered, said in verdicts.items():
                said[run] = _verdict(weeks, is_clustered)
        for is_clustered, said in verdicts.items():
            raised = np.isin(said, [Verdict.RISE, Verdict.FALL])
            method = "clustered by content" if is_clustered else "every label its own content"
            promise = Promise.ALARMS if is_clustered else Promise.CONTRAST
            yield alarms((situation, method), promise, raised, said != Verdict.TOO_LITTLE_DATA)


def simple_differences(runs: int) -> Iterator[Coverage]:
    """Two independent simple random samples."""
    for before, after, labels_before, labels_after in PAIRS:
        situation = f"two simple samples, {before:g} and {after:g}, {labels_before:,} and {labels_after:,} labels"
        generator = seeded(situation)
        counts_before = generator.binomial(labels_before, before, runs * MORE_RUNS)
        counts_after = generator.binomial(labels_after, after, runs * MORE_RUNS)
        promise = Promise.COVERAGE if before >= 0.005 else Promise.RARE
        for name, method, kept in (
            ("Newcombe", newcombe, promise),
            ("Miettinen-Nurminen", miettinen_nurminen, promise),
            ("Wald", wald_difference, Promise.CONTRAST),
        ):
            found = method(counts_before, labels_before, counts_after, labels_after)
            yield coverage((situation, "difference", name), kept, after - before, found.low, found.high, found.status)


Drawn = tuple[PrevalenceSample, SamplingFrame]


def _two_weeks(
    generator: np.random.Generator,
    views: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    rate: float,
    staying: float,
    by_score: bool,
) -> tuple[Drawn, Drawn]:
    """Draw both weeks; contents that stay keep id, label and rank of views."""
    violates, ids = generator.random(len(views)) < rate, np.arange(len(views))
    weeks = []
    for _ in range(2):
        drawn, stratum, sizes = draw_week(generator, violates, views, LABELS, by_score)
        strata = tuple(f"stratum {h}" for h in range(len(sizes)))
        sample = PrevalenceSample(violates[drawn], ids[drawn], np.array(strata)[stratum])
        weeks.append((sample, SamplingFrame(strata, sizes)))
        goes = generator.random(len(views)) >= staying
        violates = np.where(goes, generator.random(len(views)) < rate, violates)
        ids = np.where(goes, ids + len(views), ids)
    return weeks[0], weeks[1]


def _verdict(weeks: tuple[Drawn, Drawn], is_clustered: bool) -> str:
    (before, frame_before), (after, frame_after) = weeks
    if not is_clustered:
        before, after = (
            PrevalenceSample(sample.is_violating, np.arange(LABELS) + week * LABELS, sample.stratum)
            for week, sample in enumerate((before, after))
        )
    return str(estimate_change(before, after, frame_before, frame_after).verdict[0])

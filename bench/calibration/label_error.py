"""Labels that err: corrected with validation counts, and with the counted error rates taken as exact."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from calibration.front_door import answer_counts
from calibration.level import LABELS, POPULATIONS, RATES
from calibration.tally import Coverage, Promise, coverage, seeded
from integrity_metrics.statistics.corrected_prevalence import estimate_corrected_prevalence
from integrity_metrics.statistics.rogan_gladen import rogan_gladen
from integrity_metrics.statistics.wilson import wilson

QUESTION = "true rate"
# (true rate, sensitivity, specificity, labels, validated positives, validated negatives)
SITUATIONS = [
    (0.2, 0.9, 0.95, 4000, 200, 400),
    (0.05, 0.9, 0.98, 4000, 200, 400),
    (0.02, 0.85, 0.99, 4000, 200, 1000),
    (0.02, 0.85, 0.99, 50_000, 100, 500),
    (0.002, 0.85, 0.999, 20_000, 200, 5000),
]


def wrong_labels(runs: int) -> Iterator[Coverage]:
    """Label simple samples with error, sensitivity and specificity counted on validation items."""
    for rate, sensitivity, specificity, labels, sick, well in SITUATIONS:
        situation = (
            f"rate {rate:g}, sensitivity {sensitivity:g}, specificity {specificity:g}, "
            f"{labels:,} labels, {sick:,} + {well:,} validation items"
        )
        generator = seeded(situation)
        apparent = rate * sensitivity + (1 - rate) * (1 - specificity)
        positives = generator.binomial(labels, apparent, runs)
        found_sick, found_well = (
            generator.binomial(sick, sensitivity, runs),
            generator.binomial(well, specificity, runs),
        )
        answers = [
            estimate_corrected_prevalence(
                k, labels, true_positives=a, validated_positives=sick, true_negatives=b, validated_negatives=well
            )
            for k, a, b in zip(positives.tolist(), found_sick.tolist(), found_well.tolist(), strict=True)
        ]
        promise = Promise.COVERAGE if rate >= 0.005 else Promise.RARE
        yield coverage(
            (situation, QUESTION, "Lang-Reiczigel"),
            promise,
            rate,
            *(
                [np.nan if end is None else end for end in ends]
                for ends in zip(*((a.low, a.high) for a in answers), strict=True)
            ),
            [a.status.value for a in answers],
        )
        observed = wilson(positives, labels)
        exact = [rogan_gladen(end, found_sick / sick, found_well / well).value for end in (observed.low, observed.high)]
        for name, (low, high) in (
            ("Rogan-Gladen, counted error rates taken as exact", exact),
            ("no correction", (observed.low, observed.high)),
        ):
            yield coverage((situation, QUESTION, name), Promise.CONTRAST, rate, low, high, np.full(runs, "ok"))


def wrong_labels_by_score(runs: int) -> Iterator[Coverage]:
    """Do the same with samples drawn by score: weighted rate and effective number of labels stand for counts."""
    shares = np.array(POPULATIONS) / sum(POPULATIONS)
    sensitivity, specificity, sick, well = 0.85, 0.99, 200, 1000
    rates = np.array(RATES["2%"])
    truth, labels = float(shares @ rates), [LABELS // 4] * 4
    situation = f"by score, equal, rate 2%, sensitivity {sensitivity:g}, specificity {specificity:g}, {LABELS:,} labels"
    generator = seeded(situation)
    found = answer_counts(
        generator.binomial(labels, rates * sensitivity + (1 - rates) * (1 - specificity), (runs, 4)),
        labels,
        POPULATIONS,
    )
    effective = found.value * (1 - found.value) / found.se_design**2
    found_sick, found_well = generator.binomial(sick, sensitivity, runs), generator.binomial(well, specificity, runs)
    answers = [
        estimate_corrected_prevalence(
            p * n, n, true_positives=a, validated_positives=sick, true_negatives=b, validated_negatives=well
        )
        for p, n, a, b in zip(found.value, effective, found_sick, found_well, strict=True)
    ]
    yield coverage(
        (situation, QUESTION, "Lang-Reiczigel on n_eff"),
        Promise.COVERAGE,
        truth,
        [np.nan if a.low is None else a.low for a in answers],
        [np.nan if a.high is None else a.high for a in answers],
        [a.status.value for a in answers],
    )

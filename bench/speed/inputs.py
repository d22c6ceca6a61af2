"""The inputs every package is given, drawn once with a fixed seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def make_inputs() -> dict[str, NDArray[np.generic]]:
    """Arrays by name, of the size a year of a large platform brings."""
    random = np.random.default_rng(2026)
    return {
        **_counts(random),
        **_survey(random),
        **_cases(random),
        **_scores(random),
        **_ratings(random),
        "p_values": random.random(100_000) ** 2,
    }


def _counts(random: np.random.Generator) -> dict[str, NDArray[np.generic]]:
    """Positives of labels in 10,000 segments, two weeks."""
    labels = random.integers(30, 5000, (2, 10_000))
    # One positive at least: the packages differ in what they print at 0.
    positives = np.maximum(random.binomial(labels, 0.02), 1)
    return {"positives": positives[0], "labels": labels[0], "positives_after": positives[1], "labels_after": labels[1]}


def _survey(random: np.random.Generator) -> dict[str, NDArray[np.generic]]:
    """Weighted labels in 20 strata, contents inside strata, 200 segments across them."""
    rows = 50_000
    stratum = random.integers(0, 20, rows)
    content = stratum * 1000 + np.minimum(random.pareto(0.8, rows) * 20, 999).astype(np.int64)
    violates = random.random(20_000) < 0.05
    return {
        "survey_y": violates[content].astype(np.float64),
        "survey_weight": random.uniform(1, 20, 20)[stratum],
        "survey_stratum": stratum,
        "survey_content": content,
        "survey_segment": random.integers(0, 200, rows),
    }


def _cases(random: np.random.Generator) -> dict[str, NDArray[np.generic]]:
    """100,000 cases in 200 queues, over half still open; some left another way."""
    cases = 100_000
    action, deletion, followed = (
        random.exponential(48, cases),
        random.exponential(200, cases),
        random.uniform(0, 72, cases),
    )
    end = np.minimum(np.minimum(action, deletion), followed)
    return {
        "case_age": end,
        "case_actioned": (end == action).astype(np.float64),
        "case_outcome": np.where(end == action, 1.0, np.where(end == deletion, 2.0, 0.0)),
        "case_queue": random.integers(0, 200, cases),
        "case_at": np.array([6.0, 12.0, 24.0, 48.0]),
    }


def _scores(random: np.random.Generator) -> dict[str, NDArray[np.generic]]:
    """Human labels on 5,000 impressions, machine scores on 200,000 more."""
    violates = random.random(205_000) < 0.05
    score = 1 / (1 + np.exp(3 - 2 * violates - random.standard_normal(205_000)))
    return {"ppi_labels": violates[:5000].astype(np.float64), "ppi_scores": score[:5000], "ppi_rest": score[5000:]}


def _ratings(random: np.random.Generator) -> dict[str, NDArray[np.generic]]:
    """Four grades by 5 reviewers of 20,000 items, two in five not rated; and a full table of 3 reviewers."""
    gravity = random.standard_normal(20_000)
    seen = np.clip(np.round(gravity + 0.5 * random.standard_normal((5, 20_000)) + 1), 0, 3)
    return {"ratings": np.where(random.random(seen.shape) < 0.4, np.nan, seen), "ratings_full": seen[:3]}

"""Asks the front door about many simulated samples at once: every run is a segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.checks import FloatArray
from integrity_metrics.statistics.front_door import PrevalenceSample, Question, SamplingFrame, estimate_prevalence

# Rows handed over in one call: bounds the memory.
MOST_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class Answers:
    """What the front door said, one entry a run."""

    value: FloatArray
    low: FloatArray
    high: FloatArray
    status: NDArray[np.str_]
    method: NDArray[np.str_]
    se_design: FloatArray
    n_eff: FloatArray

    @property
    def methods(self) -> str:
        """The methods it chose, most frequent first, with their shares where there are several."""
        names, counts = np.unique(self.method, return_counts=True)
        order = np.argsort(-counts)
        shares = [f"{names[i].replace('_', ' ')} {counts[i] / counts.sum():.0%}" for i in order]
        return str(names[0]).replace("_", " ") if len(names) == 1 else ", ".join(shares)


def answer_counts(positives: NDArray[np.int64], labels: list[int], populations: list[float]) -> Answers:
    """Prevalence this week from counts per stratum, shape (runs, strata); every label another content.

    With equal weights within strata only the counts matter, so each distinct row of counts is asked about once.
    """
    distinct, place = np.unique(positives, axis=0, return_inverse=True)
    strata = tuple(f"stratum {h}" for h in range(len(labels)))
    size = sum(labels)
    parts = []
    for rows in _batches(len(distinct), size):
        counts = distinct[rows]
        position = np.concatenate([np.arange(n) for n in labels])
        outcome = position < np.repeat(counts, labels, axis=1)
        sample = PrevalenceSample(
            outcome.ravel(),
            np.tile(np.arange(size), len(counts)),
            np.tile(np.repeat(strata, labels), len(counts)),
            segment=np.repeat(np.arange(len(counts)), size),
        )
        parts.append(_ask(sample, SamplingFrame(strata, np.tile(populations, (len(counts), 1))), Question.LEVEL))
    together = _joined(parts)
    spread = place.reshape(-1)
    return Answers(*(getattr(together, name)[spread] for name in Answers.__slots__))


def answer_rows(
    outcome: NDArray[np.bool_],
    content: NDArray[np.int64],
    stratum: NDArray[np.int64],
    populations: FloatArray,
    question: Question,
) -> Answers:
    """Answer a question for runs of labelled rows, shape (runs, rows), with populations (runs, strata)."""
    strata = tuple(f"stratum {h}" for h in range(populations.shape[1]))
    names = np.array(strata)
    parts = []
    for rows in _batches(len(outcome), outcome.shape[1]):
        sample = PrevalenceSample(
            outcome[rows].ravel(),
            content[rows].ravel(),
            names[stratum[rows].ravel()],
            segment=np.repeat(np.arange(len(outcome[rows])), outcome.shape[1]),
        )
        parts.append(_ask(sample, SamplingFrame(strata, populations[rows]), question))
    return _joined(parts)


def _ask(sample: PrevalenceSample, frame: SamplingFrame, question: Question) -> Answers:
    found = estimate_prevalence(sample, frame, question)
    return Answers(found.value, found.low, found.high, found.status, found.method, found.se_design, found.n_eff)


def _joined(parts: list[Answers]) -> Answers:
    return Answers(*(np.concatenate([getattr(part, name) for part in parts]) for name in Answers.__slots__))


def _batches(runs: int, rows: int) -> Iterator[slice]:
    step = max(1, MOST_ROWS // rows)
    return (slice(begin, begin + step) for begin in range(0, runs, step))

"""What the front door is given: a labelled probability sample of impressions, and the population it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from numpy.typing import ArrayLike


class Question(StrEnum):
    """What the number is for; it decides which standard error the interval is made of."""

    LEVEL = "level"
    """What share of views this week: draws are independent, a viral content repeated is no fault (`se_design`)."""
    CHANGE = "change"
    """Is the process different: contents are the units, their repeats move together (`se_process`)."""


def as_question(question: Question | str) -> Question:
    """Return the question, also from its word; an unknown one must not fall through to another interval."""
    try:
        return Question(question)
    except ValueError:
        known = ", ".join(repr(str(one)) for one in Question)
        raise ValueError(f"question is {question!r}; it must be one of {known}") from None


@dataclass(frozen=True, slots=True, eq=False)
class PrevalenceSample:
    """Labelled impressions, one a row; every array has shape (rows,).

    Parameters
    ----------
    is_violating
        0 or 1.
    content_id
        Id of the content shown. Repeats stay separate rows: they are legitimate draws.
    stratum
        Name of the stratum the row was drawn from.
    inclusion_probability
        Chance of the impression to be drawn, in (0, 1]. Only its ratios within a stratum matter when a frame is given.
    weight
        Alternative to `inclusion_probability`: impressions the row stands for. Neither given: equal.
    segment
        Segment codes 0, 1, 2 ... of each row; None is one segment.
    """

    is_violating: ArrayLike
    content_id: ArrayLike
    stratum: ArrayLike
    inclusion_probability: ArrayLike | None = None
    weight: ArrayLike | None = None
    segment: ArrayLike | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SamplingFrame:
    """Impressions of the population by stratum, known exactly.

    Parameters
    ----------
    strata
        Names of the strata, in the order of the last axis of `populations`.
    populations
        Impressions, shape (strata,) for one segment or (segments, strata).
    segments
        Names of the segments for reasons in words; empty numbers them.
    """

    strata: tuple[str, ...]
    populations: ArrayLike
    segments: tuple[str, ...] = ()

"""What an explanation says: totals, segments, and what remains."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from integrity_metrics.detection.explain.cube import Cube, Folded


class Outcome(StrEnum):
    """What kind of answer it is; a page words it."""

    SEGMENTS = "segments"
    EVERYTHING = "everything moved by one ratio"
    NOTHING = "no segment differs and the total did not move"
    NOTHING_EXPECTED = "nothing was expected"
    TOO_LITTLE = "too little data"


@dataclass(frozen=True, slots=True)
class Part:
    """Sums of some cells.

    Parameters
    ----------
    observed, expected
        Sums.
    excess, excess_low, excess_high
        Observed less expected, with its interval.
    ratio, ratio_low, ratio_high
        Observed over expected, with its interval; None (and no upper end) where nothing was expected.
    """

    observed: float
    expected: float
    excess: float
    excess_low: float
    excess_high: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None


@dataclass(frozen=True, slots=True)
class Segment:
    """One attribute combination that moved as one.

    Parameters
    ----------
    where
        ``((attribute, value), ...)`` in the order of the cube's attributes.
    whole
        All of its cells, as a query filtered to the segment gives them.
    own
        The cells it alone accounts for: without those of segments before it and exceptions that moved less. Own parts
        and the remaining part add up to the totals.
    share
        Own excess over the total excess; None where that is zero. Above 1 or below 0 where parts pull in opposite
        directions.
    gain
        Log-likelihood gained by giving it its own ratio, less the cost of naming it among all candidates.
    cells, exceptions
        Number of own cells, and of cells of the segment that are not its own.
    also
        Further ``(attribute, value)`` that nearly all of what was observed in it shares, though little else in the
        cube does: the data cannot tell the segment from the narrower one.
    """

    where: tuple[tuple[str, str], ...]
    whole: Part
    own: Part
    share: float | None
    gain: float
    cells: int
    exceptions: int
    also: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """The segment in words, for example ``policy = scams, market = BR``."""
        return ", ".join(f"{name} = {value}" for name, value in self.where)


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change of a rate split without remainder.

    Parameters
    ----------
    rate_expected, rate_observed, change
        Overall rates and their difference.
    rate_part, mix_part
        What changed inside cells, and what came from cells changing their share of the denominator; they add up to
        `change`.
    """

    rate_expected: float
    rate_observed: float
    change: float
    rate_part: float
    mix_part: float


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """Which segments account for an event.

    Parameters
    ----------
    outcome
        What kind of answer it is.
    total
        All cells. Of a rate: numerators, and those expected of the denominators there were.
    segments
        Fewest segments that account for the event, largest gain first.
    remaining
        The cells no segment accounts for. Its ratio is the move that everything shares.
    remaining_share
        Its excess over the total excess; None where that is zero.
    stopped_early
        Whether there were more segments than asked for.
    relative_noise
        Relative standard deviation of cells beyond counting noise.
    cube, cells
        Attributes of the leaf cells, each combination once, and a frame beside them: `observed`, `expected`, `segment`
        (position in `segments`, -1 for the remaining ones); of a rate also `denominator_observed`,
        `denominator_expected`, `numerator_expected`, `rate_part`, `mix_part`.
    folded
        Attributes with too many values, whose tail is one value now.
    decomposition
        Of a rate: its change split into rate and mix.
    volume
        Of a rate: which segments' denominators moved; it explains the mix part.
    """

    outcome: Outcome
    total: Part
    segments: tuple[Segment, ...]
    remaining: Part
    remaining_share: float | None
    stopped_early: bool
    relative_noise: float
    cube: Cube
    cells: pd.DataFrame
    folded: tuple[Folded, ...] = ()
    decomposition: Decomposition | None = None
    volume: Explanation | None = None

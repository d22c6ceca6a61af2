"""Whether recent counts fit the counts before, allowing for their ordinary spread: silent and exploding rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, as_non_negative

# Blocks of earlier days a spread is estimated from; with fewer there is no verdict.
FEWEST_BLOCKS = 4
# Share of the blocks left out at each end before the spread is measured, so that a spike weeks ago hides nothing now.
TRIMMED_SHARE = 0.1
# Variance of a normal variable whose outer tenths are pulled in to the deciles: what is left after winsorising.
WINSORISED_VARIANCE = 0.679


@dataclass(frozen=True, slots=True, eq=False)
class CountShift:
    """Recent counts against those before, one per series; arrays of shape (series,).

    Parameters
    ----------
    recent, expected
        Sum over the recent days, and what as many days had before on average.
    ratio
        recent / expected; NaN where nothing was expected.
    dispersion
        Variance over mean of blocks as long as the recent one; at least 1, which is chance alone.
    p_value
        Two-sided; NaN with fewer than 4 earlier blocks.
    """

    recent: FloatArray
    expected: FloatArray
    ratio: FloatArray
    dispersion: FloatArray
    p_value: FloatArray


def count_shift(counts: ArrayLike, recent_days: int) -> CountShift:
    """Compare the last `recent_days` of daily counts with the days before, in blocks of the same length.

    Blocks keep weekdays together (use a multiple of 7) and carry the correlation of neighbouring days. With mean m and
    dispersion phi of the J earlier blocks, the recent sum is held against a negative binomial with mean m and variance
    m phi (1 + 1/J): the spread of one more block, and the error of m itself. Blocks at the ends are winsorised, and the
    tail is read from Student's t with J - 1 degrees of freedom, as phi is estimated.

    Parameters
    ----------
    counts
        Shape (series, days), oldest first; whole numbers.
    recent_days
        How many of the last days are compared.

    References
    ----------
    Farrington, Andrews, Beale and Catchpole (1996), JRSS A 159:547, for thresholds from over-dispersed counts.

    Examples
    --------
    >>> steady = [10, 12, 9, 11, 10, 8, 10] * 12
    >>> found = count_shift([steady + [0] * 7, steady + [10, 12, 9, 11, 10, 8, 10]], 7)
    >>> found.ratio.tolist(), (found.p_value < 0.001).tolist()
    ([0.0, 1.0], [True, False])
    """
    values = np.atleast_2d(as_non_negative("counts", counts))
    if recent_days < 1:
        raise ValueError(f"recent_days is {recent_days}; it must be at least 1")
    series = values.shape[0]
    recent = values[:, -recent_days:].sum(axis=1)
    blocks = (values.shape[1] - recent_days) // recent_days
    if blocks < 1:
        blank = np.full(series, np.nan)
        return CountShift(recent, blank, blank, blank, blank)
    before = values[:, values.shape[1] - recent_days * (blocks + 1) : values.shape[1] - recent_days]
    sums = before.reshape(series, blocks, recent_days).sum(axis=2)
    ends = np.quantile(sums, [TRIMMED_SHARE, 1 - TRIMMED_SHARE], axis=1)
    held = np.clip(sums, ends[0][:, None], ends[1][:, None]) if blocks >= FEWEST_BLOCKS else sums
    mean = held.mean(axis=1)
    lost = WINSORISED_VARIANCE if blocks >= FEWEST_BLOCKS else 1.0
    spread = held.var(axis=1, ddof=1) / lost if blocks > 1 else np.full(series, np.nan)
    dispersion = np.maximum(np.divide(spread, mean, out=np.ones(series), where=mean > 0), 1.0)
    ratio = np.divide(recent, mean, out=np.full(series, np.nan), where=mean > 0)
    p_value = np.full(series, np.nan)
    if blocks >= FEWEST_BLOCKS:
        # With a mean of 0 nothing is known of the rate but that it is small: half an event stands for it.
        tails = _two_sided(recent, np.maximum(mean, 0.5 / blocks), dispersion * (1 + 1 / blocks))
        p_value = 2 * special.stdtr(blocks - 1, special.ndtri(tails / 2))
    return CountShift(recent, mean, ratio, dispersion, p_value)


def _two_sided(observed: FloatArray, mean: FloatArray, dispersion: FloatArray) -> FloatArray:
    """Twice the smaller tail of a negative binomial with this mean and variance mean x dispersion."""
    size = mean / (dispersion - 1)
    success = 1 / dispersion
    below = special.betainc(size, np.floor(observed) + 1, success)
    above = np.where(observed > 0, 1 - special.betainc(size, np.maximum(np.floor(observed), 1), success), 1.0)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(below, above)))

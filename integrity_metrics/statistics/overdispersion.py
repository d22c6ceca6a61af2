"""How much more a share moves from week to week than chance alone would make it, from its own history."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, check_level
from integrity_metrics.statistics.counts import binomial_counts

# Steps between weeks below which the spread is not estimated: it would be within a factor of two at best.
FEWEST_STEPS = 8
# Share of the largest steps pulled in: campaigns and incidents in the history must not hide the next one.
WINSORISED_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """What a comparison of two periods must allow for.

    Parameters
    ----------
    phi
        Variance over the binomial variance, at least 1; 1 where the history is too short to tell. Divide counts by it
        to get effective counts.
    steps
        Steps between successive weeks it was estimated from.
    """

    phi: float
    steps: int

    @property
    def is_known(self) -> bool:
        """Whether the history was long enough to tell."""
        return self.steps >= FEWEST_STEPS

    def level(self, level: float = 0.95) -> float:
        """Return the normal level whose quantile is Student's on `steps` degrees of freedom, for phi is estimated.

        With too short a history it is `level` itself: the limits are then those of chance alone.

        Examples
        --------
        >>> round(Overdispersion(2.0, 25).level(), 4)
        0.9606
        """
        level = check_level(level)
        if not self.is_known:
            return level
        quantile = special.stdtrit(self.steps, (1 + level) / 2)
        return float(2 * special.ndtr(quantile) - 1)


def overdispersion(positives: ArrayLike, counts: ArrayLike) -> Overdispersion:
    """Estimate the over-dispersion of a weekly share from the steps between its successive weeks.

    Actions and appeals come in bursts (one campaign, many actions), so binomial limits call too many weeks a change.
    Each step is z = (p2 - p1) / sqrt(p (1-p) (1/n1 + 1/n2)) with p pooled over the two weeks: a slow trend cancels
    out. phi is the mean of z^2 with the largest fifth of |z| pulled in to its quantile, divided by what that mean is
    for normal z, and at least 1.

    Parameters
    ----------
    positives, counts
        Of successive weeks, oldest first, shape (weeks,). Weeks without counts are left out.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, section 4.5; von Neumann et al. (1941), Annals of
    Mathematical Statistics 12, 153-162, for successive differences; Rao and Scott (1992), Biometrics 48, 577-585, for
    effective counts.

    Examples
    --------
    >>> found = overdispersion([10, 30, 10, 30, 10, 30, 10, 30, 10], [100] * 9)
    >>> round(found.phi, 1), found.steps
    (18.4, 8)
    """
    weeks = binomial_counts(positives, counts, "positives", "counts")
    if weeks.rate.ndim != 1:
        raise ValueError(f"positives has shape {weeks.rate.shape}; it must be one row of weeks")
    kept = weeks.labels > 0
    k, n, rate = weeks.positives[kept], weeks.labels[kept], weeks.rate[kept]
    pooled = (k[1:] + k[:-1]) / (n[1:] + n[:-1])
    variance = pooled * (1 - pooled) * (1 / n[1:] + 1 / n[:-1])
    # Two weeks with none (or all) positive say nothing about the spread.
    moved = variance > 0
    z = np.abs(np.diff(rate)[moved]) / np.sqrt(variance[moved])
    return Overdispersion(_phi(z) if len(z) >= FEWEST_STEPS else 1.0, len(z))


def _phi(z: FloatArray) -> float:
    pulled_in = np.minimum(z, np.quantile(z, 1 - WINSORISED_SHARE))
    return max(1.0, float(np.mean(pulled_in**2)) / _EXPECTED)


def _expected_winsorised_square() -> float:
    """Mean of z^2 for normal z whose largest `WINSORISED_SHARE` of |z| is pulled in."""
    end = float(special.ndtri(1 - WINSORISED_SHARE / 2))
    density = np.exp(-(end**2) / 2) / np.sqrt(2 * np.pi)
    return float((1 - WINSORISED_SHARE) - 2 * end * density + WINSORISED_SHARE * end**2)


_EXPECTED = _expected_winsorised_square()

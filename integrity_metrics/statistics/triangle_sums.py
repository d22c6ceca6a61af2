"""Error of a sum of days of a completed triangle: what a week or a month will come to once its enforcement is done."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from integrity_metrics.statistics.chain_ladder import ChainLadder, chain_ladder
from integrity_metrics.statistics.checks import FloatArray

DAYS_A_BLOCK = 7


@dataclass(slots=True, eq=False)
class TriangleSums:
    """Standard errors of sums of consecutive rows of one triangle, or of many of the same shape.

    Two errors are known and the larger one counts. The first takes days as independent but for the development
    factors they share (Mack 1993, corollary to theorem 3). It is too small where the views of one content lie on
    several days and are all found at once: 95% limits of a week held 82 to 87% of the time on the simulated platform.
    The second takes blocks of up to seven days as the rows of a triangle of their own, so that what days of a week
    have in common is in its sigma, and takes the blocks of a longer sum as fully dependent, which is an upper bound.
    The larger of both held 94 to 97%.

    Parameters
    ----------
    cumulative
        As for `chain_ladder`: shape (..., days, delays), one row a day, the newest last and observed at delay 0 only.

    Examples
    --------
    >>> days = np.outer([100.0] * 32, [0.5, 0.8, 1.0])
    >>> days[-1, 1:], days[-2, 2:] = np.nan, np.nan
    >>> sums = TriangleSums(days)
    >>> error, degrees = sums.of(30, 32)
    >>> bool(error < 1e-6), sums.done.ultimate[-2:].round(6).tolist()
    (True, [100.0, 100.0])
    """

    cumulative: FloatArray
    done: ChainLadder = field(init=False)
    _shared: FloatArray = field(init=False)
    _blocks: dict[tuple[int, int], ChainLadder] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.cumulative = np.array(self.cumulative, dtype=np.float64)
        self.done = chain_ladder(self.cumulative)
        self._shared = _shared_variance(self.cumulative, self.done)

    def of(self, first: int, end: int) -> tuple[FloatArray, FloatArray]:
        """Return standard error and degrees of freedom of the sum of rows first, first + 1 ... end - 1, shape (...).

        Zero error where every row of it is complete; NaN where it cannot be told.
        """
        days, delays = self.cumulative.shape[-2:]
        if not 0 <= first < end <= days:
            raise ValueError(f"rows {first} to {end} are not a part of the {days} days of the triangle")
        # The newest row has one delay, the one before it two ...: older rows than this are complete.
        first = max(first, days - delays + 1)
        if first >= end:
            return np.zeros(self.cumulative.shape[:-2]), np.ones(self.cumulative.shape[:-2])
        if end - first == 1:
            return self.done.standard_error[..., first], self.done.degrees_of_freedom[..., first]
        independent = self._as_independent_days(first, end)
        blocks, degrees = self._as_blocks(first, end)
        return np.fmax(independent, blocks), degrees

    def _as_independent_days(self, first: int, end: int) -> FloatArray:
        part = slice(first, end)
        ultimate = self.done.ultimate[..., part]
        # Two rows share the factors from the delay the older one has reached: those of its own tail.
        older = np.minimum.outer(np.arange(first, end), np.arange(first, end))
        reached = self.cumulative.shape[-2] - 1 - older
        covariance = ultimate[..., :, None] * ultimate[..., None, :] * self._shared[..., reached]
        diagonal = np.arange(end - first)
        covariance[..., diagonal, diagonal] = self.done.standard_error[..., part] ** 2
        return np.asarray(np.sqrt(covariance.sum(axis=(-2, -1))))

    def _as_blocks(self, first: int, end: int) -> tuple[FloatArray, FloatArray]:
        error = np.zeros(self.cumulative.shape[:-2])
        degrees: FloatArray | None = None
        while end > first:
            length = min(DAYS_A_BLOCK, end - first)
            done, row = self._block(length, end)
            error = error + done.standard_error[..., row]
            # Nearly all of the error of a sum is that of its newest block.
            degrees = done.degrees_of_freedom[..., row] if degrees is None else degrees
            end -= length
        return error, np.ones_like(error) if degrees is None else degrees

    def _block(self, length: int, end: int) -> tuple[ChainLadder, int]:
        """Return the triangle whose rows are blocks of `length` days, a week apart, and the row that ends at `end`."""
        days, delays = self.cumulative.shape[-2:]
        offset = (end - 1) % DAYS_A_BLOCK
        lasts = np.arange(offset, days, DAYS_A_BLOCK)
        lasts = lasts[lasts >= length - 1]
        if (length, offset) not in self._blocks:
            delay = np.arange(delays)
            total = np.zeros((*self.cumulative.shape[:-2], len(lasts), delays))
            for back in range(length):
                # A day that ended `back` days before the block has had that many days more.
                column = np.minimum(delay + back, delays - 1)
                total += self.cumulative[..., (lasts - back)[:, None], column[None, :]]
            self._blocks[length, offset] = chain_ladder(total)
        return self._blocks[length, offset], int(np.searchsorted(lasts, end - 1))


def _shared_variance(values: FloatArray, done: ChainLadder) -> FloatArray:
    """Relative variance of the product of factors from each delay on, from the error of the factors alone."""
    steps = values.shape[-1] - 1
    seen = (~np.isnan(values)).sum(axis=-1)
    both = seen[..., None] > np.arange(1, steps + 1)
    volume = np.where(both, np.nan_to_num(values)[..., :-1], 0.0).sum(axis=-2)
    known = (volume > 0) & (done.factors > 0) & ~np.isnan(done.sigma)
    scale = np.where(known, done.factors**2 * volume, 1.0)
    part = np.where(known, done.sigma**2 / scale, 0.0)
    tail = np.cumsum(part[..., ::-1], axis=-1)[..., ::-1]
    return np.concatenate([tail, np.zeros((*tail.shape[:-1], 1))], axis=-1)

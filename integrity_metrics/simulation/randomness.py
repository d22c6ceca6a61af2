"""Random numbers that depend on the seed, what they are for, and the block of contents: on nothing else."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def generator(seed: int, purpose: str, block: int = 0) -> np.random.Generator:
    """Return the counter-based generator of one purpose and block.

    Parameters
    ----------
    seed
        The seed of the whole simulation.
    purpose
        What the numbers are for, for example ``contents``; other purposes get independent numbers, so that a change in
        one table leaves the others as they are.
    block
        Number of the block of contents.

    References
    ----------
    Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3 (Philox).

    Examples
    --------
    >>> bool(generator(1, "contents").integers(100) == generator(1, "contents").integers(100))
    True
    """
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, zlib.crc32(purpose.encode()), block])))


def choose(rng: np.random.Generator, weights: Array, size: int) -> Array:
    """Return `size` positions of `weights`, each with the chance its weight has.

    Examples
    --------
    >>> choose(generator(1, "example"), np.array([0.0, 2.0, 0.0]), 3).tolist()
    [1, 1, 1]
    """
    cumulative = np.cumsum(weights / weights.sum())
    # Rounding may leave the last edge just below 1.
    return np.minimum(np.searchsorted(cumulative, rng.random(size), side="right"), len(weights) - 1)

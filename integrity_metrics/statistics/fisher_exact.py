"""Fisher's exact test of equal shares in two independent simple samples, for many segments at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from integrity_metrics.statistics.checks import FloatArray, refuse
from integrity_metrics.statistics.interval import blank_where
from integrity_metrics.statistics.two_samples import two_samples

# Tables whose probability is within this relative distance of the observed one count as equally likely, as in R.
TIE = 1e-7
# Cells of (segments x possible tables) summed in one go: 4 million doubles, about 32 MB an array.
CELLS = 4_000_000


def fisher_exact_p_value(
    positives_before: ArrayLike, labels_before: ArrayLike, positives_after: ArrayLike, labels_after: ArrayLike
) -> FloatArray:
    """Two-sided p-value of Fisher's exact test, for counts too small for the pooled z test.

    The probabilities of all tables with the same margins that are no more likely than the observed one are added.

    Parameters
    ----------
    positives_before, labels_before, positives_after, labels_after
        Whole counts, any shapes that broadcast; one p-value per segment. Time and memory grow with segments x the
        largest number of possible tables (positives of both samples + 1).

    Returns
    -------
    FloatArray
        NaN where a sample has no labels; 1 where there is no positive, or no negative, at all.

    References
    ----------
    Fisher (1935), Journal of the Royal Statistical Society 98, 39-82.

    Examples
    --------
    >>> round(float(fisher_exact_p_value(0, 2000, 5, 2000)), 4)
    0.0623
    """
    pair = two_samples(positives_before, labels_before, positives_after, labels_after)
    k1, n1, k2, n2 = (
        array.ravel() for array in (pair.before.positives, pair.before.labels, pair.after.positives, pair.after.labels)
    )
    for name, counts in (("before", (k1, n1)), ("after", (k2, n2))):
        for part, values in zip(("positives", "labels"), counts, strict=True):
            refuse(f"{part}_{name}", values, values != np.floor(values), "it must be a whole number")
    lowest = np.maximum(0, k1 + k2 - n2)
    tables = np.minimum(k1 + k2, n1) - lowest + 1
    p_value = np.empty(k1.shape)
    # Segments of like size go together, so that one large segment does not widen the block of thousands of small ones.
    order = np.argsort(tables)
    while order.size:
        cells = tables[order] * np.arange(1, order.size + 1)
        take = max(1, int(np.searchsorted(cells, CELLS, side="right")))
        block, order = order[:take], order[take:]
        p_value[block] = _two_sided(k1[block], n1[block], k2[block], n2[block], lowest[block], tables[block])
    return blank_where(np.isnan(pair.difference), p_value.reshape(pair.difference.shape))


def _two_sided(
    k1: FloatArray, n1: FloatArray, k2: FloatArray, n2: FloatArray, lowest: FloatArray, tables: FloatArray
) -> FloatArray:
    step = np.arange(int(tables.max()))
    possible: NDArray[np.bool_] = step < tables[:, None]
    first = np.where(possible, lowest[:, None] + step, lowest[:, None])
    positives = (k1 + k2)[:, None]
    log_chance = -(
        special.gammaln(first + 1)
        + special.gammaln(n1[:, None] - first + 1)
        + special.gammaln(positives - first + 1)
        + special.gammaln(n2[:, None] - positives + first + 1)
    )
    observed = np.take_along_axis(log_chance, (k1 - lowest)[:, None].astype(np.int64), axis=1)
    chance = np.where(possible, np.exp(log_chance - np.max(log_chance, axis=1, keepdims=True)), 0.0)
    as_unlikely = possible & (log_chance <= observed + np.log1p(TIE))
    return np.asarray(np.minimum(1.0, np.where(as_unlikely, chance, 0.0).sum(axis=1) / chance.sum(axis=1)))

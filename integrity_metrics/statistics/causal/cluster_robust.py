"""Standard errors for rows that come in clusters (markets, sites), also when clusters are few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from integrity_metrics.statistics.checks import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ClusterRobust:
    """Least squares with cluster-robust errors for one design, ready for any number of outcomes.

    Parameters
    ----------
    projector : shape (columns, rows)
        coefficients = projector @ outcome.
    forms : shape (columns, rows, clusters)
        The variance of a coefficient is the sum over clusters of (form' outcome)^2.
    degrees : shape (columns,)
        Degrees of freedom of each variance.
    """

    projector: FloatArray
    forms: FloatArray
    degrees: FloatArray

    def coefficient(self, column: int, outcomes: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return one coefficient and its standard error for outcomes of shape (rows,) or (rows, outcomes)."""
        errors: FloatArray = np.sqrt(((self.forms[column].T @ outcomes) ** 2).sum(axis=0))
        return self.projector[column] @ outcomes, errors


def cr1(design: FloatArray, clusters: NDArray[np.int64]) -> ClusterRobust:
    """Sandwich of cluster score sums times G/(G-1) (n-1)/(n-k), with G - 1 degrees (Liang and Zeger 1986).

    Parameters
    ----------
    design : shape (rows, columns)
    clusters : shape (rows,)
        0 .. G-1, for many clusters (20 or more on each side of a comparison).
    """
    rows, columns = design.shape
    projector = np.asarray(np.linalg.pinv(design), dtype=np.float64)
    annihilator = np.eye(rows) - design @ projector
    count = int(clusters.max()) + 1
    factor = np.sqrt(count / (count - 1) * (rows - 1) / (rows - columns))
    member = clusters[None, :] == np.arange(count)[:, None]
    forms = factor * np.einsum("kr,gr,rs->ksg", projector, member, annihilator, optimize=True)
    return ClusterRobust(projector, forms, np.full(columns, float(count - 1)))


def cr2(design: FloatArray, clusters: NDArray[np.int64]) -> ClusterRobust | None:
    """As `cr1` for few clusters: residuals of a cluster times (I - H_gg)^(-1/2), Satterthwaite degrees.

    Unbiased when errors are independent with one variance; the degrees are those of the variance estimate under the
    same assumption (Bell and McCaffrey 2002). None where one cluster alone fixes a coefficient (a single treated
    cluster): its residuals are zero and no such error exists.
    """
    rows, columns = design.shape
    projector = np.asarray(np.linalg.pinv(design), dtype=np.float64)
    annihilator = np.eye(rows) - design @ projector
    count = int(clusters.max()) + 1
    forms = np.zeros((columns, rows, count))
    for cluster in range(count):
        index = np.flatnonzero(clusters == cluster)
        values, vectors = np.linalg.eigh(annihilator[np.ix_(index, index)])
        if values.min() < 1e-10:
            return None
        inverse_root = vectors @ np.diag(values**-0.5) @ vectors.T
        forms[:, :, cluster] = projector[:, index] @ inverse_root @ annihilator[index]
    products = np.einsum("krg,krh->kgh", forms, forms)
    degrees = np.einsum("kgg->k", products) ** 2 / np.einsum("kgh,kgh->k", products, products)
    return ClusterRobust(projector, forms, degrees)

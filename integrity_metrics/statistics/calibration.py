"""What post-stratification, raking and linear calibration share: margins with known totals, and the linearised SE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from integrity_metrics.statistics.checks import (
    FloatArray,
    as_non_negative,
    as_probabilities,
    check_same_length,
)
from integrity_metrics.statistics.groups import IntArray
from integrity_metrics.statistics.status import Reason, ReasonCode, Status


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """One classification of the rows whose population totals are known.

    Parameters
    ----------
    labels
        Class names, in the order of `totals`.
    codes
        Class of each row, shape (rows,).
    totals
        Known impressions of each class, shape (classes,).
    """

    labels: tuple[str, ...]
    codes: IntArray
    totals: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class CalibratedShare:
    """A share from weights made to agree with known totals.

    Parameters
    ----------
    estimate, standard_error
        None where `status` is `undefined`; the standard error also where there is one row only.
    weights
        Calibrated weight of each row, shape (rows,).
    status, reasons
        `undefined` where a class with impressions has no row, or the weights do not converge.
    """

    estimate: float | None
    standard_error: float | None
    weights: FloatArray
    status: Status
    reasons: tuple[Reason, ...] = ()


def margin(name: str, labels: ArrayLike, totals: Mapping[str, float]) -> Margin:
    """Match each row's class with its known total.

    Raises
    ------
    ValueError
        A row of a class without a total, a total that is negative or not finite, or totals that sum to zero.

    Examples
    --------
    >>> margin("surface", ["feed", "clips"], {"feed": 10.0})
    Traceback (most recent call last):
    ...
    ValueError: surface[1] is 'clips'; totals know only: feed
    """
    names = [str(key) for key in totals]
    known = as_non_negative(f"{name} totals", list(totals.values()))
    if known.sum() == 0:
        raise ValueError(f"{name} totals sum to 0; give the impressions of each class")
    place = {label: code for code, label in enumerate(names)}
    rows = [str(label) for label in np.asarray(labels).tolist()]
    for position, label in enumerate(rows):
        if label not in place:
            raise ValueError(f"{name}[{position}] is {label!r}; totals know only: {', '.join(names)}")
    return Margin(tuple(names), np.array([place[label] for label in rows], dtype=np.intp), known)


def check_rows(is_violating: ArrayLike, weights: ArrayLike, margins: list[Margin]) -> tuple[FloatArray, FloatArray]:
    """Check the rows of a weighted sample against its margins and return outcomes and design weights."""
    y, w = as_probabilities("is_violating", is_violating), as_non_negative("weights", weights)
    if y.ndim != 1 or not len(y):
        raise ValueError(f"is_violating has shape {y.shape}; it must be one row of at least one value")
    check_same_length(is_violating=y, weights=w)
    if w.sum() == 0:
        raise ValueError("weights sum to 0; at least one row needs a weight above zero")
    for classes in margins:
        if len(classes.codes) != len(y):
            raise ValueError(f"a margin has {len(classes.codes)} rows but is_violating {len(y)}; they must agree")
    return y, w


def empty_classes(weights: FloatArray, margins: list[Margin]) -> tuple[Reason, ...]:
    """Name every class that has impressions but no weighted row: nothing can stand for it."""
    return tuple(
        Reason(ReasonCode.UNSAMPLED_STRATUM, where=classes.labels[code])
        for classes in margins
        for code in np.flatnonzero(
            (np.bincount(classes.codes, weights, minlength=len(classes.totals)) == 0) & (classes.totals > 0)
        )
    )


def linearised_error(contributions: FloatArray) -> float | None:
    """SE of a sum over independently drawn rows, sqrt(n/(n-1) sum (x - mean x)^2); None for one row."""
    size = len(contributions)
    if size < 2:
        return None
    return float(np.sqrt(size * np.var(contributions, ddof=1)))


def indicators(margins: list[Margin]) -> FloatArray:
    """Membership of each row in each class of each margin, shape (rows, classes together)."""
    return np.hstack([np.eye(len(classes.totals))[classes.codes] for classes in margins])


def regression_residuals(values: FloatArray, margins: list[Margin], weights: FloatArray) -> FloatArray:
    """Residuals of `values` on the margins, fitted with `weights`; margins overlap, so least squares of least norm."""
    root = np.sqrt(weights)
    members = indicators(margins)
    fit = np.linalg.lstsq(members * root[:, None], values * root, rcond=None)[0]
    return np.asarray(values - members @ fit, dtype=np.float64)

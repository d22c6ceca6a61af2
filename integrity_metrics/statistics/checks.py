"""Argument checks the statistics share: wrong input is a ValueError that names the argument and the position."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def as_floats(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as a float array, refusing NaN and infinities by position.

    Examples
    --------
    >>> as_floats("weights", [1, float("nan")])
    Traceback (most recent call last):
    ...
    ValueError: weights[1] is nan; every value must be a finite number
    """
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} is not an array of numbers of one shape; check for text and rows of unequal length"
        ) from None
    refuse(name, array, ~np.isfinite(array), "every value must be a finite number")
    return array


def as_non_negative(name: str, values: ArrayLike) -> FloatArray:
    """Return `values` as a float array of finite numbers, none below zero."""
    array = as_floats(name, values)
    refuse(name, array, array < 0, "it must not be negative")
    return array


def as_probabilities(name: str, values: ArrayLike, *, zero_allowed: bool = True) -> FloatArray:
    """Return `values` as a float array within [0, 1], or (0, 1] where zero is not allowed."""
    array = as_floats(name, values)
    outside = (array > 1) | ((array < 0) if zero_allowed else (array <= 0))
    refuse(name, array, outside, f"it must lie in {'[' if zero_allowed else '('}0, 1]")
    return array


def check_level(level: float) -> float:
    """Return the confidence level, refusing anything outside (0, 1)."""
    if not 0 < level < 1:
        raise ValueError(f"level is {level}; it must lie in (0, 1), for example 0.95")
    return float(level)


def check_same_length(**arrays: FloatArray) -> None:
    """Refuse arrays whose first axes differ, naming both."""
    names = list(arrays)
    first = names[0]
    for name in names[1:]:
        if len(arrays[name]) != len(arrays[first]):
            raise ValueError(
                f"{name} has {len(arrays[name])} values but {first} has {len(arrays[first])}; "
                "they must have the same length"
            )


def broadcast_named(**arrays: FloatArray) -> list[FloatArray]:
    """Return the arrays broadcast against each other, refusing shapes that do not fit by name."""
    try:
        return list(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise ValueError(f"shapes do not fit: {shapes}; they must be equal or broadcast") from None


def refuse(name: str, array: FloatArray, bad: NDArray[np.bool_], remedy: str) -> None:
    """Raise a ValueError naming the first position of `array` where `bad` is true, if there is one."""
    if not bad.any():
        return
    position = tuple(int(i) for i in np.argwhere(bad)[0])
    index = f"[{', '.join(map(str, position))}]" if position else ""
    raise ValueError(f"{name}{index} is {array[position]:g}; {remedy}")

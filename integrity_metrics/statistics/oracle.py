"""The one adapter between reference vectors and the estimators: family name and input fields in, plain values out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from integrity_metrics.statistics.oracle_design import DESIGN_FAMILIES
from integrity_metrics.statistics.oracle_model import MODEL_FAMILIES

FAMILIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {**DESIGN_FAMILIES, **MODEL_FAMILIES}


def run(family: str, input: dict[str, Any]) -> dict[str, Any]:
    """Run the estimator of a family on the input of a reference case, for checking it against outside references.

    Parameters
    ----------
    family
        Name of the reference file, for example ``"binomial_intervals"``.
    input
        The case's input, with the field names of the file.

    Returns
    -------
    dict
        The file's expected field names; plain floats, lists and None (where the method is not defined), and `status`.

    Raises
    ------
    ValueError
        An unknown family, or input the estimator refuses.

    Examples
    --------
    >>> run("binomial_intervals", {"k": 3, "n": 2500, "level": 0.95})["estimate"]
    0.0012
    """
    if family not in FAMILIES:
        raise ValueError(f"family {family!r} is unknown; known: {', '.join(sorted(FAMILIES))}")
    return FAMILIES[family](input)

"""Edge cases of the model-based families through the adapter: a documented outcome, never NaN, never an exception."""

import math
from typing import Any

import pytest

from integrity_metrics.statistics.oracle_model import MODEL_FAMILIES


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


EDGES: list[tuple[str, dict[str, Any]]] = [
    ("rogan_gladen_known", {"k": 0, "n": 1, "sensitivity": 1.0, "specificity": 1.0, "level": 0.95}),
    ("rogan_gladen_known", {"k": 9, "n": 10, "sensitivity": 0.8, "specificity": 0.9, "level": 0.9}),
    ("rogan_gladen_known", {"k": 1, "n": 2, "sensitivity": 0.5, "specificity": 0.5, "level": 0.95}),
    ("lang_reiczigel", {"k": 5, "n": 10, "k_se": 2, "n_se": 10, "k_sp": 3, "n_sp": 10, "level": 0.95}),
    ("lang_reiczigel", {"k": 5, "n": 10, "k_se": 0, "n_se": 0, "k_sp": 0, "n_sp": 0, "level": 0.95}),
    ("lang_reiczigel", {"k": 10, "n": 10, "k_se": 5, "n_se": 5, "k_sp": 5, "n_sp": 5, "level": 0.95}),
    ("ppi_mean", {"Y": [0, 0, 0], "Yhat": [0.5, 0.5, 0.5], "Yhat_unlabeled": [0.5, 0.5], "alpha": 0.05}),
    ("ppi_mean", {"Y": [1], "Yhat": [1], "Yhat_unlabeled": [0], "alpha": 0.05}),
    (
        "ppi_mean",
        {"strata": [{"name": "one", "W": 1.0, "Y": [0], "Yhat": [0.1], "Yhat_unlabeled": [0.1]}], "alpha": 0.1},
    ),
    ("kaplan_meier", {"durations": [1, 2, 3], "events": [0, 0, 0], "at": [1, 2, 9], "level": 0.95}),
    ("kaplan_meier", {"durations": [1, 2, 3, 3], "events": [1, 1, 1, 1], "at": [0, 3, 9], "level": 0.95}),
    ("kaplan_meier", {"durations": [5], "events": [1], "at": [5], "level": 0.95}),
    ("kaplan_meier", {"durations": [5, 5, 5], "events": [1, 1, 0], "at": [5, 4.999], "level": 0.95}),
    ("competing_risks_cif", {"durations": [1, 2, 3], "cause": [0, 0, 0], "at": [1, 5]}),
    ("competing_risks_cif", {"durations": [1, 2, 3], "cause": [2, 2, 2], "at": [1, 5]}),
    ("competing_risks_cif", {"durations": [1, 1, 1], "cause": [1, 2, 0], "at": [0.5, 1, 5]}),
    ("competing_risks_cif", {"durations": [4], "cause": [1], "at": [4]}),
    ("chain_ladder", {"cumulative": [[5]]}),
    ("chain_ladder", {"cumulative": [[1, 2], [3, None]]}),
    ("chain_ladder", {"cumulative": [[0, 0, 0], [0, 0, None], [0, None, None]]}),
    ("chain_ladder", {"cumulative": [[0, 5, 6], [0, 4, None], [3, None, None]]}),
    ("chain_ladder", {"cumulative": [[5, 5, 5], [4, 4, None], [3, None, None]]}),
    ("chain_ladder", {"cumulative": [[1, 2, 3], [4, 5, 6]]}),
    ("reverse_time_delay", {"occurred": [3], "delay": [2], "horizon": 5}),
    ("reverse_time_delay", {"occurred": [], "delay": [], "horizon": 2}),
    ("reverse_time_delay", {"occurred": [0, 1, 2], "delay": [0, 0, 0], "horizon": 2}),
    ("agreement", {"ratings": [[1, 1, 1], [1, 1, 1]]}),
    ("agreement", {"ratings": [[1, 0, 1]]}),
    ("agreement", {"ratings": [[0, 1], [None, None]]}),
    ("agreement", {"ratings": [[None, None], [None, None]]}),
    ("agreement", {"ratings": [[0, 1, 2], [0, 1, 2]]}),
    ("agreement", {"ratings": [[0, 1, None], [None, None, 1], [None, None, 0]]}),
    ("fay_herriot", {"direct": [0.1], "var": [0.01], "x": None}),
    ("fay_herriot", {"direct": [0.1, 0.1, 0.1], "var": [0.01, 0.02, 0.03], "x": None}),
    ("fay_herriot", {"direct": [0.1, 0.2], "var": [0.01, 0.02], "x": [1.0, 2.0]}),
    ("beta_binomial_eb", {"k": [0, 0, 0], "n": [10, 20, 30]}),
    ("beta_binomial_eb", {"k": [10, 20], "n": [10, 20]}),
    ("beta_binomial_eb", {"k": [1, 1, 1], "n": [10, 10, 10]}),
    ("beta_binomial_eb", {"k": [0, 10, 0, 20], "n": [10, 10, 20, 20]}),
    ("beta_binomial_eb", {"k": [1], "n": [5]}),
    ("beta_binomial_eb", {"k": [3, 0, 40], "n": [100, 0, 100]}),
    ("beta_binomial_eb", {"k": [0, 1, 1, 0], "n": [1, 1, 1, 1]}),
    ("confidence_sequence", {"x": "0000", "alpha": 0.05, "check_at": [0, 1, 4]}),
    ("confidence_sequence", {"x": "1111", "alpha": 0.05, "check_at": [1, 4]}),
]


@pytest.mark.parametrize(("family", "case"), EDGES)
@pytest.mark.filterwarnings("error")
def test_edges_have_a_documented_outcome(family: str, case: dict[str, Any]) -> None:
    for leaf in leaves(MODEL_FAMILIES[family](case)):
        assert leaf is None or isinstance(leaf, str | int) or math.isfinite(leaf)

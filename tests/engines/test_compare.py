"""The comparison sees every kind of difference, and none where there is none."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from .compare import differences

ORDERED = "select day, name, n, share from t order by day desc, name"


def frame(**changed: list[Any]) -> pd.DataFrame:
    columns: dict[str, list[Any]] = {
        "day": [date(2026, 1, 2), date(2026, 1, 1), date(2026, 1, 1)],
        "name": ["a", "b", None],
        "n": [1, 2, 3],
        "share": [0.1, np.nan, 1e-300],
    }
    return pd.DataFrame(columns | changed).astype({"name": "str"})


def test_the_same_rows_are_the_same_in_any_order_the_statement_leaves_open() -> None:
    assert differences(frame(), frame(share=[0.1 * (1 + 1e-12), np.nan, 1e-300]), ORDERED) == ""
    assert differences(frame(), frame().iloc[::-1].reset_index(drop=True), "select * from t") == ""


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (frame().rename(columns={"n": "N"}), "columns"),
        (frame(n=[1.0, 2.0, 3.0]), "types: n float64 instead of int64"),
        (frame(day=pd.to_datetime(["2026-01-02", "2026-01-01", "2026-01-01"]).tolist()), "types: day"),
        (frame().head(2), "2 rows instead of 3"),
        (frame(n=[1, 2, 4]), "n is"),
        (frame(name=["a", "b", ""]), "name is"),
        (frame(name=["a", "b", "nan"]), "name is"),
        (frame(share=[0.1 * (1 + 1e-8), np.nan, 1e-300]), "share is"),
        (frame(share=[0.1, 0.0, 1e-300]), "share is"),
        (frame(share=[0.1, np.nan, 0.0]), "share is"),
        (frame().iloc[::-1].reset_index(drop=True), "order: day is"),
        (frame().iloc[[0, 2, 1]].reset_index(drop=True), "order: name is"),
    ],
)
def test_a_difference_is_found(found: pd.DataFrame, words: str) -> None:
    assert words in differences(frame(), found, ORDERED)


def test_an_empty_answer_has_types_too() -> None:
    empty = frame().head(0)
    assert not differences(empty, empty.astype({"n": "float64"}), ORDERED)
    assert differences(empty, empty.astype({"n": "str"}), ORDERED)


def test_copies_of_a_row_count() -> None:
    one, other = pd.DataFrame({"n": [1, 1, 2]}), pd.DataFrame({"n": [1, 2, 2]})
    assert differences(one, other, "select n from t")

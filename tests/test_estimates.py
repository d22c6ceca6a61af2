"""The answer: its columns, and the exports made from it."""

from __future__ import annotations

import io
import json
from datetime import date

import pandas as pd
import pytest

from integrity_metrics.errors import IntegrityError
from integrity_metrics.estimates import MEASURES, Estimates, Executed
from integrity_metrics.scope import Grain, Period, Scope

SCOPE = Scope(Period(date(2025, 1, 1), date(2025, 2, 1)), Grain.MONTH, by=("platform",))
ROW = [
    date(2025, 1, 1),
    'A "quoted", name',
    float("nan"),
    float("nan"),
    float("nan"),
    3,
    "complete count",
    "suppressed",
    True,
]


def answer() -> Estimates:
    frame = pd.DataFrame([ROW], columns=["period_start", "platform", *MEASURES])
    executed = Executed("metrics/x", "select :a", {"a": ("it's", "b"), "since": date(2025, 1, 1)}, 0.01)
    return Estimates("m", "count", SCOPE, frame, (executed,))


def test_columns_are_checked() -> None:
    with pytest.raises(IntegrityError, match="it must have"):
        Estimates("m", "count", SCOPE, pd.DataFrame({"value": [1]}))


def test_csv_says_its_scope_on_every_row_and_survives_quoting() -> None:
    read = pd.read_csv(io.StringIO(answer().to_csv()))
    assert read["platform"].tolist() == ['A "quoted", name']
    assert read["scope"].tolist() == [SCOPE.in_words()]
    assert read[["metric", "unit", "status"]].to_numpy().tolist() == [["m", "count", "suppressed"]]


def test_json_has_null_where_there_is_no_number() -> None:
    records = json.loads(answer().to_json())
    assert records["rows"][0]["value"] is None
    assert records["rows"][0]["period_start"] == "2025-01-01"
    assert records["queries"][0]["name"] == "metrics/x"


def test_a_statement_can_be_copied_with_its_parameters() -> None:
    text = answer().executed[0].as_text()
    assert "-- :a = ('it''s', 'b')" in text
    assert "-- :since = date '2025-01-01'" in text
    assert text.endswith("select :a")

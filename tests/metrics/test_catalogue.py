"""The catalogue is data, and every entry of it can be asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from integrity_metrics.errors import UnknownMetricError
from integrity_metrics.metrics.ask import ESTIMATORS, ask, data_period
from integrity_metrics.metrics.catalogue import CatalogueError, catalogue, metric, notes
from integrity_metrics.scope import Grain, Scope
from integrity_metrics.warehouse.engine import Warehouse
from integrity_metrics.warehouse.query_files import load_query

# Who owns metrics that the bundled data can answer; the others need a platform with marts.
BUNDLED = ("industry", "enforcement")


@pytest.mark.parametrize("key", catalogue())
def test_every_metric_answers_every_dimension_it_names(demo: Warehouse, simulated: Warehouse, key: str) -> None:
    entry = metric(key)
    warehouse = demo if entry.owner in BUNDLED else simulated
    scope = Scope(data_period(warehouse, key), Grain.TOTAL)
    assert not ask(warehouse, key, scope).is_empty
    for dimension in entry.dimensions:
        answer = ask(warehouse, key, replace(scope, by=(dimension,)))
        assert not answer.is_empty, dimension
        shown = answer.frame[answer.frame["status"].isin(["ok", "immature"])]
        assert shown["value"].notna().all()
        assert (shown["low"] <= shown["value"]).all()
        assert (shown["value"] <= shown["high"]).all()


def test_the_catalogue_is_complete() -> None:
    assert set(ESTIMATORS) == {entry.estimator for entry in catalogue().values()}
    for entry in catalogue().values():
        assert load_query(entry.query).dimensions
        assert entry.definition.endswith(".")
        assert entry.misuse.endswith(".")
    for note in notes().values():
        assert set(note.metrics) <= set(catalogue())


def test_an_unknown_metric_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownMetricError, match="did you mean 'dsa_statements'"):
        metric("dsa_statment")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[metrics.x]\ntitle = 'a'", r"odd\.toml: \[metrics\.x\] definition"),
        ("[metrics.x]\nnonsense = 1", r"odd\.toml: \[metrics\.x\]"),
        ("[metrics", "not valid TOML"),
    ],
)
def test_a_wrong_definition_names_file_entry_and_field(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "odd.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=complaint):
        catalogue(tmp_path)

"""Charts about rules: sets over dots, pairs as a grid, lines against the threshold."""

from __future__ import annotations

import pandas as pd
import pytest

from integrity_metrics.charts.pair_matrix import pair_matrix
from integrity_metrics.charts.threshold import MOST_POINTS, threshold_lines
from integrity_metrics.charts.upset import upset

SETS = [(("links", "text"), 40), (("links", "text", "new"), 7), (("new", "text"), 3)]


def test_every_set_has_its_bar_and_exactly_its_dots() -> None:
    figure = upset(SETS, "Sets", "scope in words")
    bars, empty, filled, *joins = figure.data
    assert list(bars.y) == [40, 7, 3]
    names = list(figure.layout.yaxis2.ticktext)
    found = {(x, names[y]) for x, y in zip(filled.x, filled.y, strict=True)}
    assert found == {(column, member) for column, (members, _) in enumerate(SETS) for member in members}
    assert len(empty.x) == len(SETS) * 3
    for column, join in enumerate(joins):
        rows = [names.index(member) for member in SETS[column][0]]
        assert list(join.y) == [min(rows), max(rows)]
    assert "scope in words" in figure.layout.title.subtitle.text


def test_the_rule_with_most_in_common_is_the_top_row() -> None:
    names = list(upset(SETS, "Sets", "scope").layout.yaxis2.ticktext)
    assert names == ["new", "links", "text"]


def test_no_sets_is_an_empty_picture() -> None:
    assert list(upset([], "Sets", "scope").data[0].y) == []


def test_a_pair_is_read_along_its_row() -> None:
    figure = pair_matrix({("a", "b"): (0.25, 10), ("b", "a"): (0.8, 10)}, ["a", "b"], "Pairs", "scope")
    assert [list(row) for row in figure.data[0].z] == [[None, 0.25], [0.8, None]]
    assert [list(row) for row in figure.data[0].text] == [["", "25%"], ["80%", ""]]
    assert figure.layout.yaxis.autorange == "reversed"


def curve(points: int) -> pd.DataFrame:
    share = [i / points for i in range(points)]
    frame = pd.DataFrame({"threshold": share, "hits": range(points, 0, -1)})
    for measure in ("precision", "recall"):
        frame = frame.assign(**{measure: share, f"{measure}_low": 0.0, f"{measure}_high": 1.0})
    return frame


def test_both_lines_have_bands_and_both_thresholds_are_marked() -> None:
    figure = threshold_lines(curve(200), "Title", "scope", current=0.2, tried=0.6)
    band, precision, _, recall = figure.data
    assert band.fill == "toself"
    assert (precision.name, recall.name) == ("precision", "exposure recall")
    assert precision.line.dash != recall.line.dash
    assert len(precision.x) <= MOST_POINTS
    assert [
        (shape.x0, note.text) for shape, note in zip(figure.layout.shapes, figure.layout.annotations, strict=True)
    ] == [
        (0.2, "now"),
        (0.6, "tried"),
    ]


@pytest.mark.parametrize("measure", ["precision", "recall"])
def test_a_figure_without_labels_has_no_line(measure: str) -> None:
    blank = curve(20).assign(**{measure: float("nan"), f"{measure}_low": float("nan"), f"{measure}_high": float("nan")})
    figure = threshold_lines(blank, "Title", "scope", current=None)
    lengths = {trace.name: len(trace.x) for trace in figure.data if trace.mode == "lines"}
    assert sorted(lengths.values()) == [0, 20]
    assert not figure.layout.shapes

"""What a document refuses, and where the points of a sparkline stand."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from integrity_metrics.charts.still.image import StillImage
from integrity_metrics.reports.card import Card, Spark
from integrity_metrics.reports.document import Document, Picture
from integrity_metrics.reports.spark_shape import EDGE, HEIGHT, WIDTH, spark_shape
from integrity_metrics.reports.table import Column, Table

NOW = datetime(2026, 3, 23, tzinfo=UTC)


def test_refusals_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"Row 1 of table 'T' has 1 cells for 2 columns"):
        Table((Column("a"), Column("b")), (("1", "2"), ("3",)), "T")
    with pytest.raises(ValueError, match="no columns"):
        Table((), (), "T")
    with pytest.raises(ValueError, match=r"address 'javascript:alert\(1\)' of card 'C'"):
        Card("C", "1", address="javascript:alert(1)")
    with pytest.raises(ValueError, match="tone 'red' of card 'C' is unknown; use better"):
        Card("C", "1", tone="red")
    with pytest.raises(ValueError, match="no time zone"):
        Document("T", "", datetime(2026, 3, 23), "", ())
    with pytest.raises(ValueError, match="title of a document is empty"):
        Document(" ", "", NOW, "", ())
    with pytest.raises(ValueError, match="alt of a picture is empty"):
        Picture(StillImage("<svg/>", b"", 1, 1), " ")
    with pytest.raises(ValueError, match="low of a sparkline has 1 values, its line 2"):
        Spark((1.0, 2.0), (1.0,), (1.0, 2.0))
    with pytest.raises(ValueError, match="low and high, or neither"):
        Spark((1.0, 2.0), (1.0, 2.0))


def test_a_gap_parts_the_line_and_what_is_not_final_is_dashed() -> None:
    shape = spark_shape(Spark((1.0, 2.0, math.nan, 3.0, 4.0, 5.0), is_mature=(True, True, True, True, True, False)))
    assert shape is not None
    assert [len(line) for line in shape.lines] == [2, 2]
    assert [len(line) for line in shape.dashed] == [2]
    assert shape.dashed[0][1] == shape.last == (WIDTH - EDGE, HEIGHT - EDGE)
    assert not shape.is_last_mature
    assert shape.bands == ()


def test_the_band_belongs_to_the_reach_and_one_number_is_no_line() -> None:
    shape = spark_shape(Spark((2.0, 2.0), (1.0, 1.0), (3.0, 3.0)))
    assert shape is not None
    assert {y for _, y in shape.lines[0]} == {HEIGHT / 2}
    assert {y for _, y in shape.bands[0]} == {EDGE, HEIGHT - EDGE}
    assert spark_shape(Spark((2.0, math.nan))) is None
    flat = spark_shape(Spark((2.0, 2.0)))
    assert flat is not None
    assert flat.last == (WIDTH - EDGE, HEIGHT / 2)

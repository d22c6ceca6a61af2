"""A document as one HTML file that needs nothing else: for mail, a wiki or a printer."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from integrity_metrics.paths import PACKAGE
from integrity_metrics.reports.card import Spark
from integrity_metrics.reports.document import Document
from integrity_metrics.reports.inline_svg import inline_svg
from integrity_metrics.reports.plain_text import printable
from integrity_metrics.reports.spark_shape import HEIGHT, WIDTH, Point, spark_shape

TEMPLATES = PACKAGE / "reports" / "templates"
# A value with more characters than this is words rather than a number, and is set smaller.
LONG_VALUE = 9


def to_html(document: Document) -> str:
    """Return the document as HTML: no script, no address that a browser would fetch."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_on_one_line,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(inline_svg=inline_svg)
    environment.globals.update(spark_svg=_spark_svg)
    environment.tests["long"] = lambda value: len(value) > LONG_VALUE
    template = environment.get_template("report.html.j2")
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    kinds = [type(block).__name__ for block in document.blocks]
    return template.render(document=document, blocks=list(zip(kinds, document.blocks, strict=True)), style=style)


def _on_one_line(value: Any) -> Any:
    """Clean what comes from a caller; marked-up text (style and charts) is another type and stays."""
    return printable(value) if type(value) is str else value


def _spark_svg(spark: Spark | None) -> dict[str, Any] | None:
    """Return the points of a sparkline as SVG writes them, where y goes down."""
    shape = spark_shape(spark) if spark is not None else None
    if shape is None:
        return None
    return {
        "width": f"{WIDTH:g}",
        "height": f"{HEIGHT:g}",
        "lines": [_points(line) for line in shape.lines],
        "dashed": [_points(line) for line in shape.dashed],
        "bands": [_points(band) for band in shape.bands],
        "last": (f"{shape.last[0]:g}", f"{HEIGHT - shape.last[1]:g}"),
        "is_last_mature": shape.is_last_mature,
    }


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{x:g},{HEIGHT - y:g}" for x, y in points)

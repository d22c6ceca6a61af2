"""A sparkline in the PDF, drawn as lines rather than as a picture."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor, white
from reportlab.platypus import Flowable

from integrity_metrics.charts.theme import COLOURS
from integrity_metrics.reports.spark_shape import HEIGHT, WIDTH, Point, SparkShape

SERIES = HexColor(COLOURS[0])
MARGIN = 2.5


class SparkLine(Flowable):  # type: ignore[misc]  # ReportLab has no types
    """A shape as wide as it is told, with a little space above and below.

    Parameters
    ----------
    shape
        The points.
    width
        In points.
    """

    def __init__(self, shape: SparkShape, width: float) -> None:
        super().__init__()
        self.shape = shape
        self.width = width
        self.height = HEIGHT * width / WIDTH + 2 * MARGIN

    def draw(self) -> None:
        """Draw the band, the lines and the latest number."""
        canvas = self.canv
        canvas.setFillColor(SERIES, alpha=0.17)
        for band in self.shape.bands:
            canvas.drawPath(self._path(band), stroke=0, fill=1)
        canvas.setFillColor(SERIES if self.shape.is_last_mature else white, alpha=1)
        canvas.setStrokeColor(SERIES)
        canvas.setLineWidth(1.1)
        for lines, dashes in ((self.shape.lines, []), (self.shape.dashed, [2, 1.5])):
            canvas.setDash(dashes)
            for line in lines:
                canvas.drawPath(self._path(line), stroke=1, fill=0)
        canvas.setDash([])
        canvas.setLineWidth(0.8)
        x, y = self._place(self.shape.last)
        canvas.circle(x, y, 1.7, stroke=1, fill=1)

    def _path(self, points: tuple[Point, ...]) -> Any:
        path = self.canv.beginPath()
        path.moveTo(*self._place(points[0]))
        for point in points[1:]:
            path.lineTo(*self._place(point))
        return path

    def _place(self, point: Point) -> Point:
        scale = self.width / WIDTH
        return point[0] * scale, point[1] * scale + MARGIN

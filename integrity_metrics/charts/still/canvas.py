"""The shared look of still charts, and how a figure becomes bytes that are the same for the same input."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO, StringIO
from threading import Lock

import matplotlib.style
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from integrity_metrics.charts.still.image import StillImage

# Colours of their own, so that a page may exchange them for its own in the dark: see reports/inline_svg.py.
INK, MUTED, GRID, PAPER = "#1B2631", "#566372", "#DDE3E9", "#FDFEFE"
WIDTH_INCHES = 9.2
PNG_DOTS_PER_INCH = 144
LINE_INCHES = 0.215
TITLE_CHARACTERS, TEXT_CHARACTERS = 80, 108
_LOOK = {
    "svg.fonttype": "none",
    "svg.hashsalt": "integrity-metrics",
    # A price such as $5 must not be read as a formula.
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],
    "font.size": 10.0,
    "text.color": INK,
    "axes.edgecolor": GRID,
    "axes.labelcolor": MUTED,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.size": 0.0,
    "ytick.major.size": 0.0,
    "xtick.major.pad": 6.0,
    "hatch.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 9.0,
    "legend.labelcolor": MUTED,
}
# Matplotlib's settings belong to the process: two threads that draw at once would undo each other's.
_ONE_AT_A_TIME = Lock()


@contextmanager
def drawing() -> Iterator[None]:
    """Apply the look while a figure is made and saved, whatever the machine's own Matplotlib settings."""
    with _ONE_AT_A_TIME, matplotlib.style.context(["default", _LOOK]):
        yield


def sheet(title: str, subtitle: str, plot_inches: float, footer: Sequence[str] = ()) -> tuple[Figure, Axes]:
    """Return a figure with its words and one empty pair of axes between them; call within `drawing`.

    Parameters
    ----------
    title, subtitle
        What is drawn and its scope; both may be empty when the report says it beside the picture.
    plot_inches
        Height without the words.
    footer
        Lines below the axes; long ones are broken.
    """
    title_lines = textwrap.wrap(title, TITLE_CHARACTERS)
    subtitle_lines = textwrap.wrap(subtitle, TEXT_CHARACTERS)
    footer_lines = [part for line in footer for part in textwrap.wrap(line, TEXT_CHARACTERS)]
    above = 0.26 * len(title_lines) + LINE_INCHES * len(subtitle_lines) + (0.1 if title_lines else 0.0)
    below = LINE_INCHES * len(footer_lines) + (0.1 if footer_lines else 0.0)
    height = plot_inches + above + below
    between = ConstrainedLayoutEngine(rect=(0, below / height, 1, plot_inches / height))
    figure = Figure(figsize=(WIDTH_INCHES, height), layout=between, facecolor="none")
    top = height - 0.04
    for line in title_lines:
        figure.text(0.004, top / height, line, size=12.5, weight="bold", va="top")
        top -= 0.26
    for line in subtitle_lines:
        figure.text(0.004, top / height, line, size=9.5, color=MUTED, va="top")
        top -= LINE_INCHES
    top = below - 0.08
    for line in footer_lines:
        figure.text(0.004, top / height, line, size=9.5, va="top")
        top -= LINE_INCHES
    return figure, figure.subplots()


def say_empty(axes: Axes, words: str) -> None:
    """Write into axes that have nothing to draw why they are empty."""
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=MUTED, size=11)
    axes.set(xticks=[], yticks=[])


def finished(figure: Figure) -> StillImage:
    """Return the figure as SVG on no background and as PNG on white; call within `drawing`."""
    text = StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    FigureCanvasSVG(figure).print_svg(text, metadata=nothing)  # type: ignore[no-untyped-call]
    image = BytesIO()
    figure.set_facecolor(PAPER)
    figure.set_dpi(PNG_DOTS_PER_INCH)
    FigureCanvasAgg(figure).print_png(image, metadata={"Software": None})  # type: ignore[no-untyped-call]
    width, height = figure.get_size_inches()
    # The prologue names a DTD on another host, which a self-contained file must not.
    svg = re.sub(r"\A.*?(?=<svg)", "", text.getvalue(), flags=re.DOTALL)
    return StillImage(svg, image.getvalue(), width * 72, height * 72)


def needed(frame: pd.DataFrame, columns: Sequence[str], chart: str) -> pd.DataFrame:
    """Return the frame's `columns`, or refuse with what is missing."""
    missing = [c for c in columns if c not in frame.columns]
    if missing:
        raise ValueError(f"frame of {chart} has no column {', '.join(missing)}; it needs {', '.join(columns)}.")
    return frame.loc[:, list(columns)]

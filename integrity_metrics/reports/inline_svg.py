"""A chart's SVG as part of a page: its own ids, and colours that follow the page into the dark."""

from __future__ import annotations

import re

from integrity_metrics.charts.still.canvas import GRID, INK, MUTED, PAPER
from integrity_metrics.charts.theme import COLOURS

_FOLLOWS = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    GRID: "var(--line)",
    PAPER: "var(--paper)",
    COLOURS[0]: "var(--series)",
}
_COLOUR = re.compile("|".join(map(re.escape, _FOLLOWS)), re.IGNORECASE)
_BY_LOWER_CASE = {colour.lower(): variable for colour, variable in _FOLLOWS.items()}
# Only inside a tag: the words of a chart are never touched.
_TAG = re.compile(r"<[^>]+>")
_ID = re.compile(r'(\bid="|url\(#|href="#)')


def inline_svg(svg: str, prefix: str) -> str:
    """Return the SVG for use within HTML.

    Parameters
    ----------
    svg
        From `StillImage.svg`.
    prefix
        Put before every id: two charts on a page must not share one.

    Examples
    --------
    >>> inline_svg('<g id="a" style="fill: #1b2631"><use href="#b"/></g>', "c1-")
    '<g id="c1-a" style="fill: var(--ink)"><use href="#c1-b"/></g>'
    """

    def adapted(tag: re.Match[str]) -> str:
        coloured = _COLOUR.sub(lambda colour: _BY_LOWER_CASE[colour.group().lower()], tag.group())
        return _ID.sub(lambda found: found.group() + prefix, coloured)

    return _TAG.sub(adapted, svg)

"""A chart as a file has it, for whoever prints or sends it; holds no drawing library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StillImage:
    """One drawn chart in the two forms that files need.

    Parameters
    ----------
    svg
        An ``<svg>`` element without prologue, for HTML.
    png
        The same picture at twice its size, for PDF and messages.
    width, height
        Size in points.
    """

    svg: str
    png: bytes
    width: float
    height: float
